"""How every loudspeaker is now: for the page that is always open on somebody's wall."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final

from django.db.models import Max

from loa.broadcast.heard import titles_of
from loa.broadcast.models import Dropped, Receipt
from loa.domain.days import VIETNAM, day_of
from loa.domain.permissions import Actor
from loa.stations import queries as stations
from loa.stations.models import Station
from loa.stations.queries import Health, Light
from loa.web.map import Map, Place, State, draw

MARK_OF: Final[dict[Light, State]] = {
    Light.GREEN: "ok",
    Light.AMBER: "wait",
    Light.RED: "bad",
    Light.GREY: "idle",
}
WORST_FIRST: Final = (Light.RED, Light.AMBER, Light.GREEN, Light.GREY)
PROVINCE_PARTS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """One cluster now."""

    health: Health
    playing: str
    """Title of what it says it is playing."""
    last_receipt: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StationNow:
    """One station now."""

    station: Station
    lights: Counter[Light]
    playing: int

    @property
    def counts(self) -> tuple[tuple[Light, int], ...]:
        """How many clusters show each light, the worst first."""
        return tuple((light, self.lights[light]) for light in WORST_FIRST if self.lights[light])

    @property
    def worst(self) -> Light:
        """Return the light that asks for attention first."""
        return next((light for light in WORST_FIRST if self.lights[light]), Light.GREY)


def stations_now(found: Iterable[Station], actor: Actor, *, now: datetime) -> list[StationNow]:
    """Say how stations are, the worst first."""
    wanted = {one.pk: one for one in found}
    clusters = stations.clusters_for(actor).filter(station__in=wanted)
    lights: dict[int, Counter[Light]] = {key: Counter() for key in wanted}
    playing: Counter[int] = Counter()
    for health in stations.healths(clusters, now=now):
        lights[health.cluster.station_id][health.light] += 1
        playing[health.cluster.station_id] += bool(health.state and health.state.playing)
    rows = [
        StationNow(station=one, lights=lights[key], playing=playing[key])
        for key, one in wanted.items()
    ]
    return sorted(rows, key=lambda row: WORST_FIRST.index(row.worst))


def speakers_now(station: Station, actor: Actor, *, now: datetime) -> list[Speaker]:
    """Say how each cluster of a station is, and what it is playing."""
    healths = stations.health_for(actor, station, now)
    titles = titles_of(health.state.playing for health in healths if health.state)
    devices = [health.box.device_id for health in healths if health.box]
    receipts = Receipt.objects.filter(device__in=devices).values_list("device")
    last = dict(receipts.annotate(last=Max("taken_at")))
    return [
        Speaker(
            health=health,
            playing=titles.get(health.state.playing, "") if health.state else "",
            last_receipt=last.get(health.box.device_id) if health.box else None,
        )
        for health in healths
    ]


def dropped_of(station: Station, actor: Actor, *, now: datetime) -> int:
    """Count what the boxes of a station sent today that could not be trusted."""
    boxes = [health.box for health in stations.health_for(actor, station, now) if health.box]
    counts = Dropped.objects.filter(day=day_of(now), device__in=[box.device_id for box in boxes])
    return sum(counts.values_list("count", flat=True))


def strays_of(station: Station, actor: Actor, *, now: datetime) -> int:
    """Count what the boxes of a station answered today to orders that this site never gave."""
    boxes = [health.box for health in stations.health_for(actor, station, now) if health.box]
    midnight = datetime.combine(day_of(now), time(), VIETNAM)
    strays = Receipt.objects.filter(device__in=[box.device_id for box in boxes], is_stray=True)
    return strays.filter(at__gte=midnight).count()


def map_of(rows: Iterable[StationNow], *, title: str) -> Map:
    """Mark stations on the map of their province, or of the country where they lie in several."""
    shown = [row for row in rows if row.station.unit.lat is not None]
    provinces = {row.station.unit.path.split("/")[1] for row in shown}
    places = [
        Place(
            name=row.station.unit.full_name,
            lat=row.station.unit.lat or 0.0,
            lng=row.station.unit.lng or 0.0,
            state=MARK_OF[row.worst],
        )
        for row in shown
    ]
    return draw(places, title=title, province=min(provinces) if len(provinces) == 1 else None)
