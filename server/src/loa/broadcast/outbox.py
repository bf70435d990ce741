"""What has to go out: claim it, most urgent first, and mark it when it is out.

A row that was claimed but never marked (the gateway died in between) is claimed
again after `CLAIM_HOLDS`. The same bytes may so go out twice; a box takes an order
once.
"""

import secrets
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.utils import timezone
from loa_protocol.frames import Frame
from loa_protocol.messages import Cursor, Place, Target
from loa_protocol.signing import Envelope
from loa_protocol.topics import broadcast, own

from loa.broadcast.models import FRAMES, OrderRow, Outbox, SiteEpoch
from loa.stations.actions import mail
from loa.stations.models import BoxMail

CLAIM_HOLDS: Final = timedelta(seconds=10)
EXPAND_AFTER: Final = timedelta(seconds=1)
"""The boxes of a target are written down a moment after the publish, never before it."""
AGAIN_AFTER: Final = (3, 10, 30, 120, 600)
"""Seconds after which a silent box is sent an order again; then every ten minutes."""

MembersOf = Callable[[Target, datetime], Sequence[Place]]
"""Finds the boxes that belonged to a target at an instant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """Bytes for a topic."""

    id: int
    topic: str
    payload: bytes


def epoch() -> str:
    """Return the epoch of this site's count of frames; the first one begins by itself."""
    newest = SiteEpoch.objects.order_by("-started_at").first()
    return newest.epoch if newest else new_epoch(why="first").epoch


def new_epoch(*, why: str) -> SiteEpoch:
    """Begin a new count. Every box that connects is told everything again."""
    return SiteEpoch.objects.create(
        epoch=f"e-{secrets.token_hex(8)}", started_at=timezone.now(), why=why
    )


CLAIM: Final = """
UPDATE broadcast_outbox AS claimed SET claimed_at = %s, attempts = attempts + 1
FROM broadcast_orderrow AS told
WHERE told.order_id = claimed.order_id AND claimed.id IN (
    SELECT id FROM broadcast_outbox
    WHERE published_at IS NULL AND due_at <= %s AND expires_at > %s
      AND (claimed_at IS NULL OR claimed_at < %s)
    ORDER BY urgency DESC, due_at, id LIMIT %s FOR UPDATE SKIP LOCKED)
RETURNING claimed.urgency, claimed.due_at, claimed.id, claimed.topic, claimed.n, told.envelope
"""


def claim(*, most: int, now: datetime) -> list[Outgoing]:
    """Take what is due, most urgent first. Two gateways never take the same row."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [now, now, now, now - CLAIM_HOLDS, most])
        rows = cursor.fetchall()
    if not rows:
        return []
    current = epoch()
    rows.sort(key=lambda row: (-row[0], row[1], row[2]))
    return [
        Outgoing(id=key, topic=topic, payload=framed(current, n, bytes(envelope)))
        for _, _, key, topic, n, envelope in rows
    ]


def framed(current: str, n: int, envelope: bytes) -> bytes:
    """Return the payload that carries an envelope downwards."""
    cursor = Cursor(epoch=current, n=n)
    return Frame(cursor=cursor, envelope=Envelope.from_bytes(envelope)).to_bytes()


def next_n() -> int:
    """Take the next place in the count of frames. It waits for nobody."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [FRAMES])
        (n,) = cursor.fetchone()
    return int(n)


def mark_published(ids: Collection[int], *, now: datetime) -> None:
    """Write down that these are out."""
    Outbox.objects.filter(pk__in=ids).update(published_at=now)


def give_back(ids: Collection[int]) -> None:
    """Let anybody claim these again at once: the broker was away."""
    Outbox.objects.filter(pk__in=ids, published_at__isnull=True).update(claimed_at=None)


# Who should have heard -----------------------------------------------------------------------

EXPAND: Final = """
INSERT INTO broadcast_delivery AS known
    (order_id, occurrence, device, area, cluster, is_expected, strength, reason, sends, send_at)
SELECT %s, '', *, true, 0, '', 0, %s FROM unnest(%s::text[], %s::text[], %s::text[])
ON CONFLICT (order_id, occurrence, device) DO UPDATE
    SET area = excluded.area, cluster = excluded.cluster, is_expected = true
"""


def expand(members_of: MembersOf, *, now: datetime) -> list[str]:
    """Write down the boxes that belong to each order that is out; return those orders."""
    published = Outbox.objects.filter(published_at__lte=now - EXPAND_AFTER)
    waiting = OrderRow.objects.filter(
        expanded_at__isnull=True, order_id__in=published.values("order")
    )
    done = []
    for order in waiting.order_by("issued_at"):
        with transaction.atomic():
            places = members_of(order.as_target(), order.issued_at)
            _expect(order, places, send_at=now + timedelta(seconds=AGAIN_AFTER[0]))
            OrderRow.objects.filter(pk=order.pk).update(expanded_at=now)
        done.append(order.order_id)
    return done


def _expect(order: OrderRow, places: Iterable[Place], *, send_at: datetime) -> None:
    by_device = sorted({place.device: place for place in places}.items())
    with connection.cursor() as cursor:
        cursor.execute(
            EXPAND,
            [
                order.order_id,
                send_at,
                [device for device, _ in by_device],
                [place.area for _, place in by_device],
                [place.cluster for _, place in by_device],
            ],
        )


# Sending again -------------------------------------------------------------------------------

AGAIN: Final = """
UPDATE broadcast_delivery AS silent
SET sends = sends + 1,
    send_at = %s + make_interval(secs => (%s::int[])[least(sends + 2, %s)])
FROM broadcast_orderrow AS told
WHERE told.order_id = silent.order_id AND silent.id IN (
    SELECT waiting.id FROM broadcast_delivery AS waiting
    JOIN broadcast_orderrow AS alive ON alive.order_id = waiting.order_id
    WHERE waiting.is_expected AND waiting.send_at <= %s
      AND alive.expires_at > %s AND alive.cancelled_at IS NULL
    ORDER BY waiting.send_at LIMIT %s FOR UPDATE OF waiting SKIP LOCKED)
RETURNING silent.device, told.envelope
"""


def claim_repeats(
    homes_of: Callable[[Collection[str]], dict[str, str]], *, most: int, now: datetime
) -> list[tuple[str, bytes]]:
    """Take orders that silent boxes are to be sent again: topic and payload."""
    waits = list(AGAIN_AFTER)
    with connection.cursor() as cursor:
        cursor.execute(AGAIN, [now, waits, len(waits), now, now, most])
        rows = cursor.fetchall()
    if not rows:
        return []
    homes = homes_of({device for device, _ in rows})
    current, n = epoch(), next_n()
    return [
        (own(home=homes[device], device=device), framed(current, n, bytes(envelope)))
        for device, envelope in rows
        if device in homes
    ]


# Mail of the stations ------------------------------------------------------------------------


def outgoing_mail(*, most: int) -> list[Outgoing]:
    """Return what stations left for their boxes, on the topic of the box or of its area."""
    waiting = mail.waiting(most=most)
    if not waiting:
        return []
    current, n = epoch(), next_n()
    return [
        Outgoing(id=one.pk, topic=_topic(one), payload=framed(current, n, bytes(one.envelope)))
        for one in waiting
    ]


def _topic(one: BoxMail) -> str:
    if one.box is not None:
        return own(home=one.box.home_id, device=one.box.device_id)
    return broadcast(one.area, emergency=one.is_urgent)
