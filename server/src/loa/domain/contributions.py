"""What people outside give: a village head, a school, the police, the health station.

An officer makes a link for a unit and passes it on. Whoever has it may give words
or sound, with their name and their consent; so may whoever was entrusted with it by
name, in their account. What is given is never a bulletin by
itself: an officer hears it and takes it over, as its writer, or declines it. What
nobody took over is forgotten after a while, with the name of the giver.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from loa_protocol.errors import NotFound, Refusal, WrongState

from loa.domain.areas import UnitPath
from loa.domain.days import day_of
from loa.domain.languages import FIRST
from loa.domain.permissions import Duty, Officer, require
from loa.domain.wording import clean

KEPT: Final = timedelta(days=90)
MOST_DAYS: Final = 366
LONGEST_NAME: Final = 80
LONGEST_REASON: Final = 500
CONSENT_VERSION: Final = "2026-11"
"""Raised with every change of the sentence that givers agree to."""


class LinkClosed(NotFound):
    """There is no such link, or not any more: which of the two is nobody's business."""

    code = "given.closed"


class BadLinkDays(Refusal):
    """A link is open for some days, and for a year at most. Fact: `most`."""

    code = "given.bad_days"


class NeedsConsent(Refusal):
    """Nothing is taken from anybody who did not agree to it."""

    code = "given.needs_consent"


class NeedsName(Refusal):
    """Nobody is credited who does not say their name. Fact: `longest`."""

    code = "given.needs_name"


class NothingGiven(Refusal):
    """There are neither words nor sound."""

    code = "given.nothing"


class DeclineNeedsReason(Refusal):
    """Whoever declines says why. Fact: `longest`."""

    code = "given.needs_reason"


class Fate(StrEnum):
    """What became of something given."""

    WAITING = "waiting"
    TAKEN = "taken"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A way in, for one unit, until a day."""

    unit: UnitPath
    until: datetime
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """What somebody outside filled in."""

    name: str
    organisation: str = ""
    language: str = FIRST
    text: str = ""
    has_sound: bool = False
    agrees: bool = False


def make_link(unit: UnitPath, *, days: int, by: Officer, at: datetime) -> Link:
    """Decide whether an officer may open a way in to their unit, and until when.

    Raises:
        NotAllowed: the officer does not write for the unit.
        BadLinkDays: it would be open for no day, or for more than a year.
    """
    require(by, Duty.WRITE, unit, on=day_of(at))
    if not 0 < days <= MOST_DAYS:
        raise BadLinkDays(most=MOST_DAYS, field="days")
    return Link(unit=unit, until=at + timedelta(days=days))


def withdraw_link(link: Link, *, by: Officer, at: datetime) -> None:
    """Decide whether an officer may close a link. What was given stays.

    Raises:
        NotAllowed: the officer does not write for the unit.
        WrongState: it was withdrawn already.
    """
    require(by, Duty.WRITE, link.unit, on=day_of(at))
    if link.is_withdrawn:
        raise WrongState(state="withdrawn", needed="open")


def enter(link: Link | None, *, at: datetime) -> Link:
    """Let somebody in by a link that is open.

    Raises:
        LinkClosed: it is unknown, past its day or withdrawn, and nobody is told which.
    """
    if link is None or link.is_withdrawn or link.until <= at:
        raise LinkClosed
    return link


def enter_by_account(unit: UnitPath, *, by: Officer, at: datetime) -> None:
    """Let in whoever was entrusted with giving to a unit.

    Raises:
        NotAllowed: they were not, or are not any more.
    """
    require(by, Duty.CONTRIBUTE, unit, on=day_of(at))


def give(gift: Gift) -> Gift:
    """Return what is given as it will be kept.

    Raises:
        NeedsConsent, NeedsName, NothingGiven: what is missing.
        BadText: the words or a name cannot be spoken as they stand.
    """
    if not gift.agrees:
        raise NeedsConsent(field="agrees")
    name = _one_line(gift.name)
    if not 0 < len(name) <= LONGEST_NAME:
        raise NeedsName(longest=LONGEST_NAME, field="name")
    text = clean(gift.text, language=gift.language) if gift.text.strip() else ""
    if not text and not gift.has_sound:
        raise NothingGiven(field="text")
    organisation = _one_line(gift.organisation)[:LONGEST_NAME]
    return replace(gift, name=name, organisation=organisation, text=text)


def credit_of(gift: Gift) -> str:
    """Say whom to name: the giver, and for whom they speak."""
    return f"{gift.name} ({gift.organisation})" if gift.organisation else gift.name


def take_over(fate: Fate, *, unit: UnitPath, by: Officer, at: datetime) -> None:
    """Decide whether an officer may make a draft of what was given, as its writer.

    Raises:
        NotAllowed: the officer does not write for the unit.
        WrongState: somebody has taken it over or declined it.
    """
    require(by, Duty.WRITE, unit, on=day_of(at))
    if fate is not Fate.WAITING:
        raise WrongState(state=fate.value, needed=Fate.WAITING.value)


def decline(fate: Fate, *, reason: str, unit: UnitPath, by: Officer, at: datetime) -> str:
    """Decide whether an officer may decline what was given; return the reason as it is kept.

    Raises:
        NotAllowed, WrongState: as for taking over.
        DeclineNeedsReason: no reason, or one too long to read.
    """
    take_over(fate, unit=unit, by=by, at=at)
    said = reason.strip()
    if not 0 < len(said) <= LONGEST_REASON:
        raise DeclineNeedsReason(longest=LONGEST_REASON, field="reason")
    return said


def kept_since(now: datetime) -> datetime:
    """Say since when what nobody took over is kept; what was given before is forgotten."""
    return now - KEPT


def _one_line(name: str) -> str:
    """Tidy a name as a text is tidied: no markup, no pictures, no hidden marks."""
    return " ".join(clean(name, language=FIRST).split()) if name.strip() else ""
