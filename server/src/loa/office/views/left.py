"""Duties that stand on a unit which ended or will end: choose where they go on."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from loa_protocol.errors import NotFound

from loa.domain.permissions import Duty
from loa.orgs import carrying, queries, succession
from loa.web import actor
from loa.web.posting import posted

AT_A_TIME = 20


@require_safe
def left(request: HttpRequest) -> HttpResponse:
    """List them by unit, each with the units that took its place."""
    who, today = actor(request), timezone.localdate()
    if not who.as_officer().units_for(Duty.ADMINISTRATOR, today):
        raise NotFound(actor=who.actor_id)
    found = succession.by_unit(queries.duties_left_behind(who))
    page = Paginator(found, AT_A_TIME).get_page(request.GET.get("page"))
    shown = [succession.show(who, grants, today) for grants in page.object_list]
    return render(request, "office/left.html", {"page": page, "shown": shown})


@posted("office:left")
def carry(request: HttpRequest, grant_id: int) -> HttpResponse:
    """Carry one duty over."""
    made = carrying.carry_over(actor(request), grant_id, to=request.POST.get("to", ""))
    told = {"name": made.person, "unit": made.unit}
    messages.success(request, _("Đã giao lại nhiệm vụ cho %(name)s ở %(unit)s.") % told)
    return redirect("office:left")


@posted("office:left")
def carry_all(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Carry over whatever stands on a unit that has one successor."""
    count = carrying.carry_all_over(actor(request), unit_id, to=request.POST.get("to", ""))
    said = ngettext("Đã giao lại %(n)d nhiệm vụ.", "Đã giao lại %(n)d nhiệm vụ.", count)
    messages.success(request, said % {"n": count})
    return redirect("office:left")
