"""Know the time: from a signed answer, counted on by a clock that nobody sets.

The system's own clock is never changed here and, once somebody we trust has
told the time, never asked again: it may be wrong by years and jump.
"""

import time
from dataclasses import dataclass
from typing import Final

from loa_protocol.clock import judge, raised
from loa_protocol.messages import Clock

NS_PER_MS: Final = 1_000_000
NS_PER_S: Final = 1_000_000_000


class BoxClock:
    """The box's belief about the time."""

    def __init__(self, *, floor: int, has_battery: bool) -> None:
        self.floor = floor
        self._has_battery = has_battery
        self._answered: Mapped | None = None
        self._vouched = floor
        self._own: Mapped | None = None
        if self.state is Clock.FLOOR:
            self._own = Mapped(utc=_wall_ms(), steady=steady_ns())

    @property
    def state(self) -> Clock:
        """What is known about the time."""
        return judge(
            wall=_wall_ms(),
            floor=self.floor,
            answered=self._answered is not None,
            has_battery_clock=self._has_battery,
        )

    def now(self) -> int:
        """Return UTC in milliseconds, as well as it is known. Never before the floor."""
        if self._answered is not None:
            return self._answered.utc_ms(steady_ns())
        return max(_wall_ms(), self.floor)

    @property
    def counted(self) -> int | None:
        """What our own clock makes of the time, or None if we have no clock that never stopped.

        It is counted from the battery clock as it stood when we began, or else from
        the first answer: however often the time is told, it creeps nowhere.
        """
        return None if self._own is None else self._own.utc_ms(steady_ns())

    def told(self, now: int, *, asked_ns: int, vouched: int) -> int:
        """Take the time from a signed answer to a question asked at `asked_ns`.

        It raises the floor, which nothing lowers, no further than is `vouched` for.
        Returned is by how much that puts our clock forward.
        """
        before = self.now()
        middle = (asked_ns + steady_ns()) // 2
        self._answered = Mapped(utc=now, steady=middle)
        self._own = self._own or self._answered
        self._vouched = vouched
        self.raise_floor()
        return self.now() - before

    def raise_floor(self) -> None:
        """Let what has passed be past, as far as somebody vouches for it."""
        self.floor = raised(self.floor, min(self.now(), self._vouched))

    def heard(self, issued_at: int) -> None:
        """Raise the floor by the date of an order that was verified."""
        self.floor = raised(self.floor, min(issued_at, self.now()))

    def steady_of(self, utc_ms: int) -> int:
        """Return the steady nanosecond at which it will be this UTC millisecond."""
        return steady_ns() + (utc_ms - self.now()) * NS_PER_MS

    def utc_of(self, steady: int) -> int:
        """Return the UTC millisecond of a steady nanosecond."""
        return self.now() + (steady - steady_ns()) // NS_PER_MS

    @property
    def wall_offset_ms(self) -> int:
        """How far the system's clock is off."""
        return _wall_ms() - self.now()


@dataclass(frozen=True, slots=True)
class Mapped:
    """One instant in both times."""

    utc: int
    steady: int

    def utc_ms(self, steady: int) -> int:
        """Return UTC at a steady nanosecond."""
        return self.utc + (steady - self.steady) // NS_PER_MS


def steady_ns() -> int:
    """Nanoseconds that only ever count on. Every process of this machine counts the same."""
    return time.monotonic_ns()


def _wall_ms() -> int:
    return time.time_ns() // NS_PER_MS
