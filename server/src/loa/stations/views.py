"""Show stations and their clusters; let a technician set them up."""

from typing import Any

import segno
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from loa_protocol.errors import Refusal

from loa.domain.permissions import Duty
from loa.stations import actions, queries
from loa.stations.forms import ClusterForm, FilesForm, MoveForm, StationForm, VolumeForm
from loa.web import actor
from loa.web.forms import show
from loa.web.posting import posted

A_PAGE = 40
form_view = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def stations(request: HttpRequest) -> HttpResponse:
    """List the stations a person may see; the only one is opened at once."""
    who = actor(request)
    found = queries.stations_for(who)
    can_add = queries.units_without_station(who).exists()
    if found.count() == 1 and not can_add:
        return redirect("stations:station", found[0].pk)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    shown = {
        "page": page,
        "sums": queries.sums_for(page, now=timezone.now()),
        "can_add": can_add,
        "tried_again": queries.codes_tried_again(who),
    }
    return render(request, "stations/stations.html", shown)


@require_safe
def station(request: HttpRequest, station_id: int) -> HttpResponse:
    """Show how every cluster of a station is."""
    who = actor(request)
    found = queries.station_for(who, station_id)
    shown = {
        "station": found,
        "healths": queries.health_for(who, found),
        "can_work": queries.may_work(who, found.unit.path),
        "has_more": queries.stations_for(who).count() > 1,
        "tried_again": queries.codes_tried_again(who, station=found),
    }
    return render(request, "stations/station.html", shown)


@form_view
def add_station(request: HttpRequest) -> HttpResponse:
    """Set up the station of a commune."""
    form = StationForm(request, request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_station(actor(request), form.cleaned_data["unit"])
        except Refusal as refusal:
            status = show(refusal, form)
        else:
            messages.success(request, _("Đã lập đài. Bây giờ hãy thêm cụm loa đầu tiên."))
            return redirect("stations:add-cluster", made.pk)
    return _form_page(request, "stations/add_station.html", form, status)


@form_view
def add_cluster(request: HttpRequest, station_id: int) -> HttpResponse:
    """Add a cluster; its code is made next."""
    found = queries.station_for(actor(request), station_id, Duty.TECHNICIAN)
    form = ClusterForm(found.unit, request.POST or None, initial={"percent": 80, "ceiling": 100})
    status = 200
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = actions.add_cluster(
                actor(request),
                station_id,
                name=told["name"],
                area=told["area"],
                point=form.point,
                volume=form.as_volume(),
            )
        except Refusal as refusal:
            status = show(refusal, form)
        else:
            return redirect("stations:code", made.code)
    return _form_page(request, "stations/add_cluster.html", form, status, station=found)


@require_safe
def cluster(request: HttpRequest, code: str) -> HttpResponse:
    """Show one cluster: its box, how it is, what can be done."""
    who = actor(request)
    found = queries.cluster_for(who, code)
    (health,) = queries.healths([found], now=timezone.now())
    shown = {
        "cluster": found,
        "health": health,
        "open_code": queries.open_code(found),
        "tried_again": queries.codes_tried_again(who, pk=found.pk),
        "can_work": queries.may_work(who, found.station.unit.path),
    }
    return render(request, "stations/cluster.html", shown)


@never_cache
@form_view
def code(request: HttpRequest, code: str) -> HttpResponse:
    """Make a one-time code and show it this once, as a picture and as letters."""
    found = queries.cluster_for(actor(request), code, Duty.TECHNICIAN)
    (health,) = queries.healths([found], now=timezone.now())
    if request.method != "POST":
        return render(request, "stations/make_code.html", {"cluster": found, "box": health.box})
    made, kept = actions.make_code(actor(request), code)
    shown = {
        "cluster": found,
        "groups": made.text.split("-"),
        "picture": _drawn(made.text),
        "expires_at": kept.expires_at,
    }
    return render(request, "stations/code.html", shown)


@posted("stations:cluster", "code")
def withdraw_code(request: HttpRequest, code: str) -> HttpResponseRedirect:
    """Stop a code from working that was shown to somebody it was not for."""
    queries.cluster_for(actor(request), code, Duty.TECHNICIAN)
    if actions.withdraw_code(actor(request), code):
        messages.success(request, _("Mã lắp đặt đã hết hiệu lực."))
    return redirect("stations:cluster", code)


@form_view
def volume(request: HttpRequest, code: str) -> HttpResponse:
    """Set how loud a cluster is, and how loud it may become."""
    found = queries.cluster_for(actor(request), code, Duty.TECHNICIAN)
    initial = {"percent": found.volume_percent, "ceiling": found.ceiling_percent}
    form = VolumeForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_volume(actor(request), code, form.as_volume())
        except Refusal as refusal:
            status = show(refusal, form)
        else:
            messages.success(request, _("Đã ký mức âm lượng mới và gửi đến cụm loa."))
            return redirect("stations:cluster", code)
    return _form_page(request, "stations/volume.html", form, status, cluster=found)


@form_view
def files(request: HttpRequest, code: str) -> HttpResponse:
    """Say from which files a cluster plays."""
    found = queries.cluster_for(actor(request), code, Duty.TECHNICIAN)
    initial = {"is_metered": found.is_metered, "is_noisy": found.is_noisy}
    form = FilesForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        actions.set_files(actor(request), code, **form.cleaned_data)
        messages.success(request, _("Đã ký và gửi đến cụm loa."))
        return redirect("stations:cluster", code)
    return _form_page(request, "stations/files.html", form, 200, cluster=found)


@form_view
def move(request: HttpRequest, device: str) -> HttpResponse:
    """Say that a box stands at another cluster from now on."""
    box = queries.box_for(actor(request), device, Duty.TECHNICIAN)
    form = MoveForm(request, request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            moved = actions.move_box(actor(request), device, form.cleaned_data["to"])
        except Refusal as refusal:
            status = show(refusal, form)
        else:
            messages.success(request, _("Đã ký nơi đặt mới. Thiết bị sẽ tự kết nối lại."))
            return redirect("stations:cluster", moved.cluster.code)
    return _form_page(request, "stations/move.html", form, status, box=box)


@form_view
def revoke(request: HttpRequest, device: str) -> HttpResponse:
    """End a box, after a page that says what that means."""
    box = queries.box_for(actor(request), device, Duty.TECHNICIAN)
    if request.method != "POST":
        return render(request, "stations/revoke.html", {"box": box})
    actions.revoke_box(actor(request), device)
    messages.success(request, _("Đã thu hồi thiết bị. Máy chủ không nhận nó nữa."))
    return redirect("stations:cluster", box.cluster.code)


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Show administrators who may speak for which ground, and until when."""
    page = Paginator(queries.keys_for(actor(request)), A_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    shown = {
        "page": page,
        "shown": queries.show_keys(page, now=now),
        "lists": queries.show_lists(actor(request), now=now),
    }
    return render(request, "stations/keys.html", shown)


def _form_page(
    request: HttpRequest, template: str, form: Any, status: int, **shown: Any
) -> HttpResponse:
    if form.errors and status == 200:  # noqa: PLR2004 - not refused by an action: mistyped
        status = 422
    return render(request, template, {"form": form, **shown}, status=status)


def _drawn(text: str) -> str:
    """Draw a QR code as part of the page: no address ever carries the secret."""
    drawing = segno.make(text, error="m").svg_inline(
        scale=6, border=3, light="white", svgclass="qr", lineclass=None, title=_("Mã QR lắp đặt")
    )
    return mark_safe(drawing)  # noqa: S308 - drawn here, of letters and digits
