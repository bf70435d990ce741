"""Open what boxes send: it must be whole, signed by that box, and about that box.

What is not is counted, logged with the device and dropped; the rest goes on.
"""

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Generic, TypeVar

from django.db import connection
from loa_protocol.errors import Refusal
from loa_protocol.frames import unbundle
from loa_protocol.messages import BadMessage, Heartbeat, Hello, Receipt, read_as
from loa_protocol.signing import Envelope, VerifyKey
from loa_protocol.trust import must_be_for

from loa.domain.days import day_of

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
            envelopes = _unbundled(letter)
        except Refusal as refusal:
            drops[letter.device, refusal.code] += 1
            continue
        for envelope in envelopes:
            try:
                yield _open(letter, envelope, keys[letter.device], kind)
            except Refusal as refusal:
                drops[letter.device, refusal.code] += 1


ZERO: Final = rb"\u0000"
"""How canonical bytes write the one character that no text of the database can hold."""


def _unbundled(letter: Letter) -> tuple[Envelope, ...]:
    if ZERO in letter.payload:
        raise BadMessage(why="a zero character")
    return unbundle(letter.payload)


def _open(letter: Letter, envelope: Envelope, key: VerifyKey, kind: type[M]) -> Opened[M]:
    envelope.verify(key)
    message = read_as(envelope.body, kind)
    must_be_for(message.device, letter.device)
    return Opened(letter=letter, envelope=envelope, message=message)


COUNT: Final = """
INSERT INTO broadcast_dropped AS known (day, device, code, count)
SELECT %s::date, * FROM unnest(%s::text[], %s::text[], %s::bigint[])
ON CONFLICT (day, device, code) DO UPDATE SET count = known.count + excluded.count
"""


def count_dropped(drops: Drops, *, now: datetime) -> None:
    """Add to the counts of what boxes sent in vain; one line of log a batch, device and reason."""
    rows = sorted(drops.items())
    if not rows:
        return
    for (device, code), count in rows:
        logger.warning(
            "Dropped %d messages of a box",
            count,
            extra={"action": "message.dropped", "device": device, "code": code},
        )
    with connection.cursor() as cursor:
        cursor.execute(
            COUNT,
            [
                day_of(now),
                [device for (device, _), _ in rows],
                [code for (_, code), _ in rows],
                [count for _, count in rows],
            ],
        )
