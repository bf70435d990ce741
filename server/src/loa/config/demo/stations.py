"""The demo's stations, clusters and keys, and a code for every box that is not enrolled yet."""

import json
from pathlib import Path

from loa.config.demo.places import COMMUNES, PROVINCE, Commune, Spot
from loa.domain.permissions import SYSTEM
from loa.orgs import actions as orgs
from loa.orgs import queries
from loa.orgs.models import Kind
from loa.stations.actions.clusters import Volume, add_cluster, add_station
from loa.stations.actions.enrolment import make_code
from loa.stations.actions.setup import set_up_keys
from loa.stations.models import Box, Cluster, Station


def ensure_stations(*, root: Path, boxes: Path, volume: int) -> list[dict[str, str]]:
    """Set everything up that is missing; return a berth for each box: folder, cluster, code.

    The code is empty where the box in that folder is the one that the site knows.
    """
    root.mkdir(mode=0o700, exist_ok=True)
    units = [queries.unit(code) for code in (PROVINCE, *(commune.code for commune in COMMUNES))]
    set_up_keys(root, [unit.path for unit in units])
    clusters = [cluster for commune in COMMUNES for cluster in _clusters(commune, volume)]
    return [
        _berth(boxes / f"box-{number:02}", cluster)
        for number, cluster in enumerate(clusters, start=1)
    ]


def _clusters(commune: Commune, volume: int) -> list[Cluster]:
    unit = queries.unit(commune.code)
    station = Station.objects.filter(unit=unit).first() or add_station(SYSTEM, commune.code)
    there = {cluster.name: cluster for cluster in Cluster.objects.filter(station=station)}
    return [there.get(spot.name) or _put_up(station, spot, volume) for spot in commune.spots]


def _put_up(station: Station, spot: Spot, volume: int) -> Cluster:
    area = ""
    if spot.village:
        village = orgs.add_village(
            SYSTEM, commune_code=station.unit.code, kind=Kind.VILLAGE, name=spot.village
        )
        area = village.path
    point = (spot.lat, spot.lng)
    loudness = Volume(percent=volume)
    return add_cluster(SYSTEM, station.pk, name=spot.name, area=area, point=point, volume=loudness)


def _berth(folder: Path, cluster: Cluster) -> dict[str, str]:
    told = folder / "box.json"
    device = json.loads(told.read_text(encoding="utf-8"))["device"] if told.exists() else ""
    known = Box.objects.filter(cluster=cluster, device_id=device, revoked_at__isnull=True)
    code = "" if known.exists() else make_code(SYSTEM, cluster.code)[0].text
    return {"folder": str(folder), "cluster": cluster.code, "name": cluster.name, "code": code}
