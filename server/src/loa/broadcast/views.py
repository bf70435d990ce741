"""Show what became of orders, and how every loudspeaker is now."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from loa.broadcast import actions, heard, queries
from loa.broadcast import monitor as now_playing
from loa.broadcast.shown import LIGHTS
from loa.bulletins import queries as bulletins
from loa.domain.permissions import Duty
from loa.stations import queries as stations
from loa.web import actor
from loa.web.posting import posted

A_PAGE = 60


@require_safe
def order(request: HttpRequest, order_id: str) -> HttpResponse:
    """Show what every loudspeaker did with one order."""
    who = actor(request)
    row = queries.order(who, order_id)
    now = timezone.now()
    shown = {
        "order": row,
        "sheet": heard.sheet_of(row, who, now=now),
        "title": heard.titles_of([row.order_id]).get(row.order_id, ""),
        "may_cancel": queries.may_cancel(who, row, now=now),
    }
    return render(request, "broadcast/order.html", shown)


@posted("broadcast:order", "order_id")
def cancel(request: HttpRequest, order_id: str) -> HttpResponse:
    """Take an order back."""
    actions.cancel(actor(request), order_id)
    messages.success(request, _("Đã thu hồi. Loa đang phát sẽ dừng ngay khi nhận được lệnh."))
    return redirect("broadcast:order", order_id)


@require_safe
def bulletin(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    """Show every sounding of a bulletin, and what every loudspeaker did."""
    who = actor(request)
    found = bulletins.bulletin(who, bulletin_id)
    shown = {
        "bulletin": found,
        "sheets": heard.sheets_of(str(found.uid), who, now=timezone.now()),
    }
    return render(request, "broadcast/bulletin.html", shown)


@require_safe
def monitor(request: HttpRequest) -> HttpResponse:
    """Show every station that the person may see, on a map and in a list."""
    who, now = actor(request), timezone.now()
    found = stations.stations_for(who)
    if found.count() == 1:
        return redirect("broadcast:station", found[0].pk)
    rows = now_playing.stations_now(found, who, now=now)
    shown = {
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "map": now_playing.map_of(rows, title=_("Tình trạng các đài")),
        "legend": [(now_playing.MARK_OF[light], words) for light, (_sign, words) in LIGHTS.items()],
        "topics": queries.topics_for(who),
    }
    return render(request, "broadcast/monitor.html", shown)


@require_safe
def station(request: HttpRequest, station_id: int) -> HttpResponse:
    """Show every loudspeaker of one station."""
    who, now = actor(request), timezone.now()
    found = stations.station_for(who, station_id)
    rows = now_playing.stations_now([found], who, now=now)
    shown = {
        "station": found,
        "speakers": now_playing.speakers_now(found, who, now=now),
        "map": now_playing.map_of(rows, title=found.name),
        "dropped": now_playing.dropped_of(found, who, now=now),
        "strays": now_playing.strays_of(found, who, now=now),
        "is_technician": who.as_officer().may(
            Duty.TECHNICIAN, found.unit.as_path(), timezone.localdate()
        ),
        "has_more": stations.stations_for(who).count() > 1,
    }
    return render(request, "broadcast/station.html", shown)
