"""Follow units that merge or move: stations, clusters and boxes go where their commune went.

Old paths are never rewritten in what was signed. Each box gets a new, dated
statement of where it stands, signed by a key that covers the ground it leaves
and the ground it comes to; its own topics stay, because they name no unit.
"""

import logging
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone
from loa_protocol.areas import contains
from loa_protocol.errors import NotFound

from loa import audit
from loa.domain.areas import path_of
from loa.domain.permissions import SYSTEM
from loa.orgs import queries as orgs
from loa.orgs.models import AdminUnit
from loa.stations import credentials, queries
from loa.stations.actions.keys import ensure_key
from loa.stations.actions.mail import post
from loa.stations.actions.statements import STATEMENTS, state_place, state_settings
from loa.stations.credentials import Login
from loa.stations.models import Box, Cluster, Station

logger = logging.getLogger(__name__)
VILLAGE_SLASHES: Final = 3


def follow_units(now: datetime | None = None) -> int:
    """Bring every station to where its commune is today. Returns how many clusters went along."""
    at = now or timezone.now()
    count = 0
    for station in Station.objects.select_related("unit").order_by("pk"):
        there = successor(station.unit.path)
        if there is None:
            logger.error(
                "Nobody knows what became of this unit",
                extra={"action": "station.lost_unit", "unit": station.unit.path},
            )
        elif there.pk != station.unit_id:
            count += _follow(station.pk, there, now=at)
    return count


def successor(path: str) -> AdminUnit | None:
    """Return what a unit has become today; a village without a successor becomes its commune."""
    seen: set[str] = set()
    code: str = path_of(path)[-1]
    while code not in seen:
        seen.add(code)
        try:
            return orgs.unit(code)
        except NotFound:
            change = orgs.changes_from(code).first()
            code = change.to_code if change else code
    outer = path.rpartition("/")[0]
    return successor(outer) if path.count("/") == VILLAGE_SLASHES else None


@transaction.atomic
def _follow(station_id: int, there: AdminUnit, *, now: datetime) -> int:
    station = Station.objects.select_for_update(no_key=True).get(pk=station_id)
    home = Station.objects.select_for_update(no_key=True).filter(unit=there).first()
    if home is None:
        station.unit = there
        station.save(update_fields=["unit"])
        home = station
    ensure_key(there.path)
    clusters = list(Cluster.objects.select_for_update(no_key=True).filter(station=station))
    for cluster in clusters:
        _bring(cluster, home, there, now=now)
    if home.pk != station.pk:
        station.delete()
    return len(clusters)


def _bring(cluster: Cluster, home: Station, there: AdminUnit, *, now: datetime) -> None:
    """Put a cluster into the new unit, and tell its box."""
    leaving, place = cluster.area, successor(cluster.area)
    if place is None or not contains(there.path, place.path):
        place = there
    cluster.area = place.path
    if cluster.station_id != home.pk:
        taken = Cluster.objects.filter(station=home, name=cluster.name).exists()
        cluster.name = f"{cluster.name} ({cluster.code})" if taken else cluster.name
        cluster.station = home
    cluster.save(update_fields=["area", "station", "name"])
    audit.record(SYSTEM, "cluster.followed", cluster, there.path, came=leaving)
    box = (
        Box.objects.select_for_update(no_key=True)
        .filter(cluster=cluster, revoked_at__isnull=True)
        .first()
    )
    if box is not None and leaving != cluster.area:
        _tell(box, cluster, leaving=leaving, now=now)


def _tell(box: Box, cluster: Cluster, *, leaving: str, now: datetime) -> None:
    place = state_place(box, cluster, now=now, leaving=leaving)
    settings = state_settings(box, cluster, now=now)
    box.save(update_fields=STATEMENTS)
    chain = queries.chain_for(cluster.area, now, root_serial=box.root_serial)
    for envelope in (*chain, place, settings):
        post(envelope, box=box)
    credentials.current().move(Login(device=box.device_id, home=box.home_id, area=cluster.area))
