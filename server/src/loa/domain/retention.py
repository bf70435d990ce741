"""How long the sounds of a bulletin are kept, and what holds them back.

What was said, who approved it, what was heard and what was paid is kept for ever.
Only sounds take room: a unit says for how many years after it was last heard the
sounds of a kind of product are kept. Where nobody says anything, that is for ever.
What somebody holds, for a complaint or an inspection, stays whatever the rule is;
so does what was said in an emergency, which is evidence.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar, Final

from loa_protocol.errors import NotAllowed, Refusal, WrongState

from loa.domain.areas import UnitPath, contains
from loa.domain.days import day_of
from loa.domain.permissions import Duty, Officer, require
from loa.domain.products import ProductKind

MOST_YEARS: Final = 50
SETTLES_IN: Final = timedelta(days=7)
"""After a rule was set or taken back, nothing that it concerns goes: time to see the mistake."""
LONGEST_REASON: Final = 500


class BadYears(Refusal):
    """Sounds are kept for whole years, or for ever. Fact: `most`."""

    code: ClassVar[str] = "retention.bad_years"


class HoldNeedsReason(Refusal):
    """Whoever holds something says why. Fact: `longest`."""

    code: ClassVar[str] = "retention.needs_reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How long the sounds of a unit, and of all inside it, are kept."""

    unit: UnitPath
    kind: ProductKind | None = None
    """Which products; none: all of which nothing else is said."""
    years: int | None = None
    """None: for ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """A bulletin as these rules see it."""

    unit: UnitPath
    kind: ProductKind
    approved_on: date
    last_heard_on: date | None = None
    """The last day on which it sounded, or is to sound."""
    is_emergency: bool = False
    is_held: bool = False
    is_on_the_desk: bool = False
    """Another wording of it is being written."""

    @property
    def counts_from(self) -> date:
        """Return the day from which its years count."""
        return max(self.approved_on, self.last_heard_on or self.approved_on)


def fits(rule: Rule, of: Archived) -> bool:
    """Say whether a rule is about this bulletin."""
    return contains(rule.unit, of.unit) and rule.kind in {None, of.kind}


def rule_for(of: Archived, rules: Iterable[Rule]) -> Rule | None:
    """Return the rule that decides: of the nearest unit, and there the one for its own kind."""
    fitting = [rule for rule in rules if fits(rule, of)]
    return max(fitting, key=lambda rule: (len(rule.unit), rule.kind is not None), default=None)


def kept_until(of: Archived, rules: Iterable[Rule]) -> date | None:
    """Return the day from which its sounds need not be kept any more; none: for ever."""
    rule = rule_for(of, rules)
    if of.is_emergency or rule is None or rule.years is None:
        return None
    return years_after(of.counts_from, rule.years)


def is_due(
    of: Archived, rules: Iterable[Rule], *, on: date, unsettled: Iterable[Rule] = ()
) -> bool:
    """Say whether its sounds are to be removed on a day.

    `unsettled`: the rules that were set or taken back less than `SETTLES_IN` ago.
    """
    until = kept_until(of, rules)
    is_kept = of.is_held or of.is_on_the_desk or any(fits(rule, of) for rule in unsettled)
    return until is not None and until <= on and not is_kept


def years_after(day: date, years: int) -> date:
    """Return the same day so many years later; the 29th of February becomes the 1st of March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def make_rule(rule: Rule, *, by: Officer, at: datetime) -> Rule:
    """Decide whether an administrator may say how long the sounds of a unit are kept.

    Raises:
        NotAllowed: they do not look after the unit.
        BadYears: no whole year, or more than fifty.
    """
    require(by, Duty.ADMINISTRATOR, rule.unit, on=day_of(at))
    if rule.years is not None and not 1 <= rule.years <= MOST_YEARS:
        raise BadYears(most=MOST_YEARS, field="years")
    return rule


def end_rule(unit: UnitPath, *, is_in_force: bool, by: Officer, at: datetime) -> None:
    """Decide whether an administrator may take a rule back.

    Raises:
        NotAllowed: they do not look after the unit.
        WrongState: it was taken back already.
    """
    require(by, Duty.ADMINISTRATOR, unit, on=day_of(at))
    if not is_in_force:
        raise WrongState(state="ended", needed="in_force")


def hold(unit: UnitPath, *, reason: str, is_held: bool, by: Officer, at: datetime) -> str:
    """Decide whether an officer may hold the sounds of a bulletin; return the reason as kept.

    Raises:
        NotAllowed: the officer neither approves for the unit nor looks after it.
        WrongState: it is held already.
        HoldNeedsReason: no reason, or one too long to read.
    """
    require_holder(by, unit, on=day_of(at))
    if is_held:
        raise WrongState(state="held", needed="free")
    said = reason.strip()
    if not 0 < len(said) <= LONGEST_REASON:
        raise HoldNeedsReason(longest=LONGEST_REASON)
    return said


def lift(unit: UnitPath, *, is_held: bool, by: Officer, at: datetime) -> None:
    """Decide whether an officer may let go of what is held. `unit`: for which it is held.

    Raises:
        NotAllowed: the officer neither approves for that unit nor looks after it.
        WrongState: nobody holds it.
    """
    require_holder(by, unit, on=day_of(at))
    if not is_held:
        raise WrongState(state="free", needed="held")


def require_holder(by: Officer, unit: UnitPath, *, on: date) -> None:
    """Let those hold and let go who approve for a unit, and those who look after it.

    Raises:
        NotAllowed: the officer does neither.
    """
    if not by.may(Duty.ADMINISTRATOR, unit, on):
        require(by, Duty.APPROVE, unit, on=on)


def held_for(unit: UnitPath, *, by: Officer, on: date) -> UnitPath:
    """Return the unit for which an officer holds: the outermost that they may hold for.

    So nobody below lets go of what a province holds.
    """
    depths = (depth for depth in range(1, len(unit)) if may_hold(by, unit[:depth], on=on))
    return unit[: next(depths, len(unit))]


def may_hold(by: Officer, unit: UnitPath, *, on: date) -> bool:
    """Say whether an officer may hold what a unit made."""
    try:
        require_holder(by, unit, on=on)
    except NotAllowed:
        return False
    return True
