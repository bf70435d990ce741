"""Who belongs to a target, on which topics it travels, and when one person is not enough.

A target names areas and, inside them, clusters. The commune is the smallest topic;
whatever is smaller stands in the signed target and the box filters.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final

from loa_protocol import topics
from loa_protocol.acceptance import LONGEST_LIFE_MS
from loa_protocol.areas import contains
from loa_protocol.errors import Refusal
from loa_protocol.messages import Target
from loa_protocol.priority import Klass

from loa.domain.areas import path_of
from loa.domain.days import VIETNAM, day_of
from loa.domain.permissions import ActorId, Duty, NotAllowed, Officer, WrongState, require


class OutsideUnit(NotAllowed):
    """A target reaches ground outside the unit in whose name it is released."""

    code = "release.outside_unit"


class NeedsSecondPerson(Refusal):
    """The release is so wide, or so late at night, that one person is not enough."""

    code = "release.needs_second_person"


class SamePerson(NotAllowed):
    """The second person must be another one than the first."""

    code = "release.same_person"


class InThePast(Refusal):
    """The instant at which it should sound is over."""

    code = "release.in_the_past"


class TooFarAhead(Refusal):
    """An order does not live that long; such things belong into a programme."""

    code = "release.too_far_ahead"


class OnAir(WrongState):
    """The same wording is on its way, or sounding, in a place of the target."""

    code = "release.on_air"


class Why(StrEnum):
    """Why a release needs a second person."""

    MANY_COMMUNES = "many_communes"
    MANY_CLUSTERS = "many_clusters"
    NIGHT = "night"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How much ground a target covers, counted on the day of the release."""

    communes: int
    clusters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SpreadPolicy:
    """How far one person may reach alone. The site sets it (`RELEASE_ALONE_…`)."""

    most_communes: int = 3
    most_clusters: int = 120
    night_from: time = time(22)
    night_until: time = time(5)
    night_spares: frozenset[Klass] = frozenset({Klass.EMERGENCY})
    """Classes that may sound at night on one person's word. A flood does not wait."""

    def is_night(self, at: datetime) -> bool:
        """Say whether an instant lies in the night of Vietnam, which may pass over midnight."""
        clock = at.astimezone(VIETNAM).time()
        if self.night_from < self.night_until:
            return self.night_from <= clock < self.night_until
        return clock >= self.night_from or clock < self.night_until

    def touches_night(self, starts: datetime, ends: datetime) -> bool:
        """Say whether any instant of a window is night. Its end is not in it any more."""
        nightfall = datetime.combine(day_of(starts), self.night_from, VIETNAM)
        if nightfall < starts:
            nightfall += timedelta(days=1)
        return self.is_night(starts) or nightfall < ends

    @property
    def night_hours(self) -> str:
        """Return the hours of the night as people write them, "22:00–05:00"."""
        return f"{self.night_from:%H:%M}–{self.night_until:%H:%M}"


STANDARD: Final = SpreadPolicy()


def reasons_for_second(
    reach: Reach, *, klass: Klass, start: datetime, policy: SpreadPolicy = STANDARD
) -> frozenset[Why]:
    """Name every reason why this release needs a second person; none: one is enough."""
    reasons = set()
    if reach.communes > policy.most_communes:
        reasons.add(Why.MANY_COMMUNES)
    if reach.clusters > policy.most_clusters:
        reasons.add(Why.MANY_CLUSTERS)
    if policy.is_night(start) and klass not in policy.night_spares:
        reasons.add(Why.NIGHT)
    return frozenset(reasons)


def allow_release(target: Target, *, unit: str, by: Officer, now: datetime) -> None:
    """Let an officer release to a target in the name of a unit.

    Raises:
        NotAllowed: the officer does not release for that unit, or for that ground.
        OutsideUnit: an area of the target lies outside the unit.
    """
    for area in (unit, *target.areas):
        require(by, Duty.RELEASE, path_of(area), on=day_of(now))
        if not contains(unit, area):
            raise OutsideUnit(unit=unit, area=area)


def allow_second(*, first: ActorId, by: Officer) -> None:
    """Let another person than the first confirm a release.

    Raises:
        SamePerson: it is the same person.
    """
    if by.id == first:
        raise SamePerson(first=first)


AFTERWARDS: Final[Mapping[Klass, timedelta]] = {
    Klass.ORDINARY: timedelta(minutes=30),
    Klass.PRIORITY: timedelta(hours=2),
    Klass.EMERGENCY: timedelta(hours=6),
}
"""How long after its time an order may still begin to sound on a box that was away."""
ALONE: Final = timedelta(hours=6)
"""How long a box without contact still plays what is wide or has priority."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When an order sounds, and from when on it never does."""

    issued_at: datetime
    start_at: datetime | None
    expires_at: datetime
    offline_until: datetime | None


def window(start: datetime | None, *, klass: Klass, is_wide: bool, now: datetime) -> Window:
    """Say from when until when an order may sound. No start: at once.

    Raises:
        InThePast: the start is over.
        TooFarAhead: the order would live longer than its class allows.
    """
    if start is not None and start < now:
        raise InThePast(start=start.isoformat())
    expires = (start or now) + AFTERWARDS[klass]
    if expires - now > timedelta(milliseconds=LONGEST_LIFE_MS[klass]):
        raise TooFarAhead(klass=klass.value)
    asks_for_contact = start is not None and (is_wide or klass is not Klass.ORDINARY)
    return Window(
        issued_at=now,
        start_at=start,
        expires_at=expires,
        offline_until=now + ALONE if asks_for_contact else None,
    )


def topics_of(target: Target, *, klass: Klass) -> tuple[str, ...]:
    """Return each topic on which an order for a target is published, once."""
    emergency = klass is Klass.EMERGENCY
    return tuple(sorted({topics.broadcast(area, emergency=emergency) for area in target.areas}))


def above_and_itself(area: str) -> tuple[str, ...]:
    """Return every area that contains an area, and the area: `vn`, `vn/79`, …."""
    parts = area.split("/")
    return tuple("/".join(parts[:depth]) for depth in range(1, len(parts) + 1))
