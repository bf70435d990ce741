"""Compile the sessions of a commune into what its boxes play, signed once.

Everything from this morning on for eight days is worked out here, flat: a box
needs no rule of ours to know what is due. Each programme replaces the one before
it, whole, so an item that was withdrawn is gone from the next one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from loa_protocol import timetable
from loa_protocol.messages import Manifest, Occurrence, Programme, to_body
from loa_protocol.priority import Klass
from loa_protocol.signing import Envelope
from loa_protocol.topics import broadcast

from loa import audit
from loa.broadcast.models import OrderRow, Session, SessionItem
from loa.broadcast.orders import instant, milliseconds, post
from loa.bulletins.queries import Approved, as_approved
from loa.domain.bulletins import CLEARED
from loa.domain.days import VIETNAM, day_of
from loa.domain.permissions import Actor
from loa.domain.sessions import starts_of
from loa.orgs.models import AdminUnit
from loa.stations import queries as stations
from loa.stations import signer
from loa.stations.instants import next_serial

KIND: Final = "programme"
AHEAD: Final = timedelta(days=8)
"""A box that hears nothing for a week still has its whole week."""
ALONE: Final = timedelta(days=1)
"""How long a box without contact plays anything but the ordinary."""
URGENCY: Final = 1
"""Before ordinary orders: it may be taking sound back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An item with what it plays and when."""

    item: SessionItem
    plays: Approved
    start_ms: int


@transaction.atomic
def compile_programme(actor: Actor, unit: str, now: datetime | None = None) -> OrderRow:
    """Sign what the boxes of a commune play from today on, and post it.

    Raises:
        NoKey, SignerSilent: nobody can sign for the commune; nothing was changed.
    """
    at = now or timezone.now()
    lock(unit)
    kid = stations.signing_key(unit, at)
    programme = _programme(unit, at)
    timetable.check(programme)
    envelope = signer.sign(kid, to_body(programme))
    OrderRow.objects.filter(subject=_subject(unit), cancelled_at__isnull=True).update(
        cancelled_at=at  # replaced: no box is to be sent it again
    )
    row = _keep(envelope, programme, actor=actor)
    post(row, (broadcast(unit, emergency=False),), urgency=URGENCY)
    audit.record(actor, "programme.signed", row.order_id, unit, items=len(programme.occurrences))
    return row


def lock(unit: str) -> None:
    """Let nobody else change the sessions or the programme of a unit at the same time."""
    records = AdminUnit.objects.select_for_update(no_key=True).filter(path=unit)
    list(records.order_by("pk").values_list("pk", flat=True))


def span(at: datetime) -> tuple[datetime, datetime]:
    """Return from when until when a programme compiled now reaches."""
    start = datetime.combine(day_of(at), time(), VIETNAM)
    return start, start + AHEAD


def newest(unit: str) -> OrderRow | None:
    """Return the programme in force, if there ever was one."""
    return OrderRow.objects.filter(subject=_subject(unit)).order_by("-revision").first()


def _programme(unit: str, at: datetime) -> Programme:
    start, end = span(at)
    before = newest(unit)
    serial = next_serial(before.revision if before else None, now=at)
    placed = list(_placed(unit, start, end))
    manifests, index = _manifests(placed)
    return Programme(
        id=f"{_subject(unit)}-{serial}",
        serial=serial,
        area=unit,
        issued_at=milliseconds(at),
        start=milliseconds(start),
        end=milliseconds(end),
        manifests=manifests,
        occurrences=tuple(
            _occurrence(one, index[one.plays.version_id], at=at, end=end) for one in placed
        ),
    )


def _placed(unit: str, start: datetime, end: datetime) -> Iterator[Placed]:
    """Find every item that may still be heard; what was withdrawn leaves its gap silent."""
    sessions = Session.objects.filter(unit_path=unit, starts_at__gte=start, starts_at__lt=end)
    cleared = {state.value for state in CLEARED}
    for session in sessions.select_related("unit"):
        starts = starts_of(session.as_session())
        for item, start_ms in zip(session.items(), starts, strict=True):
            if item.version.state in cleared:
                yield Placed(item=item, plays=as_approved(item.version), start_ms=start_ms)


def _manifests(placed: Iterable[Placed]) -> tuple[tuple[Manifest, ...], dict[int, int]]:
    """Return each manifest once, and where in the row each version's stands."""
    by_version = {one.plays.version_id: one.plays.manifest for one in placed}
    return tuple(by_version.values()), {version: i for i, version in enumerate(by_version)}


def _occurrence(one: Placed, index: int, *, at: datetime, end: datetime) -> Occurrence:
    alone = end if one.plays.klass is Klass.ORDINARY else at + ALONE
    return Occurrence(
        id=str(one.item.uid),
        start_at=one.start_ms,
        duration_ms=one.item.duration_ms,
        klass=one.plays.klass,
        item=index,
        clusters=tuple(one.item.clusters),
        offline_until=milliseconds(alone),
    )


def _keep(envelope: Envelope, programme: Programme, *, actor: Actor) -> OrderRow:
    return OrderRow.objects.create(
        order_id=programme.id,
        kind=KIND,
        klass=Klass.ORDINARY.value,
        envelope=envelope.to_bytes(),
        subject=_subject(programme.area),
        revision=programme.serial,
        unit=programme.area,
        areas=[programme.area],
        issued_at=instant(programme.issued_at),
        start_at=instant(programme.start),
        expires_at=instant(programme.end),
        kid=envelope.kid,
        released_by=actor.actor_id,
    )


def _subject(unit: str) -> str:
    return f"{KIND}-{unit.rsplit('/', 1)[-1]}"
