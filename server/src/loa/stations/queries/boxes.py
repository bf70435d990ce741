"""Find stations, clusters and boxes, and say how they are."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from loa_protocol.errors import NotFound, Refusal
from loa_protocol.messages import Target
from loa_protocol.signing import Envelope

from loa.domain.areas import path_of, text_of
from loa.domain.permissions import Actor, Duty
from loa.orgs.models import AdminUnit
from loa.stations.credentials import Login, is_password
from loa.stations.models import Box, BoxState, Cluster, Station
from loa.stations.queries.keys import chain_for

M = TypeVar("M", bound=Model)
HEARTBEAT_S: Final = 30
DEVICE: Final = re.compile(r"[a-z0-9-]{1,64}")
SILENT_AFTER: Final = timedelta(seconds=3 * HEARTBEAT_S)


class BadLogin(Refusal):
    """No box of ours has this name and password."""

    code = "box.bad_login"


class Light(StrEnum):
    """What a cluster shows at a glance."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    GREY = "grey"


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """One cluster with its box and how that box is."""

    cluster: Cluster
    box: Box | None
    state: BoxState | None
    light: Light


def stations_for(actor: Actor, duty: Duty | None = None) -> QuerySet[Station]:
    """Find the stations that a duty of the actor reaches; any duty if none is named."""
    reach = _reach(actor, duty, "unit__path")
    return Station.objects.filter(reach).select_related("unit").order_by("unit__sort_key")


def station_for(actor: Actor, station_id: int, duty: Duty | None = None) -> Station:
    """Return a station.

    Raises:
        NotFound: there is none, or no such duty of the actor reaches it.
    """
    return _one(stations_for(actor, duty).filter(pk=station_id), station=station_id)


def may_work(actor: Actor, unit_path: str) -> bool:
    """Say whether the actor is the technician of a unit today."""
    path = path_of(unit_path)
    return actor.as_officer().may(Duty.TECHNICIAN, path, timezone.localdate())


def units_without_station(actor: Actor) -> QuerySet[AdminUnit]:
    """Find the communes of a technician that have no station yet."""
    day = timezone.localdate()
    return (
        AdminUnit.objects.filter(_reach(actor, Duty.TECHNICIAN, "path"), level=2)
        .filter(valid_from__lte=day)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day))
        .exclude(pk__in=Station.objects.values("unit"))
        .order_by("sort_key")
    )


def clusters_for(actor: Actor, duty: Duty | None = None) -> QuerySet[Cluster]:
    """Find the clusters that a duty of the actor reaches; any duty if none is named."""
    reach = _reach(actor, duty, "station__unit__path")
    return Cluster.objects.filter(reach).select_related("station", "station__unit")


def cluster_for(actor: Actor, code: str, duty: Duty | None = None) -> Cluster:
    """Return a cluster.

    Raises:
        NotFound: there is none, or no such duty of the actor reaches it.
    """
    return _one(clusters_for(actor, duty).filter(code=code), cluster=code)


def clusters_without_box(actor: Actor) -> QuerySet[Cluster]:
    """Find the clusters of a technician to which a box can be moved."""
    taken = Box.objects.filter(revoked_at__isnull=True).values("cluster")
    return clusters_for(actor, Duty.TECHNICIAN).exclude(pk__in=taken)


def box_for(actor: Actor, device: str, duty: Duty | None = None) -> Box:
    """Return a box.

    Raises:
        NotFound: there is none, or no such duty of the actor reaches it.
    """
    reach = _reach(actor, duty, "cluster__station__unit__path")
    boxes = Box.objects.filter(reach).select_related("cluster__station__unit", "state")
    return _one(boxes.filter(pk=device), box=device)


def health_for(
    actor: Actor, station: Station | None = None, now: datetime | None = None
) -> list[Health]:
    """Say how every cluster is that the actor may see; of one station if one is named."""
    clusters = clusters_for(actor)
    if station is not None:
        clusters = clusters.filter(station=station)
    return healths(clusters, now=now or timezone.now())


def healths(clusters: Iterable[Cluster], *, now: datetime) -> list[Health]:
    """Put each cluster beside its box and its last heartbeat."""
    wanted = list(clusters)
    boxes = Box.objects.filter(cluster__in=wanted, revoked_at__isnull=True).select_related("state")
    by_cluster = {box.cluster_id: box for box in boxes}
    return [_health(cluster, by_cluster.get(cluster.pk), now=now) for cluster in wanted]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """How many clusters of a station show each light."""

    station: Station
    good: int
    doubtful: int
    silent: int
    empty: int


def sums_for(stations: Iterable[Station], *, now: datetime) -> list[Sum]:
    """Count the lights of stations."""
    wanted = list(stations)
    shown = healths(Cluster.objects.filter(station__in=wanted), now=now)
    lights = Counter((health.cluster.station_id, health.light) for health in shown)
    return [
        Sum(
            station=one,
            good=lights[one.pk, Light.GREEN],
            doubtful=lights[one.pk, Light.AMBER],
            silent=lights[one.pk, Light.RED],
            empty=lights[one.pk, Light.GREY],
        )
        for one in wanted
    ]


