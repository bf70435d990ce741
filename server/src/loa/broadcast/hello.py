"""Tell a box that connects everything it missed, and what time it is.

Push is a hint; this is the truth. First whom to believe and where it stands, then
what takes sound back, then what may sound, and the time last: when a box has the
time, it has everything.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from django.db.models import F
from django.utils import timezone
from loa_protocol.acceptance import is_aimed_at
from loa_protocol.areas import commune_of
from loa_protocol.frames import Frame
from loa_protocol.messages import (
    Cursor,
    Delegation,
    Hello,
    Place,
    Revocations,
    RootChange,
    Settings,
    read,
    read_as,
)
from loa_protocol.signing import Envelope
from loa_protocol.topics import own

from loa.broadcast import link, outbox
from loa.broadcast.models import Delivery, OrderRow
from loa.broadcast.opening import KeysOf, Letter, Opened, open_all
from loa.domain.delivery import is_answered
from loa.stations import queries

PROGRAMME: Final = "programme"


def answer_hellos(letters: Sequence[Letter], *, keys_of: KeysOf) -> link.Letters:
    """Return what to send to each box that said hello: topic and payload, in order."""
    now = timezone.now()
    hellos = list(open_all(letters, keys_of=keys_of, kind=Hello, now=now))
    held = queries.held_by_boxes([one.message.device for one in hellos], now)
    hellos = [one for one in hellos if one.message.device in held]
    if not hellos:
        return []
    communes = {commune_of(_place(told).area) for told in held.values()}
    alive = Alive.look(hellos, communes, now=now)
    missed = [_missed(one.message, held[one.message.device], alive) for one in hellos]
    times = link.times([one.message for one in hellos], now=timezone.now())
    cursor = Cursor(epoch=alive.epoch, n=outbox.next_n())
    return [
        (own(home=one.letter.home, device=one.letter.device), _payload(cursor, envelope))
        for one, envelopes, time in zip(hellos, missed, times, strict=True)
        for envelope in (*envelopes, time)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alive:
    """What may be missed by anybody in a batch: looked up once, however many boxes come back."""

    epoch: str
    orders: tuple[OrderRow, ...]
    """Cancels first."""
    programmes: dict[str, OrderRow]
    """The newest of each commune."""
    answered: frozenset[tuple[str, str]]
    """Order and device."""

    @classmethod
    def look(
        cls, hellos: Sequence[Opened[Hello]], communes: Collection[str | None], *, now: datetime
    ) -> Self:
        """Look up what may concern these boxes, in these communes."""
        live = OrderRow.objects.filter(
            issued_at__lte=now, expires_at__gt=now, cancelled_at__isnull=True
        )
        orders = live.exclude(kind=PROGRAMME)
        programmes = live.filter(kind=PROGRAMME, unit__in=communes).order_by("revision")
        devices = [one.message.device for one in hellos]
        told = Delivery.objects.filter(device__in=devices, occurrence="", order__in=orders)
        answered = (one for one in told.iterator() if is_answered(one.as_facts()))
        return cls(
            epoch=outbox.epoch(),
            orders=tuple(orders.order_by(F("cancels").asc(nulls_last=True), "issued_at")),
            programmes={row.unit: row for row in programmes},
            answered=frozenset((one.order_id, one.device) for one in answered),
        )


def _missed(hello: Hello, held: Sequence[Envelope], alive: Alive) -> list[Envelope]:
    """Return what a box lacks."""
    place = _place(held)
    return [
        *(envelope for envelope in held if not _has(hello, envelope)),
        *_orders(hello, place, alive),
        *_programme(hello, place, alive),
    ]


def _place(held: Iterable[Envelope]) -> Place:
    return next(read_as(one.body, Place) for one in held if one.body["type"] == "place")


def _has(hello: Hello, envelope: Envelope) -> bool:
    """Say whether the box said that it has this one, or a later one."""
    match read(envelope.body):
        case Place(serial=serial):
            return serial <= hello.place
        case Settings(serial=serial):
            return serial <= hello.settings
        case RootChange(serial=serial):
            return serial <= hello.root
        case Revocations(serial=serial):
            return serial <= hello.revocations.get(envelope.kid, 0)
        case Delegation() | _:
            return False


def _orders(hello: Hello, place: Place, alive: Alive) -> list[Envelope]:
    """Return the live orders for this box that it has not answered, cancels first.

    A box that counts by another epoch, or by none, has lost its memory or we have
    lost ours: it is told everything that is alive.
    """
    remembers = hello.cursor is not None and hello.cursor.epoch == alive.epoch
    return [
        row.as_envelope()
        for row in alive.orders
        if is_aimed_at(row.as_target(), place)
        and not (remembers and (row.order_id, hello.device) in alive.answered)
    ]


def _programme(hello: Hello, place: Place, alive: Alive) -> list[Envelope]:
    """Return the newest programme of the box's commune, if it holds an older one."""
    newest = alive.programmes.get(commune_of(place.area) or "")
    return [newest.as_envelope()] if newest and newest.revision > hello.programme else []


def _payload(cursor: Cursor, envelope: Envelope) -> bytes:
    return Frame(cursor=cursor, envelope=envelope).to_bytes()
