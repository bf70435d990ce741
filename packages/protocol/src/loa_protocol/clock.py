"""What a box may believe about the time, and what it may do with it.

A box without a battery clock boots with a wrong date. It keeps a *floor* on
disk: the latest instant it was ever told by somebody it trusts. On connect it
sends a nonce and gets the signed time; only then is its clock *fresh*.
"""

from typing import Final

from loa_protocol.errors import Refusal
from loa_protocol.messages import Clock
from loa_protocol.priority import Klass

SKEW_MS: Final = 5 * 60 * 1000
"""How far ahead of us a signer's clock may be."""


class ClockNotFresh(Refusal):
    """We do not know the time well enough to let this sound."""

    code = "clock.not_fresh"


def judge(*, wall: int, floor: int, answered: bool, has_battery_clock: bool) -> Clock:
    """Say what a box knows about the time.

    A clock that stands before the floor is wrong, whatever it claims.
    """
    if answered:
        return Clock.FRESH
    if has_battery_clock and wall >= floor:
        return Clock.FLOOR
    return Clock.UNSET


def may_sound(klass: Klass, *, clock: Clock, is_scheduled: bool) -> None:
    """Refuse what must not sound while the time is in doubt.

    From the network, an emergency sounds only when its arrival follows an
    answered challenge: otherwise somebody could replay last year's flood. A
    programme may also go by a battery clock that is past the floor.

    Raises:
        ClockNotFresh: the time is too much in doubt for this.
    """
    if clock is Clock.FRESH:
        return
    if is_scheduled and clock is Clock.FLOOR and klass is not Klass.EMERGENCY:
        return
    raise ClockNotFresh(clock=str(clock), klass=str(klass))


def raised(floor: int, *told: int) -> int:
    """Return the floor after signed instants were heard. It never falls."""
    return max((floor, *told))
