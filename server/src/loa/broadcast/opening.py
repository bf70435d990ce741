"""Open what boxes send: it must be whole, signed by that box, and about that box.

What is not is counted, logged with the device and dropped; the rest goes on.
"""

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Generic, TypeVar

from django.db import connection
from loa_protocol.errors import Refusal
from loa_protocol.frames import unbundle
from loa_protocol.messages import Heartbeat, Hello, Receipt, read_as
from loa_protocol.signing import Envelope, VerifyKey
from loa_protocol.trust import must_be_for

logger = logging.getLogger(__name__)

M = TypeVar("M", Receipt, Hello, Heartbeat)
KeysOf = Callable[[Collection[str]], Mapping[str, VerifyKey]]
"""Looks up the public keys of boxes that may speak now."""
Drops = Counter[tuple[str, str]]
"""How often something of a device was dropped, by device and code."""


class UnknownBox(Refusal):
    """No box of ours has that id, or it was taken out of service."""

    code = "box.unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One payload as it came, and the box on whose topic it came."""

    home: str
    device: str
    payload: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened(Generic[M]):
    """A message whose signature was checked, and what it came in."""

    letter: Letter
    envelope: Envelope
    message: M


def open_all(
    letters: Sequence[Letter], *, keys_of: KeysOf, kind: type[M], now: datetime
) -> list[Opened[M]]:
    """Return the messages that are what they claim to be; count the rest."""
    drops: Drops = Counter()
    opened = list(_open_all(letters, keys_of({letter.device for letter in letters}), kind, drops))
    count_dropped(drops, now=now)
    return opened


def _open_all(
    letters: Iterable[Letter], keys: Mapping[str, VerifyKey], kind: type[M], drops: Drops
) -> Iterator[Opened[M]]:
    for letter in letters:
        try:
            if letter.device not in keys:
                raise UnknownBox(device=letter.device)
            envelopes = unbundle(letter.payload)
        except Refusal as refusal:
            _drop(letter, refusal, drops)
            continue
        for envelope in envelopes:
            try:
                yield _open(letter, envelope, keys[letter.device], kind)
            except Refusal as refusal:
                _drop(letter, refusal, drops)


def _open(letter: Letter, envelope: Envelope, key: VerifyKey, kind: type[M]) -> Opened[M]:
    envelope.verify(key)
    message = read_as(envelope.body, kind)
    must_be_for(message.device, letter.device)
    return Opened(letter=letter, envelope=envelope, message=message)


def _drop(letter: Letter, refusal: Refusal, drops: Drops) -> None:
    drops[letter.device, refusal.code] += 1
    logger.warning(
        "Dropped a message of a box: %s",
        refusal,
        extra={"action": "message.dropped", "device": letter.device, "code": refusal.code},
    )


COUNT: Final = """
INSERT INTO broadcast_dropped AS known (day, device, code, count)
SELECT %s::date, * FROM unnest(%s::text[], %s::text[], %s::bigint[])
ON CONFLICT (day, device, code) DO UPDATE SET count = known.count + excluded.count
"""


def count_dropped(drops: Drops, *, now: datetime) -> None:
    """Add to the counts of what boxes sent in vain."""
    rows = sorted(drops.items())
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
