"""Who belongs to a target, on which topics it travels, and when one person is not enough.

A target names areas and, inside them, clusters. The commune is the smallest topic;
whatever is smaller stands in the signed target and the box filters.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from typing import Final

from loa_protocol import topics
from loa_protocol.acceptance import is_aimed_at
from loa_protocol.areas import contains
from loa_protocol.errors import Refusal
from loa_protocol.messages import Place, Target
from loa_protocol.priority import Klass

from loa.domain.areas import path_of
from loa.domain.permissions import ActorId, Duty, NotAllowed, Officer, require


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
    """How far one person may reach alone. The site sets it; this is the default."""

    most_communes: int = 3
    most_clusters: int = 120
    night_from: time = time(22)
    night_until: time = time(5)
    night_spares: frozenset[Klass] = frozenset({Klass.EMERGENCY})
    """Classes that may sound at night on one person's word. A flood does not wait."""

    def is_night(self, local: datetime) -> bool:
        """Say whether a local instant lies in the night, which passes over midnight."""
        clock = local.time()
        return clock >= self.night_from or clock < self.night_until


STANDARD: Final = SpreadPolicy()


def reasons_for_second(
    reach: Reach, *, klass: Klass, local: datetime, policy: SpreadPolicy = STANDARD
) -> frozenset[Why]:
    """Name every reason why this release needs a second person; none: one is enough."""
    reasons = set()
    if reach.communes > policy.most_communes:
        reasons.add(Why.MANY_COMMUNES)
    if reach.clusters > policy.most_clusters:
        reasons.add(Why.MANY_CLUSTERS)
    if policy.is_night(local) and klass not in policy.night_spares:
        reasons.add(Why.NIGHT)
    return frozenset(reasons)


def allow_release(target: Target, *, unit: str, by: Officer, now: datetime) -> None:
    """Let an officer release to a target in the name of a unit.

    Raises:
        NotAllowed: the officer does not release for that unit, or for that ground.
        OutsideUnit: an area of the target lies outside the unit.
    """
    for area in (unit, *target.areas):
        require(by, Duty.RELEASE, path_of(area), on=now.date())
        if not contains(unit, area):
            raise OutsideUnit(unit=unit, area=area)


def allow_second(*, first: ActorId, by: Officer) -> None:
    """Let another person than the first confirm a release.

    Raises:
        SamePerson: it is the same person.
    """
    if by.id == first:
        raise SamePerson(first=first)


def allow_start(start: datetime | None, *, now: datetime) -> None:
    """Refuse to start something in the past.

    Raises:
        InThePast: it is.
    """
    if start is not None and start < now:
        raise InThePast(start=start.isoformat())


def topics_of(target: Target, *, klass: Klass) -> tuple[str, ...]:
    """Return each topic on which an order for a target is published, once."""
    emergency = klass is Klass.EMERGENCY
    return tuple(sorted({topics.broadcast(area, emergency=emergency) for area in target.areas}))


def members(target: Target, places: Iterable[Place]) -> tuple[Place, ...]:
    """Return the places that belong to a target."""
    return tuple(place for place in places if is_aimed_at(target, place))


def above_and_itself(area: str) -> tuple[str, ...]:
    """Return every area that contains an area, and the area: `vn`, `vn/79`, …."""
    parts = area.split("/")
    return tuple("/".join(parts[:depth]) for depth in range(1, len(parts) + 1))
