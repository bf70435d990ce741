"""The sessions of a day: open one, fill it, put its items in order."""

from datetime import date, timedelta
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from loa_protocol.errors import NotFound, Refusal

from loa.broadcast import session_queries, sessions
from loa.desk.forms import SessionForm, choices_of
from loa.desk.offered import offered_to
from loa.desk.steps import OF_A_SESSION
from loa.domain import days
from loa.domain.permissions import Duty
from loa.orgs import queries as orgs
from loa.web import actor, refusals
from loa.web.forms import show
from loa.web.posting import posted


@require_safe
def day(request: HttpRequest) -> HttpResponse:
    """Show every session of a day."""
    person = actor(request)
    on = _day(request.GET.get("day", ""))
    found = session_queries.sessions(person).filter(date=on)
    context = {
        "day": on,
        "before": on - timedelta(days=1),
        "after": on + timedelta(days=1),
        "sessions": session_queries.shown(found, now=timezone.now()),
        "may_programme": orgs.units_for(person, Duty.PROGRAMME).exists(),
    }
    return render(request, "desk/sessions.html", context)


@require_http_methods(["GET", "POST"])
def open_session(request: HttpRequest) -> HttpResponse:
    """Ask for a window of a day, and open it."""
    person = actor(request)
    units = list(orgs.units_for(person, Duty.PROGRAMME))
    if not units:
        raise PermissionDenied
    form = SessionForm(
        request.POST or None,
        units=choices_of((unit.path, unit.full_name) for unit in units),
        initial={
            "date": _day(request.GET.get("day", "")),
            "name": _("Buổi chiều"),
            "starts": "17:00",
            "ends": "17:30",
        },
    )
    status = int(HTTPStatus.OK)
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                return _opened(request, form)
            except Refusal as refusal:
                status = show(refusal, form)
    return render(request, "desk/open_session.html", {"form": form}, status=status)


def _opened(request: HttpRequest, form: SessionForm) -> HttpResponse:
    starts, ends = form.window()
    session = sessions.open_session(
        actor(request),
        unit=form.cleaned_data["unit"],
        name=form.cleaned_data["name"],
        starts=starts,
        ends=ends,
    )
    return _to("desk:session", session.pk)


@require_safe
def session(request: HttpRequest, session_id: int) -> HttpResponse:
    """Show one session, what may be placed in it, and what came of it."""
    return _session_page(request, session_id)


def _session_page(
    request: HttpRequest, session_id: int, *, problem: str = "", status: int = HTTPStatus.OK
) -> HttpResponse:
    person = actor(request)
    of = session_queries.session(person, session_id)
    (shown,) = session_queries.shown([of], now=timezone.now())
    may = person.as_officer().may(Duty.PROGRAMME, of.unit.as_path(), timezone.localdate())
    context = {
        "shown": shown,
        "may_change": may and not shown.is_past,
        "offered": offered_to(person, of) if may and not shown.is_past else [],
        "problem": problem,
    }
    return render(request, "desk/session.html", context, status=status)


@posted("desk:session", "session_id")
def step(request: HttpRequest, session_id: int, step: str) -> HttpResponse:
    """Do what a button of the session says, and come back to it."""
    if step == "drop":
        return _dropped(request, session_id)
    if step not in OF_A_SESSION:
        raise NotFound(step=step)
    try:
        OF_A_SESSION[step](actor(request), session_id, request.POST)
    except NotFound:
        raise
    except Refusal as refusal:
        return _refused(request, session_id, refusal)
    return _to("desk:session", session_id)


def _dropped(request: HttpRequest, session_id: int) -> HttpResponse:
    try:
        sessions.drop_session(actor(request), session_id)
    except NotFound:
        raise
    except Refusal as refusal:
        return _refused(request, session_id, refusal)
    messages.success(request, _("Đã bỏ buổi phát."))
    return HttpResponseRedirect(reverse("desk:sessions"), status=HTTPStatus.SEE_OTHER)


def _refused(request: HttpRequest, session_id: int, refusal: Refusal) -> HttpResponse:
    return _session_page(
        request,
        session_id,
        problem=refusals.words(refusal),
        status=refusals.status(refusal),
    )


def _to(name: str, pk: int) -> HttpResponse:
    return HttpResponseRedirect(reverse(name, args=[pk]), status=HTTPStatus.SEE_OTHER)


def _day(given: str) -> date:
    """Read a day from the address; today when it names none, or one on which nobody works."""
    try:
        on = date.fromisoformat(given)
    except ValueError:
        on = date.min
    return on if days.FIRST <= on <= days.LAST else timezone.localdate()
