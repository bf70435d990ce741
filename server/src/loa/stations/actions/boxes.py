"""Move a box to another cluster, or end it."""

from django.db import transaction
from django.utils import timezone
from loa_protocol.areas import commune_of
from loa_protocol.errors import NotFound

from loa import audit
from loa.domain.permissions import Actor, Duty, require
from loa.stations import credentials, queries
from loa.stations.actions.clusters import locked_cluster
from loa.stations.actions.keys import ensure_key
from loa.stations.actions.mail import post
from loa.stations.actions.statements import STATEMENTS, state_place, state_settings
from loa.stations.credentials import Login
from loa.stations.models import Box, Cluster
from loa.stations.refusals import BoxRevoked, ClusterTaken


@transaction.atomic
def move_box(actor: Actor, device: str, to_cluster: str) -> Box:
    """Say, signed, that a box stands at another cluster. It reconnects there.

    Raises:
        NotFound, NotAllowed: not this box or cluster, or the person is not the
            technician of both places.
        BoxRevoked, ClusterTaken: as they say.
        NoKey: no key of this site covers both places.
    """
    box = _locked_box(device)
    leaving, cluster = box.cluster, locked_cluster(to_cluster)
    for ground in (leaving, cluster):
        path = ground.station.unit.as_path()
        require(actor.as_officer(), Duty.TECHNICIAN, path, on=timezone.localdate())
    if Box.objects.filter(cluster=cluster, revoked_at__isnull=True).exists():
        raise ClusterTaken(cluster=cluster.code)
    ensure_key(cluster.station.unit.path)
    now = timezone.now()
    place = state_place(box, cluster, now=now, leaving=leaving.area)
    settings = state_settings(box, cluster, now=now)
    box.cluster = cluster
    box.save(update_fields=["cluster", *STATEMENTS])
    chain = queries.chain_for(cluster.area, now, root_serial=box.root_serial)
    for envelope in (*chain, place, settings):
        post(envelope, box=box)
    login = Login(device=box.device_id, home=box.home_id, area=cluster.area)
    credentials.current().move(login)
    for unit in {leaving.station.unit.path, cluster.station.unit.path}:
        audit.record(actor, "box.moved", box, unit, came=leaving.code, to=cluster.code)
    return box


@transaction.atomic
def revoke_box(actor: Actor, device: str) -> Box:
    """End a box: it was stolen, or is broken. The broker cuts it off at once.

    Raises:
        NotFound, NotAllowed: not this box, or not this person.
        BoxRevoked: it was ended before.
    """
    box = _locked_box(device)
    path = box.cluster.station.unit.as_path()
    require(actor.as_officer(), Duty.TECHNICIAN, path, on=timezone.localdate())
    end_box(actor, box, box.cluster, action="box.revoked")
    return box


def end_box(actor: Actor, box: Box, cluster: Cluster, *, action: str) -> None:
    """Take a locked box out of use."""
    credentials.current().revoke(box.device_id)
    box.revoked_at, box.broker_password_hash = timezone.now(), ""
    box.save(update_fields=["revoked_at", "broker_password_hash"])
    unit = commune_of(cluster.area) or cluster.area
    audit.record(actor, action, box, unit, cluster=cluster.code)


def _locked_box(device: str) -> Box:
    box = (
        Box.objects.select_for_update(no_key=True, of=("self",))
        .select_related("cluster__station__unit")
        .filter(pk=device)
        .first()
    )
    if box is None:
        raise NotFound(box=device)
    if box.revoked_at is not None:
        raise BoxRevoked(box=device)
    return box
