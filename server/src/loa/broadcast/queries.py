"""Read orders, proposals and deliveries. The actor comes first, and sees nothing of other units."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from loa_protocol.errors import NotFound
from loa_protocol.messages import Kind, Manifest, Target
from loa_protocol.priority import Klass
from loa_protocol.signing import KeyId

from loa.broadcast.models import OrderRow, Proposal
from loa.domain import targeting as rules
from loa.domain.areas import Level, level_of, path_of, text_of
from loa.domain.permissions import Actor, Duty
from loa.domain.targeting import OnAir, Reach, Why, above_and_itself
from loa.orgs import queries as orgs
from loa.stations import queries as stations
from loa.stations.instants import next_serial
from loa.stations.queries import NoKey

__all__ = ["path_of"]

READERS: Final = (Duty.WRITE, Duty.APPROVE, Duty.RELEASE, Duty.PROGRAMME, Duty.INSPECT)
STOPPABLE: Final = timedelta(minutes=10)
"""How long after its expiry, and its own length, an order may still be sounding somewhere."""


def orders(actor: Actor) -> QuerySet[OrderRow]:
    """Find the orders of the units in which the actor handles words, and those that reach them."""
    reach = Q(pk__in=[])
    for inside in ground_of(actor):
        reach |= Q(unit=inside) | Q(unit__startswith=f"{inside}/")
        reach |= Q(areas__overlap=list(above_and_itself(inside)))
    return OrderRow.objects.filter(reach).order_by("-issued_at")


def ground_of(actor: Actor) -> frozenset[str]:
    """Return the paths of the units in which the actor handles words."""
    officer, today = actor.as_officer(), timezone.localdate()
    return frozenset(text_of(p) for duty in READERS for p in officer.units_for(duty, today))


def order(actor: Actor, order_id: str) -> OrderRow:
    """Return one order that the actor may see.

    Raises:
        NotFound: there is no such order, or not for this actor.
    """
    found = orders(actor).filter(pk=order_id).first()
    if found is None:
        raise NotFound(order=order_id)
    return found


def live_orders_of(bulletin: str) -> list[OrderRow]:
    """Return the orders of a bulletin that may still sound, or are sounding."""
    rows = OrderRow.objects.filter(bulletin=bulletin, kind=Kind.REAL, cancelled_at__isnull=True)
    now = timezone.now()
    return [row for row in rows if over_at(row) > now]


def over_at(row: OrderRow) -> datetime:
    """Say from when on an order sounds nowhere any more."""
    return row.expires_at + timedelta(milliseconds=row.duration_ms) + STOPPABLE


def must_be_silent(manifest: Manifest, target: Target, *, now: datetime) -> None:
    """Refuse to let out what is on its way, or sounding, in the same place.

    Raises:
        OnAir: it is.
    """
    for row in live_orders_of(manifest.bulletin):
        ends = row.start_at + timedelta(milliseconds=row.duration_ms)
        if row.version != manifest.version or ends <= now or not _share_ground(row, target):
            continue
        raise OnAir(state="on_air", needed="silent", order=row.order_id)


def _share_ground(row: OrderRow, target: Target) -> bool:
    nearby = any(
        one in above_and_itself(other) or other in above_and_itself(one)
        for one in row.areas
        for other in target.areas
    )
    together = not row.clusters or not target.clusters
    return nearby and (together or not set(row.clusters).isdisjoint(target.clusters))


def next_revision(subject: str, now: datetime) -> int:
    """Return the revision that a new order of a subject has: above all that boxes may hold."""
    last = OrderRow.objects.filter(subject=subject).aggregate(last=Max("revision"))["last"]
    return next_serial(last, now=now)


def reasons_for_second(target: Target, *, klass: Klass, start: datetime) -> frozenset[Why]:
    """Name every reason why one person may not let this out there and then on this site."""
    policy = settings.RELEASE_ALONE
    return rules.reasons_for_second(reach(target), klass=klass, start=start, policy=policy)


def reach(target: Target) -> Reach:
    """Count the communes that a target covers today, and its clusters unless that is enough."""
    communes: set[str] = set()
    for area in target.areas:
        path = path_of(area)
        match level_of(path):
            case Level.NATION:
                found = orgs.in_force().filter(level=Level.COMMUNE)
                communes |= set(found.values_list("code", flat=True))
            case Level.PROVINCE:
                communes |= set(orgs.communes_of(path[-1]).values_list("code", flat=True))
            case _:
                communes.add(path[Level.COMMUNE])
    if len(communes) > settings.RELEASE_ALONE.most_communes:
        return Reach(communes=len(communes), clusters=0)  # wide already: nobody waits for a count
    return Reach(communes=len(communes), clusters=stations.boxes_for_target(target).count())


def key_of(unit: str, at: datetime) -> KeyId:
    """Return the key in whose name a unit speaks.

    Raises:
        NoKey: it has none.
    """
    return stations.signing_key(unit, at)


def key_over(unit: str, at: datetime) -> KeyId:
    """Return the key that takes back what a unit let out: its own, or one above if it has none now.

    Raises:
        NoKey: nobody has one.
    """
    for area in reversed(above_and_itself(unit)):
        try:
            return stations.signing_key(area, at)
        except NoKey:
            continue
    raise NoKey(area=unit)


def proposals(actor: Actor) -> QuerySet[Proposal]:
    """Find the releases that wait for a second person, of units for which the actor releases."""
    officer, today = actor.as_officer(), timezone.localdate()
    reached = Q(pk__in=[])
    for path in officer.units_for(Duty.RELEASE, today):
        inside = text_of(path)
        reached |= Q(unit=inside) | Q(unit__startswith=f"{inside}/")
    return Proposal.objects.filter(reached, ended_at__isnull=True).order_by("proposed_at")


def proposal(actor: Actor, proposal_id: UUID) -> Proposal:
    """Return one proposal that waits.

    Raises:
        NotFound: there is none, or not for this actor.
    """
    found = proposals(actor).filter(pk=proposal_id).first()
    if found is None:
        raise NotFound(proposal=str(proposal_id))
    return found


def may_cancel(actor: Actor, row: OrderRow, *, now: datetime) -> bool:
    """Say whether the actor may take an order back now."""
    is_live = row.kind == Kind.REAL and row.cancelled_at is None and over_at(row) > now
    return is_live and actor.as_officer().may(Duty.RELEASE, path_of(row.unit), timezone.localdate())


def topics_for(actor: Actor) -> str:
    """Return what the monitor of the actor watches: the state of boxes on their ground."""
    units = actor.as_officer().units(timezone.localdate())
    return " ".join(sorted(f"box/{text_of(path)}" for path in units))
