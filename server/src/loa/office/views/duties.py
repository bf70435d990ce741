"""Duties: entrust somebody with one for a time, and end it."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from loa_protocol.errors import NotFound, Refusal

from loa.office.forms import GrantForm
from loa.orgs import actions, queries
from loa.web import actor
from loa.web.forms import show
from loa.web.posting import posted


@require_http_methods(["GET", "HEAD", "POST"])
def grant(request: HttpRequest, person_id: int) -> HttpResponse:
    """Entrust somebody with a duty, for a unit, from one day to another."""
    shown = queries.person(actor(request), person_id)
    if queries.looks_after_any(actor(request)) is None:
        raise NotFound(person=person_id)
    form = GrantForm(request.POST) if request.method == "POST" else GrantForm.for_person(shown)
    status = int(HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK)
    if form.is_valid():
        try:
            actions.grant_duty(actor(request), person_id, **form.as_arguments())
        except Refusal as refusal:
            status = show(refusal, form)
        else:
            messages.success(request, _("Đã giao nhiệm vụ cho %(name)s.") % {"name": shown})
            return redirect("office:person", person_id)
    return render(request, "office/grant.html", {"form": form, "shown": shown}, status=status)


@posted("office:people")
def end(request: HttpRequest, grant_id: int) -> HttpResponse:
    """End a duty at once."""
    ended = actions.end_duty(actor(request), grant_id)
    messages.success(request, _("Nhiệm vụ đã kết thúc."))
    return redirect("office:person", ended.person.pk)
