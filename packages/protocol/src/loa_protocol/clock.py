"""What a box may believe about the time, and what it may do with it.

A box without a battery clock boots with a wrong date. It keeps a *floor* on
disk: the latest instant it was ever told by somebody it trusts. On connect it
sends a nonce and gets the signed time; only then is its clock *fresh*.
"""

from typing import Final

from loa_protocol.errors import Refusal
from loa_protocol.fields import ONE_DAY_MS
from loa_protocol.messages import Clock
from loa_protocol.priority import Klass

SKEW_MS: Final = 5 * 60 * 1000
"""How far ahead of us a signer's clock may be."""
DRIFT_MS: Final = 60 * 60 * 1000
"""How wrong a box's own counting may become: a quartz is minutes off after a year."""
PAST_LIST_MS: Final = 2 * ONE_DAY_MS
"""How old the newest revocation list may be where all is well: it is signed every night."""


class TimeRunsBack(Refusal):
    """The answer lies before what we already know to be past."""

    code = "time.runs_back"


class TimeLeapsAhead(Refusal):
    """The answer is far ahead of what we counted and of what any authority signed."""

    code = "time.leaps_ahead"


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


def check_told(told: int, *, floor: int, counted: int | None, vouched: int) -> None:
    """Judge the time that a link key told.

    `counted` is what the box's own clock makes of it, where it has one that never
    stopped. `vouched` is as late as the authorities' own lists speak for: a link
    key may be stolen more easily than theirs.

    Raises:
        TimeRunsBack: it lies before the floor.
        TimeLeapsAhead: neither our counting nor the lists come near it.
    """
    if told < floor - SKEW_MS:
        raise TimeRunsBack(now=told, floor=floor)
    if counted is not None and told > max(counted + DRIFT_MS, vouched):
        raise TimeLeapsAhead(now=told, counted=counted, vouched=vouched)


def raised(floor: int, *told: int) -> int:
    """Return the floor after signed instants were heard. It never falls."""
    return max((floor, *told))
