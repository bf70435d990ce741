"""Take in what boxes signed: check it, keep it once, and only then let it be acknowledged.

A box keeps a receipt until it is told that the database has it. So whatever goes
wrong here, before the commit, costs nothing but another sending.
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, NewType

from django.db import connection, transaction
from loa_protocol.errors import Refusal
from loa_protocol.frames import unbundle
from loa_protocol.messages import Receipt, read_as
from loa_protocol.signing import VerifyKey
from loa_protocol.trust import must_be_for

from loa.broadcast import live
from loa.broadcast.models import OrderRow
from loa.domain.delivery import Facts, together, told

logger = logging.getLogger(__name__)

DeliveryKey = NewType("DeliveryKey", tuple[str, str, str])
"""Order, occurrence, device."""
KeysOf = Callable[[Collection[str]], Mapping[str, VerifyKey]]
"""Looks up the public keys of boxes that may speak now."""


class UnknownBox(Refusal):
    """No box of ours has that id, or it was taken out of service."""

    code = "box.unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One payload as it came, and the box on whose topic it came."""

    device: str
    payload: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A receipt whose signature was checked, and its bytes."""

    receipt: Receipt
    envelope: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a batch."""

    kept: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By device, the receipts that the database has now: these may be acknowledged."""
    new: int = 0
    """How many were not there before."""
    stray: int = 0
    dropped: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """By device and code, what was not a receipt of that box."""


def take_receipts(letters: Sequence[Letter], *, keys_of: KeysOf, now: datetime) -> Taken:
    """Keep every sound receipt of a batch once, and bring its delivery up to date.

    Nothing is refused to the caller: what cannot be trusted is counted, logged with
    the device and left unacknowledged. When this returns, the rest is committed.
    """
    dropped: Counter[tuple[str, str]] = Counter()
    signed = list(_open_all(letters, keys_of({letter.device for letter in letters}), dropped))
    with transaction.atomic():
        known = _known_orders({one.receipt.order for one in signed})
        new = _insert(signed, known=known, now=now)
        _merge(one.receipt for one in new if one.receipt.order in known)
        count_dropped(dropped, now=now)
        live.tell_orders({one.receipt.order for one in new} & known)
    stray = [one.receipt for one in new if one.receipt.order not in known]
    for receipt in stray:
        logger.warning("Receipt for an order we do not know.", extra=_facts(receipt))
    return Taken(kept=_by_device(signed), new=len(new), stray=len(stray), dropped=dropped)


def _facts(receipt: Receipt) -> dict[str, str]:
    return {
        "action": "receipt.stray",
        "device": receipt.device,
        "order": receipt.order,
        "stage": str(receipt.stage),
        "reason": receipt.reason,
    }


def _open_all(
    letters: Iterable[Letter], keys: Mapping[str, VerifyKey], dropped: Counter[tuple[str, str]]
) -> Iterator[Signed]:
    """Hand out the receipts that are what they claim to be, and count the rest."""
    for letter in letters:
        try:
            if letter.device not in keys:
                raise UnknownBox(device=letter.device)
            envelopes = unbundle(letter.payload)
        except Refusal as refusal:
            _drop(letter.device, refusal, dropped)
            continue
        for envelope in envelopes:
            try:
                envelope.verify(keys[letter.device])
                receipt = read_as(envelope.body, Receipt)
                must_be_for(receipt.device, letter.device)
            except Refusal as refusal:
                _drop(letter.device, refusal, dropped)
            else:
                yield Signed(receipt=receipt, envelope=envelope.to_bytes())


def _drop(device: str, refusal: Refusal, dropped: Counter[tuple[str, str]]) -> None:
    dropped[device, refusal.code] += 1
    logger.warning(
        "Dropped a message of a box: %s",
        refusal,
        extra={"action": "receipt.dropped", "device": device, "code": refusal.code},
    )


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
    at = [datetime.fromtimestamp(one.receipt.at / 1000, UTC) for one in signed]
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT,
            [
                now,
                [one.receipt.device for one in signed],
                [one.receipt.id for one in signed],
                at,
                [one.receipt.order for one in signed],
                [one.receipt.occurrence or "" for one in signed],
                [str(one.receipt.stage) for one in signed],
                [str(one.receipt.clock) for one in signed],
                [one.envelope for one in signed],
                [one.receipt.order not in known for one in signed],
            ],
        )
        written = set(cursor.fetchall())
    new = []
    for one, instant in zip(signed, at, strict=True):
        key = (one.receipt.device, one.receipt.id, instant)
        if key in written:
            written.discard(key)
            new.append(one)
    return new


MERGE: Final = """
INSERT INTO broadcast_delivery AS known
    (order_id, occurrence, device, strength, reason, planned_ms, actual_ms,
     received_at, started_at, ended_at, area, cluster, is_expected, sends)
SELECT *, '', '', false, 0 FROM unnest(
    %s::text[], %s::text[], %s::text[], %s::smallint[], %s::text[], %s::bigint[], %s::bigint[],
    %s::bigint[], %s::bigint[], %s::bigint[])
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
    send_at = NULL
"""
"""The same joining of facts as `loa.domain.delivery.together`; a test holds them together."""


def _merge(receipts: Iterable[Receipt]) -> None:
    """Join what the receipts say to what is known, one row a delivery, always in one order."""
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
            ],
        )


COUNT: Final = """
INSERT INTO broadcast_dropped AS known (day, device, code, count)
SELECT %s::date, * FROM unnest(%s::text[], %s::text[], %s::bigint[])
ON CONFLICT (day, device, code) DO UPDATE SET count = known.count + excluded.count
"""


def count_dropped(dropped: Mapping[tuple[str, str], int], *, now: datetime) -> None:
    """Add to the counts of what boxes sent in vain."""
    rows = sorted(dropped.items())
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            COUNT,
            [
                now.astimezone(UTC).date(),
                [device for (device, _), _ in rows],
                [code for (_, code), _ in rows],
                [count for _, count in rows],
            ],
        )


def _by_device(signed: Iterable[Signed]) -> dict[str, tuple[str, ...]]:
    kept: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for one in signed:
        kept[one.receipt.device][one.receipt.id] = None
    return {device: tuple(ids) for device, ids in kept.items()}
