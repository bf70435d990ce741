"""Let each box say only so much, before anything it says is read.

A box that was stolen keeps its login until somebody notices. What it sends beyond its
allowance is counted and dropped, so that it takes neither the memory of the gateway,
nor the room in the database, nor the turn of the others. An honest box stays far
below: its receipts are repeated until they are acknowledged, so none is lost.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from loa_protocol.topics import Up

AT_ONCE: Final = 2 * 1024 * 1024
"""Bytes a box may send in one go: four thousand receipts after weeks without a line."""
A_SECOND: Final = 16 * 1024
"""Bytes it earns back each second: thirty receipts."""
LEAST: Final = {Up.HELLO: 16 * 1024}
"""A hello is short, and its answer is long."""
LEAST_OTHERWISE: Final = 512
MOST_BOXES: Final = 20_000
"""Remembered at once; those that have earned all of it back are forgotten first."""


@dataclass(slots=True)
class Left:
    """What a box may still send, and when that was so."""

    bytes: float
    at: float


class Allowance:
    """How much every box may still send."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with everybody's whole."""
        self._clock = clock
        self._left: dict[str, Left] = {}

    def take(self, device: str, what: Up, size: int) -> bool:
        """Charge a box for a message; say whether it could pay."""
        now = self._clock()
        left = self._left.get(device)
        if left is None:
            self._make_room(now)
            left = self._left[device] = Left(AT_ONCE, now)
        left.bytes, left.at = _earned(left, now), now
        price = max(size, LEAST.get(what, LEAST_OTHERWISE))
        if left.bytes < price:
            return False
        left.bytes -= price
        return True

    def _make_room(self, now: float) -> None:
        if len(self._left) >= MOST_BOXES:
            self._left = {
                device: left for device, left in self._left.items() if _earned(left, now) < AT_ONCE
            }


def _earned(left: Left, now: float) -> float:
    return min(AT_ONCE, left.bytes + (now - left.at) * A_SECOND)
