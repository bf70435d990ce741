"""Sign where a box stands, how loud it may be, and what it plays from which files."""

from datetime import datetime

from loa_protocol.messages import Place, Settings, to_body
from loa_protocol.signing import Envelope

from loa.orgs.listening import heard_at
from loa.stations import queries, signer
from loa.stations.actions.mail import post
from loa.stations.instants import next_serial, to_ms
from loa.stations.models import Box, Cluster


def state_place(box: Box, cluster: Cluster, *, now: datetime, leaving: str = "") -> Envelope:
    """Sign that a box stands at a cluster. Does not save it.

    Raises:
        NoKey: no key of this site covers the ground it leaves and the ground it comes to.
    """
    areas = (cluster.area, leaving) if leaving else (cluster.area,)
    box.place_serial = next_serial(box.place_serial, now=now)
    told = Place(
        device=box.device_id,
        home=box.home_id,
        serial=box.place_serial,
        area=cluster.area,
        cluster=cluster.code,
        valid_from=to_ms(now),
    )
    envelope = signer.sign(queries.governing_key(*areas, now=now).kid, to_body(told))
    box.place = envelope.to_bytes()
    return envelope


def state_settings(box: Box, cluster: Cluster, *, now: datetime) -> Envelope:
    """Sign how loud a box may be, and what it plays from which files. Does not save it.

    Raises:
        NoKey: no key of this site covers its ground.
    """
    box.settings_serial = next_serial(box.settings_serial, now=now)
    told = Settings(
        device=box.device_id,
        serial=box.settings_serial,
        volume_percent=cluster.volume_percent,
        ceiling_percent=cluster.ceiling_percent,
        languages=heard_at(cluster.area),
        is_metered=cluster.is_metered,
        is_noisy=cluster.is_noisy,
    )
    envelope = signer.sign(queries.governing_key(cluster.area, now=now).kid, to_body(told))
    box.settings = envelope.to_bytes()
    return envelope


STATEMENTS = ("place", "place_serial", "settings", "settings_serial")


def resign_boxes(area: str, *, now: datetime) -> int:
    """Say again, with a key that still holds, what a lost key said of boxes. Returns how many."""
    boxes = (
        Box.objects.select_for_update(no_key=True, of=("self",))
        .filter(revoked_at__isnull=True, cluster__area__startswith=f"{area}/")
        .select_related("cluster")
    )
    count = 0
    for box in boxes:
        for envelope in (
            state_place(box, box.cluster, now=now),
            state_settings(box, box.cluster, now=now),
        ):
            post(envelope, box=box)
        box.save(update_fields=STATEMENTS)
        count += 1
    return count
