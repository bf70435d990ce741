"""Pages about what comes from outside: links to pass on, and what was given by them."""

from http import HTTPStatus

import segno
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from loa_protocol.errors import Refusal

from loa.domain.permissions import Duty
from loa.orgs import queries as orgs
from loa.production import given, giving
from loa.production.giving_forms import LinkForm
from loa.production.plan_forms import ReasonForm
from loa.web import actor
from loa.web.forms import show
from loa.web.posting import posted

A_PAGE = 50


@require_safe
def contributions(request: HttpRequest) -> HttpResponse:
    """List what was given, the newest first."""
    person = actor(request)
    context = {
        "found": given.contributions(person)[:A_PAGE],
        "may_link": Duty.WRITE in orgs.duties_in_force(person),
    }
    return render(request, "production/contributions.html", context)


@require_safe
def contribution(request: HttpRequest, contribution_id: int) -> HttpResponse:
    """Show one thing given, to read and to hear."""
    person = actor(request)
    of = given.contribution(person, contribution_id)
    context = {"of": of, "may_judge": given.may_judge(person, of), "reason": ReasonForm()}
    return render(request, "production/contribution.html", context)


@posted("production:contribution", "contribution_id")
def take_over(request: HttpRequest, contribution_id: int) -> HttpResponse:
    """Make a draft of it, and go there."""
    bulletin = giving.take_over(actor(request), contribution_id)
    messages.success(request, _("Đã lập bản nháp. Bạn là người soạn, nên người khác sẽ duyệt."))
    return _to("desk:bulletin", bulletin.pk)


@posted("production:contribution", "contribution_id")
def decline(request: HttpRequest, contribution_id: int) -> HttpResponse:
    """Decline it, saying why."""
    giving.decline(actor(request), contribution_id, request.POST.get("reason", ""))
    messages.success(request, _("Đã từ chối đóng góp này."))
    return _to("production:contributions")


@never_cache
@require_http_methods(["GET", "POST"])
def links(request: HttpRequest) -> HttpResponse:
    """List the links; make another, and show it this once."""
    person = actor(request)
    if Duty.WRITE not in orgs.duties_in_force(person):
        raise PermissionDenied
    form = LinkForm(person, request.POST or None)
    status = int(HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK)
    if form.is_valid():
        try:
            link, token = giving.make_link(person, form.wanted())
        except Refusal as refusal:
            status = show(refusal, form)
        else:
            path = reverse("production:give", args=[token])
            address = request.build_absolute_uri(path)
            shown = {"link": link, "address": address, "drawing": _drawn(address)}
            return render(request, "production/link.html", shown)
    context = {"form": form, "found": given.links(person)[:A_PAGE], "now": timezone.now()}
    return render(request, "production/links.html", context, status=status)


@posted("production:links")
def withdraw(request: HttpRequest, link_id: int) -> HttpResponse:
    """Close a link."""
    giving.withdraw_link(actor(request), link_id)
    messages.success(request, _("Đã thu hồi đường dẫn."))
    return _to("production:links")


def _to(name: str, *arguments: int) -> HttpResponse:
    return HttpResponseRedirect(reverse(name, args=arguments), status=HTTPStatus.SEE_OTHER)


def _drawn(address: str) -> str:
    """Draw a QR code as part of the page: a picture of its own would need the token again."""
    drawing = segno.make(address, error="m").svg_inline(
        scale=5, border=3, light="white", svgclass="qr", lineclass=None, title=_("Mã QR")
    )
    return mark_safe(drawing)  # noqa: S308 - drawn here, of an address that we made
