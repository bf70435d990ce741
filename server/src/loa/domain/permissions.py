"""Who may do what, where, and on which day.

A person holds *duties*, each for one unit, from one day to another. A duty for a
unit reaches everything inside that unit and nothing beside it. Days are half-open:
a duty that ends on the 5th is not held on the 5th.

No duty is implied by another: a technician who should also write is given both.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final, NewType, Protocol
from uuid import UUID

from loa_protocol.errors import NotAllowed, Refusal, WrongState

from loa.domain.areas import NATION, UnitPath, contains, outermost

__all__ = [
    "SEEING",
    "SYSTEM",
    "SYSTEM_ID",
    "Actor",
    "ActorId",
    "BadPeriod",
    "Duty",
    "Grant",
    "NotAllowed",
    "Officer",
    "OwnAccount",
    "OwnDuty",
    "System",
    "WrongState",
    "allow_end",
    "allow_grant",
    "allow_upkeep",
    "carry_over",
    "require",
]

ActorId = NewType("ActorId", str)
"""An opaque id. The name behind it lives in one table, where it can be erased."""


class Duty(StrEnum):
    """What a person may be entrusted with."""

    WRITE = "write"
    """Write bulletins and submit them."""
    APPROVE = "approve"
    """Approve what somebody else wrote, or return it."""
    RELEASE = "release"
    """Let an approved bulletin out at once."""
    PROGRAMME = "programme"
    """Place approved bulletins into the sessions of the day."""
    TECHNICIAN = "technician"
    """Enrol boxes, name clusters, set volumes. Never schedule or release."""
    ADMINISTRATOR = "administrator"
    """Look after units, people and their duties."""
    INSPECT = "inspect"
    """Read everything, the audit log included, and change nothing."""
    CONTRIBUTE = "contribute"
    """Give words and sound to those who write, and learn what became of them. Sees nothing else."""


SEEING: Final = frozenset(Duty) - {Duty.CONTRIBUTE}
"""The duties that let their holder see what is in a unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """One duty, for one unit and all inside it, from one day until before another."""

    duty: Duty
    unit: UnitPath
    valid_from: date
    valid_to: date | None = None

    def holds(self, on: date) -> bool:
        """Say whether the grant is in force on a day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)

    def shows(self, on: date) -> bool:
        """Say whether it lets its holder see what is in the unit, on a day."""
        return self.duty in SEEING and self.holds(on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """A person as the rules see them: an opaque id and what they are entrusted with."""

    id: ActorId
    grants: frozenset[Grant] = field(default_factory=frozenset)

    def may(self, duty: Duty, unit: UnitPath, on: date) -> bool:
        """Say whether the officer holds this duty for this unit on that day."""
        return any(
            grant.duty is duty and grant.holds(on) and contains(grant.unit, unit)
            for grant in self.grants
        )

    def sees(self, unit: UnitPath, on: date) -> bool:
        """Say whether any duty of the officer, but that of giving, reaches the unit on that day."""
        return any(grant.shows(on) and contains(grant.unit, unit) for grant in self.grants)

    def units_for(self, duty: Duty, on: date) -> frozenset[UnitPath]:
        """Name the outermost units for which the officer holds this duty on that day."""
        return outermost(
            frozenset(grant.unit for grant in self.grants if grant.duty is duty and grant.holds(on))
        )

    def units(self, on: date) -> frozenset[UnitPath]:
        """Name the outermost units that the officer sees on that day."""
        return outermost(frozenset(grant.unit for grant in self.grants if grant.shows(on)))


class Actor(Protocol):
    """Whoever acts: a person, or the system itself. There is no "no actor"."""

    @property
    def actor_id(self) -> UUID:
        """Return the opaque id that the audit log keeps."""
        ...

    def as_officer(self) -> Officer:
        """Return the values that the rules judge by."""
        ...


SYSTEM_ID: Final = UUID(int=0)


@dataclass(frozen=True, slots=True)
class System:
    """The machine, doing what a person set up. It never writes, approves or releases."""

    actor_id: UUID = SYSTEM_ID

    def as_officer(self) -> Officer:
        """Grant what upkeep needs, everywhere and for ever, and nothing that speaks."""
        return Officer(
            id=ActorId(str(self.actor_id)),
            grants=frozenset(
                Grant(duty=duty, unit=NATION, valid_from=date.min)
                for duty in (Duty.ADMINISTRATOR, Duty.TECHNICIAN, Duty.INSPECT)
            ),
        )


SYSTEM: Final = System()


class OwnDuty(NotAllowed):
    """Nobody grants a duty to themselves, nor prolongs one."""

    code = "duty.own"


class OwnAccount(NotAllowed):
    """Nobody shuts or erases the account they act with."""

    code = "person.own"


class BadPeriod(Refusal):
    """A period ends before it begins, or began before today."""

    code = "duty.bad_period"


def require(by: Officer, duty: Duty, unit: UnitPath, *, on: date) -> None:
    """Let the officer pass only with this duty for this unit on this day.

    Raises:
        NotAllowed: the officer does not hold it.
    """
    if not by.may(duty, unit, on):
        raise NotAllowed(duty=duty.value, unit=unit)


def allow_grant(grant: Grant, *, to: ActorId, by: Officer, on: date) -> None:
    """Decide whether an administrator may entrust somebody with a duty.

    Raises:
        NotAllowed: the administrator does not look after that unit.
        OwnDuty: they would grant it to themselves.
        BadPeriod: it ends before it begins, or begins in the past.
    """
    require(by, Duty.ADMINISTRATOR, grant.unit, on=on)
    if by.id == to:
        raise OwnDuty(duty=grant.duty.value)
    if grant.valid_from < on or (grant.valid_to is not None and grant.valid_to <= grant.valid_from):
        raise BadPeriod(valid_from=grant.valid_from, valid_to=grant.valid_to)


def allow_end(grant: Grant, *, by: Officer, on: date) -> None:
    """Decide whether an administrator may end a duty. One may end one's own.

    Raises:
        NotAllowed: the administrator does not look after that unit.
        WrongState: it is over already.
    """
    require(by, Duty.ADMINISTRATOR, grant.unit, on=on)
    if grant.valid_to is not None and grant.valid_to <= on:
        raise WrongState(state="ended", needed="in_force")


def carry_over(
    grant: Grant, *, into: UnitPath, ended_on: date, of: ActorId, by: Officer, on: date
) -> Grant:
    """Decide what a duty becomes in a unit that takes the place of the one it is held for.

    It begins on the day of the change, or today where that day has passed: nobody is given
    a duty for days gone by. It ends when the old one would have ended.

    Raises:
        NotAllowed: the administrator does not look after both units.
        OwnDuty: it is their own.
        WrongState: the old duty is over by then, so nothing is left to carry over.
    """
    require(by, Duty.ADMINISTRATOR, grant.unit, on=on)
    start = max(ended_on, on, grant.valid_from)
    if grant.valid_to is not None and grant.valid_to <= start:
        raise WrongState(state="ended", needed="in_force")
    carried = Grant(duty=grant.duty, unit=into, valid_from=start, valid_to=grant.valid_to)
    allow_grant(carried, to=of, by=by, on=on)
    return carried


def allow_upkeep(of: ActorId, unit: UnitPath, *, by: Officer, on: date) -> None:
    """Decide whether an administrator may shut, erase or renew somebody's account.

    Raises:
        NotAllowed: the administrator does not look after the unit where they work.
        OwnAccount: it is their own.
    """
    require(by, Duty.ADMINISTRATOR, unit, on=on)
    if by.id == of:
        raise OwnAccount(person=of)
