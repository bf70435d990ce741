"""Write something and submit it: three taps for a plain announcement."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from loa_protocol.errors import NotFound, Refusal
from loa_protocol.priority import Klass

from loa.bulletins import actions, queries
from loa.bulletins.actions import Draft
from loa.desk import from_plan
from loa.desk.forms import ComposeForm, choices_of
from loa.domain.bulletins import State
from loa.domain.permissions import Duty
from loa.media.refusals import SoundRefused
from loa.orgs import queries as orgs
from loa.stations import queries as stations
from loa.web import actor
from loa.web.forms import show


@require_http_methods(["GET", "POST"])
def compose(request: HttpRequest) -> HttpResponse:
    """Ask for the words; keep a draft, or submit."""
    form = _form(request)
    status = int(HTTPStatus.OK)
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                return _kept(request, form)
            except NotFound:
                raise
            except Refusal as refusal:
                status = _told(refusal, form)
    is_open = form.is_bound
    return render(request, "desk/compose.html", {"form": form, "is_open": is_open}, status=status)


def _form(request: HttpRequest) -> ComposeForm:
    """Offer the person's own units, and the clusters that stand there."""
    person = actor(request)
    units = list(orgs.units_for(person, Duty.WRITE))
    if not units:
        raise PermissionDenied
    clusters = stations.clusters_for(person, Duty.WRITE).values_list("code", "name")
    item = from_plan.asked(request, person)
    own = choices_of((unit.path, unit.full_name) for unit in units)
    return ComposeForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        units=from_plan.unit_of(item) if item else own,
        clusters=choices_of(clusters),
        initial=from_plan.filled(item),
    )


@transaction.atomic
def _kept(request: HttpRequest, form: ComposeForm) -> HttpResponse:
    """Do what the button said."""
    given, person = form.cleaned_data, actor(request)
    item = from_plan.asked(request, person)
    draft = Draft(
        unit=given["unit"],
        key=given["key"],
        wordings=form.wordings(),
        title=given["title"],
        klass=Klass(given["klass"]),
        clusters=given.get("clusters", ()),
        product=from_plan.product(item, given["kind"]),
    )
    if request.POST.get("do") == "draft":
        bulletin = actions.write_to_hear(person, draft)
        from_plan.note_begun(person, item, bulletin)
        messages.success(request, _("Đã lưu bản nháp. Nghe thử rồi gửi duyệt."))
    else:
        bulletin = actions.announce(person, draft)
        from_plan.note_begun(person, item, bulletin)
        _tell_whether_submitted(request, bulletin.pk)
    address = reverse("desk:bulletin", args=[bulletin.pk])
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)


def _tell_whether_submitted(request: HttpRequest, bulletin_id: int) -> None:
    """Say that it was submitted, or that somebody has to look at how it is read first."""
    if queries.latest(actor(request), bulletin_id).state == State.SUBMITTED:
        messages.success(request, _("Đã gửi duyệt."))
    else:
        messages.warning(
            request,
            _("Đã lưu bản nháp, chưa gửi duyệt: hãy xác nhận cách đọc những chỗ được đánh dấu."),
        )


def _told(refusal: Refusal, form: ComposeForm) -> int:
    """Show a refusal at the field it is about."""
    if isinstance(refusal, SoundRefused):
        refusal.facts.setdefault("field", "upload")
    return show(refusal, form)
