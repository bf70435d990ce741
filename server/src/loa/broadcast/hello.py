"""Tell a box that connects everything it missed, and what time it is.

Push is a hint; this is the truth. First whom to believe and where it stands, then
what takes sound back, then what may sound, and the time last: when a box has the
time, it has everything.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from django.db.models import F, Q
from django.utils import timezone
from loa_protocol.acceptance import is_aimed_at
from loa_protocol.areas import commune_of
from loa_protocol.errors import NotFound
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
from loa.domain.targeting import above_and_itself
from loa.stations import queries

logger = logging.getLogger(__name__)

PROGRAMME: Final = "programme"


def answer_hellos(letters: Sequence[Letter], *, keys_of: KeysOf) -> link.Letters:
    """Return what to send to each box that said hello: topic and payload, in order."""
    now = timezone.now()
    hellos = list(open_all(letters, keys_of=keys_of, kind=Hello, now=now))
    missed = [(one, envelopes) for one in hellos if (envelopes := _missed(one, now)) is not None]
    if not missed:
        return []
    times = link.times([one.message for one, _ in missed], now=timezone.now())
    cursor = Cursor(epoch=outbox.epoch(), n=outbox.next_n())
    return [
        (own(home=one.letter.home, device=one.letter.device), _payload(cursor, envelope))
        for (one, envelopes), time in zip(missed, times, strict=True)
        for envelope in (*envelopes, time)
    ]


def _missed(one: Opened[Hello], now: datetime) -> list[Envelope] | None:
    """Return what a box lacks; None for a box that was taken out of service meanwhile."""
    hello = one.message
    try:
        held = queries.held_messages(hello.device, now)
    except NotFound:
        return None
    place = _place(held)
    return [
        *(envelope for envelope in held if not _has(hello, envelope)),
        *_orders(hello, place, now=now),
        *_programme(hello, place, now=now),
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


def _orders(hello: Hello, place: Place, *, now: datetime) -> list[Envelope]:
    """Return the live orders for this box that it has not answered, cancels first.

    A box that counts by another epoch, or by none, has lost its memory or we have
    lost ours: it is told everything that is alive.
    """
    live = (
        OrderRow.objects.filter(areas__overlap=list(above_and_itself(place.area)))
        .filter(issued_at__lte=now, expires_at__gt=now, cancelled_at__isnull=True)
        .exclude(kind=PROGRAMME)
        .order_by(F("cancels").asc(nulls_last=True), "issued_at")
    )
    if hello.cursor is not None and hello.cursor.epoch == outbox.epoch():
        answered = Delivery.objects.filter(device=hello.device, strength__gt=0, occurrence="")
        live = live.exclude(order_id__in=answered.values("order"))
    return [row.as_envelope() for row in live if is_aimed_at(row.as_target(), place)]


def _programme(hello: Hello, place: Place, *, now: datetime) -> list[Envelope]:
    """Return the newest programme of the box's commune, if it holds an older one."""
    newest = (
        OrderRow.objects.filter(kind=PROGRAMME, areas__contains=[commune_of(place.area)])
        .filter(Q(expires_at__gt=now), revision__gt=hello.programme)
        .order_by("-revision")
        .first()
    )
    return [] if newest is None else [newest.as_envelope()]


def _payload(cursor: Cursor, envelope: Envelope) -> bytes:
    return Frame(cursor=cursor, envelope=envelope).to_bytes()
