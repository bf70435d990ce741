"""Take in what boxes signed: check it, keep it once, and only then let it be acknowledged.

A box keeps a receipt until it is told that the database has it. So whatever goes
wrong here, before the commit, costs nothing but another sending.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, NewType

from django.db import connection, transaction
from loa_protocol.messages import Receipt

from loa.broadcast import live
from loa.broadcast.models import OrderRow
from loa.broadcast.opening import KeysOf, Letter, Opened, open_all
from loa.domain.delivery import Facts, is_answered, together, told

logger = logging.getLogger(__name__)

DeliveryKey = NewType("DeliveryKey", tuple[str, str, str])
"""Order, occurrence, device."""
Signed = Opened[Receipt]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a batch."""

    kept: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By device, the receipts that the database has now: these may be acknowledged."""
    new: int = 0
    """How many were not there before."""
    stray: int = 0
    """How many of those name an order that we do not know."""


def take_receipts(letters: Sequence[Letter], *, keys_of: KeysOf, now: datetime) -> Taken:
    """Keep every sound receipt of a batch once, and bring its delivery up to date.

    Nothing is refused to the caller: what cannot be trusted is counted, logged with
    the device and left unacknowledged. When this returns, the rest is committed.
    """
    signed = open_all(letters, keys_of=keys_of, kind=Receipt, now=now)
    with transaction.atomic():
        known = _known_orders({one.message.order for one in signed})
        new = _insert(signed, known=known, now=now)
        _merge((one.message for one in new if one.message.order in known), now=now)
        live.tell_orders({one.message.order for one in new} & known)
    stray = [one.message for one in new if one.message.order not in known]
    for receipt in stray:
        logger.warning("Receipt for an order we do not know.", extra=_facts(receipt))
    return Taken(kept=_by_device(signed), new=len(new), stray=len(stray))


def _facts(receipt: Receipt) -> dict[str, str]:
    return {
        "action": "receipt.stray",
        "device": receipt.device,
        "order": receipt.order,
        "stage": str(receipt.stage),
        "reason": receipt.reason,
    }


def _known_orders(ids: set[str]) -> set[str]:
    return set(
        OrderRow.objects.filter(order_id__in=ids).values_list("order_id", flat=True),
    )


INSERT: Final = """
INSERT INTO broadcast_receipt
    (device, id, at, "order", occurrence, stage, clock, envelope, is_stray, taken_at)
SELECT *, %s::timestamptz FROM unnest(
    %s::text[], %s::text[], %s::timestamptz[], %s::text[], %s::text[], %s::text[], %s::text[],
    %s::bytea[], %s::boolean[])
ON CONFLICT DO NOTHING RETURNING device, id, at
"""


def _insert(signed: Sequence[Signed], *, known: set[str], now: datetime) -> list[Signed]:
    """Write receipts in one statement; return those that were not there."""
    if not signed:
        return []
    at = [datetime.fromtimestamp(one.message.at / 1000, UTC) for one in signed]
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT,
            [
                now,
                [one.message.device for one in signed],
                [one.message.id for one in signed],
                at,
                [one.message.order for one in signed],
                [one.message.occurrence or "" for one in signed],
                [str(one.message.stage) for one in signed],
                [str(one.message.clock) for one in signed],
                [one.envelope.to_bytes() for one in signed],
                [one.message.order not in known for one in signed],
            ],
        )
        written = set(cursor.fetchall())
    new = []
    for one, instant in zip(signed, at, strict=True):
        key = (one.message.device, one.message.id, instant)
        if key in written:
            written.discard(key)
            new.append(one)
    return new


MERGE: Final = """
INSERT INTO broadcast_delivery AS known
    (order_id, occurrence, device, strength, reason, planned_ms, actual_ms,
     received_at, started_at, ended_at, send_at, area, cluster, is_expected, sends)
SELECT *, '', '', false, 0 FROM unnest(
    %s::text[], %s::text[], %s::text[], %s::smallint[], %s::text[], %s::bigint[], %s::bigint[],
    %s::bigint[], %s::bigint[], %s::bigint[], %s::timestamptz[])
ON CONFLICT (order_id, occurrence, device) DO UPDATE SET
    strength = GREATEST(known.strength, excluded.strength),
    reason = CASE
        WHEN excluded.strength > known.strength THEN excluded.reason
        WHEN excluded.strength < known.strength THEN known.reason
        ELSE GREATEST(known.reason COLLATE "C", excluded.reason COLLATE "C") END,
    planned_ms = GREATEST(known.planned_ms, excluded.planned_ms),
    actual_ms = GREATEST(known.actual_ms, excluded.actual_ms),
    received_at = LEAST(known.received_at, excluded.received_at),
    started_at = LEAST(known.started_at, excluded.started_at),
    ended_at = CASE
        WHEN excluded.strength > known.strength THEN excluded.ended_at
        WHEN excluded.strength < known.strength THEN known.ended_at
        ELSE LEAST(known.ended_at, excluded.ended_at) END,
    send_at = CASE WHEN excluded.send_at IS NULL THEN NULL ELSE known.send_at END
"""
"""The same joining of facts as `loa.domain.delivery.together`; a test holds them together."""


def _merge(receipts: Iterable[Receipt], *, now: datetime) -> None:
    """Join what the receipts say to what is known, one row a delivery, always in one order.

    An answer ends the repeats. What is none leaves them as they are, or, where the list of
    boxes is still to be written, has them begin with it (`outbox.expand`).
    """
    facts: defaultdict[DeliveryKey, Facts] = defaultdict(Facts)
    for receipt in receipts:
        key = DeliveryKey((receipt.order, receipt.occurrence or "", receipt.device))
        facts[key] = together(facts[key], told(receipt))
    rows = sorted(facts.items())
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            MERGE,
            [
                [key[0] for key, _ in rows],
                [key[1] for key, _ in rows],
                [key[2] for key, _ in rows],
                [known.strength for _, known in rows],
                [known.reason for _, known in rows],
                [known.planned_ms for _, known in rows],
                [known.actual_ms for _, known in rows],
                [known.received_at for _, known in rows],
                [known.started_at for _, known in rows],
                [known.ended_at for _, known in rows],
                [None if is_answered(known) else now for _, known in rows],
            ],
        )


def _by_device(signed: Iterable[Signed]) -> dict[str, tuple[str, ...]]:
    kept: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for one in signed:
        kept[one.message.device][one.message.id] = None
    return {device: tuple(ids) for device, ids in kept.items()}
