"""What a session of the day may hold, and when each of its items starts.

A session is a window of one day in which a commune's loudspeakers play a row of
approved items, one after the other. Placing an approved item into a session is
programming: it needs no second person, because nothing is let out that nobody
approved. What has begun is never rewritten.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from loa_protocol.errors import Refusal, WrongState
from loa_protocol.timetable import lay_out

from loa.domain import bulletins
from loa.domain.areas import UnitPath, text_of
from loa.domain.bulletins import UnitIsGone
from loa.domain.days import VIETNAM, day_of
from loa.domain.permissions import Duty, Officer, require
from loa.domain.targeting import SpreadPolicy

GAP_MS: Final = 1_000
"""A breath between two items."""
LONGEST: Final = timedelta(hours=4)
MOST_ITEMS: Final = 50
FARTHEST: Final = timedelta(days=60)


class BadWindow(Refusal):
    """The session ends before it begins, on another day, or lasts too long."""

    code = "session.bad_window"


class SessionIsPast(Refusal):
    """The session has begun, or its day is over: what was played stays as it was."""

    code = "session.past"


class HourIsPast(SessionIsPast):
    """Somebody opens a session for an hour that is over. Fact: `now`, the hour it is."""

    code = "session.hour_past"


class TooFarAhead(Refusal):
    """Nobody plans so far ahead: it is a slip of the pen. Fact: `days`."""

    code = "session.too_far_ahead"


class AtNight(Refusal):
    """Some of the session lies in the night, when one person is not enough. Fact: `night`."""

    code = "session.at_night"


class SessionsOverlap(Refusal):
    """Another session of the commune has that time. Facts: `name`, `hours`."""

    code = "session.overlap"


class DoesNotFit(Refusal):
    """The items last longer than the window. Facts: `needed_s`, `window_s`, `over_s`."""

    code = "session.does_not_fit"


class TooManyItems(Refusal):
    """A session holds no more items. Fact: `most`."""

    code = "session.too_many_items"


class RobotIsOff(Refusal):
    """A robot voice does not read in the sessions of a unit that has not switched it on."""

    code = "session.robot_off"


class NotOfThisUnit(Refusal):
    """The bulletin belongs to a place that this commune does not lie in."""

    code = "session.not_of_this_unit"


class NoSuchPlace(WrongState):
    """The item is not there any more, or cannot move further."""

    code = "session.no_such_place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One item of a session: how long it lasts and where it sounds (nothing: everywhere)."""

    id: str
    duration_ms: int
    clusters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A window of one day, and its items in order."""

    unit: UnitPath
    unit_is_in_force: bool = True
    name: str
    starts: datetime
    ends: datetime
    slots: tuple[Slot, ...] = field(default=())

    @property
    def window_ms(self) -> int:
        """Return how much time the window gives."""
        return round((self.ends - self.starts) / timedelta(milliseconds=1))

    @property
    def needed_ms(self) -> int:
        """Return how much time the items take, with a breath between them."""
        return sum(s.duration_ms for s in self.slots) + GAP_MS * max(0, len(self.slots) - 1)


def open_session(
    session: Session,
    *,
    others: Iterable[Session],
    policy: SpreadPolicy,
    by: Officer,
    now: datetime,
) -> None:
    """Decide whether an officer may open a window for sound.

    A session needs no second person, so none is opened in the night, whatever it is to hold.

    Raises:
        NotAllowed: the officer does not make this unit's programme.
        UnitIsGone: the unit is no longer in force.
        BadWindow: it ends before it begins, on another day, or lasts too long.
        HourIsPast, TooFarAhead: it begins before now, or months ahead.
        AtNight: some of it lies in the night of the site's `policy`.
        SessionsOverlap: another session of the unit has that time.
    """
    _programmes(session, by, now)
    if not timedelta() < session.ends - session.starts <= LONGEST:
        raise BadWindow(hours=LONGEST // timedelta(hours=1))
    if day_of(session.starts) != day_of(session.ends):
        raise BadWindow(hours=LONGEST // timedelta(hours=1))
    if session.starts <= now:
        raise HourIsPast(now=f"{now.astimezone(VIETNAM):%H:%M}")
    if session.starts - now > FARTHEST:
        raise TooFarAhead(days=FARTHEST.days)
    if policy.touches_night(session.starts, session.ends):
        raise AtNight(night=policy.night_hours)
    for other in others:
        if other.starts < session.ends and session.starts < other.ends:
            raise SessionsOverlap(name=other.name, hours=hours_of(other))


def place(
    session: Session,
    slot: Slot,
    version: bulletins.Version,
    *,
    robot_may_speak: bool = False,
    by: Officer,
    now: datetime,
) -> Session:
    """Put an approved item at the end of a session.

    `robot_may_speak`: the session's unit switched on the robot voice for its sessions.

    Raises:
        NotAllowed, UnitIsGone, SessionIsPast: as for opening.
        WrongState: nobody approved the item, or it was withdrawn.
        NotOfThisUnit: the item was approved for another place.
        RobotIsOff: a robot voice reads it, which this unit has not switched on.
        TooManyItems, DoesNotFit: the session is full.
    """
    change(session, by=by, now=now)
    bulletins.cleared(version)
    if session.unit[: len(version.unit)] != version.unit:
        raise NotOfThisUnit
    if version.is_robot and not robot_may_speak:
        raise RobotIsOff
    if len(session.slots) >= MOST_ITEMS:
        raise TooManyItems(most=MOST_ITEMS)
    return _fitting(replace(session, slots=(*session.slots, slot)))


def remove(session: Session, slot_id: str, *, by: Officer, now: datetime) -> Session:
    """Take an item out of a session that has not begun.

    Raises:
        NotAllowed, UnitIsGone, SessionIsPast: as for opening.
        NoSuchPlace: it is not there any more.
    """
    change(session, by=by, now=now)
    place_of(session, slot_id)
    return replace(session, slots=tuple(slot for slot in session.slots if slot.id != slot_id))


def move(session: Session, slot_id: str, *, steps: int, by: Officer, now: datetime) -> Session:
    """Move an item earlier (negative steps) or later.

    Raises:
        NotAllowed, UnitIsGone, SessionIsPast: as for opening.
        NoSuchPlace: it is not there any more, or would leave the row.
    """
    change(session, by=by, now=now)
    here = place_of(session, slot_id)
    there = here + steps
    if not 0 <= there < len(session.slots):
        raise NoSuchPlace(item=slot_id)
    row = list(session.slots)
    row.insert(there, row.pop(here))
    return replace(session, slots=tuple(row))


def change(session: Session, *, by: Officer, now: datetime) -> None:
    """Let an officer change a session that has not begun.

    Raises:
        NotAllowed: the officer does not make this unit's programme.
        UnitIsGone: the unit is no longer in force.
        SessionIsPast: it has begun.
    """
    _programmes(session, by, now)
    _ahead(session, now)


def starts_of(session: Session) -> tuple[int, ...]:
    """Return when each item starts, as UTC milliseconds, by the rule the box uses."""
    start = round(session.starts.timestamp() * 1000)
    return lay_out(start, (slot.duration_ms for slot in session.slots), gap_ms=GAP_MS)


def fits(duration_ms: int, *, into: Session) -> bool:
    """Say whether one more item of this length would fit."""
    breath = GAP_MS if into.slots else 0
    return into.needed_ms + breath + duration_ms <= into.window_ms


def hours_of(session: Session) -> str:
    """Return the hours of a session as people write them, "17:00–17:30"."""
    starts, ends = (at.astimezone(VIETNAM) for at in (session.starts, session.ends))
    return f"{starts:%H:%M}–{ends:%H:%M}"


def place_of(session: Session, slot_id: str) -> int:
    """Return where an item stands in the row.

    Raises:
        NoSuchPlace: it is not there any more.
    """
    for place, slot in enumerate(session.slots):
        if slot.id == slot_id:
            return place
    raise NoSuchPlace(item=slot_id)


def _programmes(session: Session, by: Officer, now: datetime) -> None:
    require(by, Duty.PROGRAMME, session.unit, on=day_of(now))
    if not session.unit_is_in_force:
        raise UnitIsGone(unit=text_of(session.unit))


def _ahead(session: Session, now: datetime) -> None:
    if session.starts <= now:
        raise SessionIsPast(starts=session.starts)


def _fitting(session: Session) -> Session:
    over_ms = session.needed_ms - session.window_ms
    if over_ms > 0:
        raise DoesNotFit(
            needed_s=-(-session.needed_ms // 1000),
            window_s=session.window_ms // 1000,
            over_s=-(-over_ms // 1000),
        )
    return session
