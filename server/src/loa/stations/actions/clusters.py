"""Set up stations and their clusters, and say how loud they may be."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from loa_protocol.areas import contains
from loa_protocol.errors import NotFound

from loa import audit
from loa.domain.areas import Level, path_of
from loa.domain.permissions import Actor, Duty, require
from loa.orgs import queries as orgs
from loa.stations.actions.keys import ensure_key
from loa.stations.actions.mail import post
from loa.stations.actions.statements import state_settings
from loa.stations.models import FULL, Box, Cluster, Station
from loa.stations.refusals import (
    BadVolume,
    NameTaken,
    NotACommune,
    OutsideStation,
    StationExists,
    TooLoud,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """How loud a cluster plays, and how loud it may be made at most."""

    percent: int
    ceiling: int = FULL

    def __post_init__(self) -> None:
        """Refuse what no cluster may be set to.

        Raises:
            BadVolume: not between 0 and 100.
            TooLoud: above the ceiling.
        """
        for percent in (self.percent, self.ceiling):
            if not 0 <= percent <= FULL:
                raise BadVolume(percent=percent)
        if self.percent > self.ceiling:
            raise TooLoud(percent=self.percent, ceiling=self.ceiling)


USUAL = Volume(percent=80)


@transaction.atomic
def add_station(actor: Actor, unit_code: str, *, name: str = "") -> Station:
    """Set up the station of a commune, and the key with which the commune speaks.

    Raises:
        NotFound, NotAllowed, NotACommune: not this unit, or not this person.
        StationExists: it has one.
    """
    unit = orgs.unit(unit_code)
    require(actor.as_officer(), Duty.TECHNICIAN, unit.as_path(), on=timezone.localdate())
    if unit.level != Level.COMMUNE:
        raise NotACommune(unit=unit_code)
    if Station.objects.filter(unit=unit).exists():
        raise StationExists(unit=unit_code)
    called = name or f"Đài truyền thanh {unit.full_name[0].lower()}{unit.full_name[1:]}"
    station = Station.objects.create(unit=unit, name=called)
    ensure_key(unit.path)
    audit.record(actor, "station.added", station, unit.path)
    return station


@transaction.atomic
def add_cluster(
    actor: Actor,
    station_id: int,
    *,
    name: str,
    area: str = "",
    point: tuple[float, float] | None = None,
    volume: Volume = USUAL,
) -> Cluster:
    """Add a cluster to a station, in a village or in the commune at large.

    Raises:
        NotFound, NotAllowed: not this station, or not this person.
        NameTaken, OutsideStation: as they say.
    """
    station = _locked_station(station_id)
    unit = station.unit
    require(actor.as_officer(), Duty.TECHNICIAN, unit.as_path(), on=timezone.localdate())
    place = area or unit.path
    path_of(place)
    if not contains(unit.path, place):
        raise OutsideStation(area=place, station=unit.path)
    lat, lng = point or (None, None)
    cluster = _create(
        Cluster(
            station=station,
            code=f"{unit.code}-c{Cluster.objects.filter(station=station).count() + 1:02}",
            name=name.strip(),
            area=place,
            lat=lat,
            lng=lng,
            volume_percent=volume.percent,
            ceiling_percent=volume.ceiling,
        )
    )
    audit.record(actor, "cluster.added", cluster, unit.path, code=cluster.code)
    return cluster


@transaction.atomic
def set_volume(actor: Actor, cluster_code: str, volume: Volume) -> Cluster:
    """Set how loud a cluster plays; its box is told in a signed message.

    Raises:
        NotFound, NotAllowed: not this cluster, or not this person.
    """
    cluster = locked_cluster(cluster_code)
    unit = cluster.station.unit
    require(actor.as_officer(), Duty.TECHNICIAN, unit.as_path(), on=timezone.localdate())
    cluster.volume_percent, cluster.ceiling_percent = volume.percent, volume.ceiling
    cluster.save(update_fields=["volume_percent", "ceiling_percent"])
    _tell_its_box(cluster)
    audit.record(
        actor,
        "cluster.volume_set",
        cluster,
        unit.path,
        percent=volume.percent,
        ceiling=volume.ceiling,
    )
    return cluster


@transaction.atomic
def set_files(actor: Actor, cluster_code: str, *, is_metered: bool, is_noisy: bool) -> Cluster:
    """Say from which files a cluster plays: small ones, louder ones; its box is told.

    Raises:
        NotFound, NotAllowed: not this cluster, or not this person.
    """
    cluster = locked_cluster(cluster_code)
    unit = cluster.station.unit
    require(actor.as_officer(), Duty.TECHNICIAN, unit.as_path(), on=timezone.localdate())
    cluster.is_metered, cluster.is_noisy = is_metered, is_noisy
    cluster.save(update_fields=["is_metered", "is_noisy"])
    _tell_its_box(cluster)
    told = {"is_metered": is_metered, "is_noisy": is_noisy}
    audit.record(actor, "cluster.files_set", cluster, unit.path, **told)
    return cluster


def _tell_its_box(cluster: Cluster) -> None:
    """Sign what its box has to know of a locked cluster, and leave it for the gateway."""
    boxes = Box.objects.select_for_update(no_key=True)
    box = boxes.filter(cluster=cluster, revoked_at__isnull=True).first()
    if box is not None:
        envelope = state_settings(box, cluster, now=timezone.now())
        box.save(update_fields=["settings", "settings_serial"])
        post(envelope, box=box)


def locked_cluster(code: str) -> Cluster:
    """Return a cluster, locked until the end of the transaction.

    Raises:
        NotFound: there is none.
    """
    cluster = (
        Cluster.objects.select_for_update(no_key=True, of=("self",))
        .select_related("station__unit")
        .filter(code=code)
        .first()
    )
    if cluster is None:
        raise NotFound(cluster=code)
    return cluster


def _locked_station(station_id: int) -> Station:
    station = (
        Station.objects.select_for_update(no_key=True, of=("self",))
        .select_related("unit")
        .filter(pk=station_id)
        .first()
    )
    if station is None:
        raise NotFound(station=station_id)
    return station


def _create(cluster: Cluster) -> Cluster:
    try:
        with transaction.atomic():
            cluster.save(force_insert=True)
    except IntegrityError as fault:
        if "cluster_names_differ_in_a_station" in str(fault):
            raise NameTaken(name=cluster.name) from fault
        raise
    return cluster
