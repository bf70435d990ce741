"""The production plan of a unit: what is to be made, by whom, by which day.

    planned ──▶ assigned ──▶ in work ──▶ done
       └────────────┴────────────┴─────▶ dropped, with a reason

How far an item came is never written down: it follows from whether somebody was
named, a bulletin was begun, and that bulletin was approved. So the plan cannot
say one thing and the bulletin another.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from loa_protocol.errors import NotAllowed, Refusal, WrongState

from loa.domain.areas import UnitPath
from loa.domain.days import day_of
from loa.domain.permissions import ActorId, Duty, Officer, require
from loa.domain.products import Product, ProductKind, known

LONGEST_TITLE: Final = 120
LONGEST_REASON: Final = 500
MOST_DAYS_AHEAD: Final = 366
"""Further ahead is a slip of the pen in the year."""


class CannotMake(Refusal):
    """Whoever was named does not write for the unit."""

    code = "plan.cannot_make"


class BadDue(Refusal):
    """Nobody can make it by that day: it is past, or more than a year away."""

    code = "plan.bad_due"


class NeedsTitle(Refusal):
    """An item needs a title that people can read. Fact: `longest`."""

    code = "plan.needs_title"


class DropNeedsReason(Refusal):
    """Whoever drops something says why. Fact: `longest`."""

    code = "plan.needs_reason"


class PlanState(StrEnum):
    """How far an item of the plan came."""

    PLANNED = "planned"
    ASSIGNED = "assigned"
    IN_WORK = "in_work"
    DONE = "done"
    DROPPED = "dropped"


OPEN: Final = frozenset({PlanState.PLANNED, PlanState.ASSIGNED, PlanState.IN_WORK})
NOT_BEGUN: Final = frozenset({PlanState.PLANNED, PlanState.ASSIGNED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that a unit means to make."""

    unit: UnitPath
    title: str
    due: date
    kind: ProductKind = ProductKind.NOTICE
    topic: str = ""
    maker: ActorId | None = None
    """Who makes it."""
    occasion: str = ""
    """For which session or campaign, in the words of the unit."""
    note: str = ""
    has_bulletin: bool = False
    is_approved: bool = False
    is_dropped: bool = False

    @property
    def state(self) -> PlanState:
        """Say how far it came."""
        if self.is_dropped:
            return PlanState.DROPPED
        if self.has_bulletin:
            return PlanState.DONE if self.is_approved else PlanState.IN_WORK
        return PlanState.ASSIGNED if self.maker else PlanState.PLANNED

    def is_overdue(self, today: date) -> bool:
        """Say whether its day has passed, and it is still to be made."""
        return self.state in OPEN and self.due < today


def plan(
    item: Item, *, maker: Officer | None, topics: Collection[str], by: Officer, at: datetime
) -> Item:
    """Decide whether an officer may put this into the plan of a unit.

    Raises:
        NotAllowed: the officer neither writes nor approves for the unit.
        NeedsTitle, BadDue, CannotMake, UnknownTopic: what is wrong with it.
    """
    today = day_of(at)
    _plans(by, item.unit, today)
    _is_a_day_to_come(item.due, today)
    _can_make(maker, item.unit, today)
    return _checked(replace(item, maker=maker.id if maker else None), topics)


def change(
    item: Item,
    *,
    into: Item,
    maker: Officer | None,
    topics: Collection[str],
    by: Officer,
    at: datetime,
) -> Item:
    """Decide what an open item becomes. What stays as it is, is not judged again.

    Raises:
        WrongState: it is done or dropped.
        NotAllowed, NeedsTitle, BadDue, CannotMake, UnknownTopic: as for planning.
    """
    today = day_of(at)
    _plans(by, item.unit, today)
    _is(item, OPEN)
    if into.due != item.due:
        _is_a_day_to_come(into.due, today)
    named = maker.id if maker else None
    if named != item.maker:
        _can_make(maker, item.unit, today)
    wanted = replace(into, unit=item.unit, maker=named, has_bulletin=item.has_bulletin)
    return _checked(wanted, {*topics, item.topic})


def begin(item: Item, *, by: Officer, at: datetime) -> Item:
    """Decide whether an officer may begin to write an item: the one named, or anybody if none is.

    Raises:
        WrongState: it was begun, is done, or was dropped.
        NotAllowed: the officer does not write for the unit, or somebody else was named.
    """
    require(by, Duty.WRITE, item.unit, on=day_of(at))
    _is(item, NOT_BEGUN)
    if item.maker not in {None, by.id}:
        raise NotAllowed(duty=Duty.WRITE.value, unit=item.unit)
    return replace(item, maker=by.id, has_bulletin=True)


def drop(item: Item, *, reason: str, by: Officer, at: datetime) -> str:
    """Decide whether an officer may drop an item, and return the reason as it is kept.

    Raises:
        WrongState: it is done or dropped already.
        NotAllowed: the officer neither writes nor approves for the unit.
        DropNeedsReason: no reason, or one too long to read.
    """
    _plans(by, item.unit, day_of(at))
    _is(item, OPEN)
    said = reason.strip()
    if not 0 < len(said) <= LONGEST_REASON:
        raise DropNeedsReason(longest=LONGEST_REASON, field="reason")
    return said


def product_of(item: Item) -> Product:
    """Say how the bulletin that is made of it is counted."""
    return Product(kind=item.kind, topic=item.topic)


def week_of(day: date) -> date:
    """Return the Monday of its week."""
    return day - timedelta(days=day.weekday())


def _checked(item: Item, topics: Collection[str]) -> Item:
    title = item.title.strip()
    if not 0 < len(title) <= LONGEST_TITLE:
        raise NeedsTitle(longest=LONGEST_TITLE, field="title")
    known(product_of(item), topics=topics)
    return replace(item, title=title)


def _plans(by: Officer, unit: UnitPath, on: date) -> None:
    """Let those plan who write for the unit, and those who approve what was written."""
    if not by.may(Duty.APPROVE, unit, on):
        require(by, Duty.WRITE, unit, on=on)


def _is(item: Item, needed: Collection[PlanState]) -> None:
    if item.state not in needed:
        raise WrongState(state=item.state.value, needed=PlanState.PLANNED.value)


def _is_a_day_to_come(due: date, today: date) -> None:
    if not today <= due <= today + timedelta(days=MOST_DAYS_AHEAD):
        raise BadDue(field="due")


def _can_make(maker: Officer | None, unit: UnitPath, on: date) -> None:
    if maker and not maker.may(Duty.WRITE, unit, on):
        raise CannotMake(field="maker")