def boxes_for_target(target: Target) -> QuerySet[Box]:
    """Find the boxes that an order is aimed at, as each box would judge it itself."""
    inside = Q(pk__in=[])
    for area in target.areas:
        inside |= Q(cluster__area=area) | Q(cluster__area__startswith=f"{area}/")
    boxes = Box.objects.filter(inside, revoked_at__isnull=True)
    if target.clusters:
        boxes = boxes.filter(cluster__code__in=target.clusters)
    return boxes.select_related("cluster")


def held_messages(device: str, now: datetime | None = None) -> list[Envelope]:
    """Return all that a box must hold: who may speak, where it stands, how loud it may be.

    Raises:
        NotFound: there is no such box, or it is no longer ours.
    """
    held = held_by_boxes([device], now)
    if device not in held:
        raise NotFound(box=device)
    return held[device]


def held_by_boxes(devices: Iterable[str], now: datetime | None = None) -> dict[str, list[Envelope]]:
    """Return what each of these boxes must hold; those no longer ours are left out.

    When a whole commune comes back at once, its chain is looked up once.
    """
    boxes = Box.objects.filter(pk__in=list(devices), revoked_at__isnull=True)
    chains: dict[tuple[str, int], list[Envelope]] = {}
    held = {}
    for box in boxes.select_related("cluster"):
        start = (box.cluster.area, box.root_serial)
        if start not in chains:
            chains[start] = chain_for(box.cluster.area, now, root_serial=box.root_serial)
        own = (Envelope.from_bytes(bytes(told)) for told in (box.place, box.settings))
        held[box.device_id] = [*chains[start], *own]
    return held


def check_login(device: str, password: str) -> Login:
    """Say who logs in.

    Raises:
        BadLogin: no box of ours has this name and password.
    """
    if not DEVICE.fullmatch(device):
        raise BadLogin  # a stranger's text is not repeated: it may be long, or no text at all
    box = Box.objects.filter(pk=device, revoked_at__isnull=True).select_related("cluster").first()
    if not is_password(password, box.broker_password_hash if box else "") or box is None:
        raise BadLogin(box=device)
    return Login(device=box.device_id, home=box.home_id, area=box.cluster.area)


def entries() -> Iterable[tuple[Login, str]]:
    """Return every login with the digest of its password, for a broker that keeps a list."""
    boxes = Box.objects.filter(revoked_at__isnull=True).exclude(broker_password_hash="")
    columns = ("device_id", "home_id", "cluster__area", "broker_password_hash")
    for device, home, area, digest in boxes.values_list(*columns).iterator():
        yield Login(device=device, home=home, area=area), digest


def revoked_lately(now: datetime | None = None) -> list[str]:
    """Return the boxes that were ended in the last month: none of them may be connected."""
    since = (now or timezone.now()) - timedelta(days=30)
    return list(Box.objects.filter(revoked_at__gte=since).values_list("device_id", flat=True))


def areas(devices: Iterable[str]) -> dict[str, str]:
    """Return where boxes stand, by device id."""
    boxes = Box.objects.filter(pk__in=list(devices))
    return dict(boxes.values_list("device_id", "cluster__area"))


def homes(devices: Iterable[str]) -> dict[str, str]:
    """Return the homes of boxes that are still ours, by device id."""
    boxes = Box.objects.filter(pk__in=list(devices), revoked_at__isnull=True)
    return dict(boxes.values_list("device_id", "home_id"))


def public_keys(devices: Iterable[str]) -> dict[str, str]:
    """Return the public keys of boxes that are still ours, by device id."""
    boxes = Box.objects.filter(pk__in=list(devices), revoked_at__isnull=True)
    return dict(boxes.values_list("device_id", "public_key"))


def _health(cluster: Cluster, box: Box | None, *, now: datetime) -> Health:
    state: BoxState | None = getattr(box, "state", None)
    return Health(cluster=cluster, box=box, state=state, light=_light(box, state, now=now))


def _light(box: Box | None, state: BoxState | None, *, now: datetime) -> Light:
    """Grey: nothing there. Red: silent. Amber: heard, but its clock is in doubt."""
    if box is None:
        return Light.GREY
    if state is None or not state.online or state.last_seen < now - SILENT_AFTER:
        return Light.RED
    return Light.GREEN if state.clock == BoxState.Clock.FRESH else Light.AMBER


def _reach(actor: Actor, duty: Duty | None, field: str) -> Q:
    officer, day = actor.as_officer(), timezone.localdate()
    reach = Q(pk__in=[])
    for path in officer.units_for(duty, day) if duty else officer.units(day):
        inside = text_of(path)
        reach |= Q(**{field: inside}) | Q(**{f"{field}__startswith": inside + "/"})
    return reach


def _one(found: "QuerySet[M]", **facts: object) -> M:
    first = found.first()
    if first is None:
        raise NotFound(**facts)
    return first
