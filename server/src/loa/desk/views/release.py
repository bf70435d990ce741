"""Let an approved bulletin out now; where one person is not enough, ask a second."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from loa_protocol.errors import NotFound, Refusal
from loa_protocol.messages import Target
from loa_protocol.priority import Klass

from loa.broadcast import actions, queries
from loa.bulletins import queries as bulletins
from loa.desk.forms import ReleaseForm, choices_of
from loa.desk.seconded import asked_of
from loa.desk.shown import BulletinPage, lacks_of, page_of
from loa.desk.steps import OF_A_PROPOSAL
from loa.domain.areas import Level, level_of
from loa.domain.permissions import Duty
from loa.domain.targeting import Why
from loa.stations import queries as stations
from loa.web import actor, refusals
from loa.web.forms import show
from loa.web.posting import posted


@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    """Ask where, and let it out; offer to ask a second person where one is not enough."""
    form = _form(request, bulletin_id)
    status = int(HTTPStatus.OK)
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                return _let_out(request, form, bulletin_id)
            except NotFound:
                raise
            except Refusal as refusal:
                status = show(refusal, form)
    shown = page_of(actor(request), bulletin_id)
    target = _target(form, shown)
    klass = Klass(shown.bulletin.klass)
    reasons = queries.reasons_for_second(target, klass=klass, start=timezone.now())
    has = {language.kept.language for language in shown.languages}
    has_choice = bool({"areas", "clusters"} & set(form.fields))
    context = {
        "form": form,
        "shown": shown,
        "lacks": lacks_of(actor(request), has, target),
        "needs_second": bool(reasons),
        "may_be_alone": not reasons or (has_choice and Why.NIGHT not in reasons),
    }
    return render(request, "desk/release.html", context, status=status)


def _form(request: HttpRequest, bulletin_id: int) -> ReleaseForm:
    """Offer the clusters of a commune, or the communes of a larger unit."""
    person = actor(request)
    of = bulletins.bulletin(person, bulletin_id)
    is_commune = level_of(of.unit.as_path()) >= Level.COMMUNE
    inside = {"station__unit__path__startswith": of.unit_path}
    clusters = stations.clusters_for(person, Duty.RELEASE).filter(**inside)
    found = stations.stations_for(person, Duty.RELEASE)
    areas = found.filter(unit__path__startswith=f"{of.unit_path}/")
    return ReleaseForm(
        request.POST or None,
        initial={"clusters": of.clusters},
        clusters=choices_of(clusters.values_list("code", "name")) if is_commune else (),
        areas=choices_of((one.unit.path, one.unit.full_name) for one in areas),
    )


def _target(form: ReleaseForm, shown: BulletinPage) -> Target:
    """Return where the form would let it out; the writer's wish before anything was chosen."""
    of = shown.bulletin
    if form.is_bound and form.is_valid():
        return form.target(of.unit_path)
    return Target(areas=(of.unit_path,), clusters=tuple(of.clusters))


def _let_out(request: HttpRequest, form: ReleaseForm, bulletin_id: int) -> HttpResponse:
    """Do what the button said."""
    person = actor(request)
    target = form.target(bulletins.bulletin(person, bulletin_id).unit_path)
    if request.POST.get("do") == "propose":
        actions.propose_release(person, bulletin_id, target)
        messages.success(request, _("Đã gửi đề nghị. Khi người thứ hai xác nhận, loa sẽ phát."))
        return _to(reverse("desk:bulletin", args=[bulletin_id]))
    actions.release(person, bulletin_id, target, key=form.cleaned_data["key"])
    messages.success(request, _("Đã cho phát. Kết quả của từng cụm loa hiện ở dưới."))
    return _to(reverse("broadcast:bulletin", args=[bulletin_id]))


@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """List the releases that wait for a second person."""
    return _list(request)


def _list(request: HttpRequest, *, problem: str = "", status: int = HTTPStatus.OK) -> HttpResponse:
    context = {"asked": asked_of(actor(request)), "problem": problem}
    return render(request, "desk/proposals.html", context, status=status)


@posted("desk:proposals")
def proposal(request: HttpRequest, proposal_id: UUID, step: str) -> HttpResponse:
    """Let out what another person proposed, or take it off the list."""
    if step not in OF_A_PROPOSAL:
        raise NotFound(step=step)
    person = actor(request)
    queries.proposal(person, proposal_id)
    do, done = OF_A_PROPOSAL[step]
    try:
        do(person, proposal_id)
    except NotFound:
        raise
    except Refusal as refusal:
        return _list(request, problem=refusals.words(refusal), status=refusals.status(refusal))
    messages.success(request, done)
    return _to(reverse("desk:proposals"))


def _to(address: str) -> HttpResponse:
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)
