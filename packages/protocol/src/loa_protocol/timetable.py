"""What plays at an instant: the schedule and the time, nothing remembered.

The same functions run in the server's preview, when a session is saved, and on
the box. Speech is never joined in the middle and its head is never trimmed: an
item starts within `GRACE_MS` of its time, or later if `play_late_until` allows,
or it is missed, and said to be missed.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from loa_protocol.errors import Refusal
from loa_protocol.messages import Occurrence, Programme

GRACE_MS: Final = 2_000
"""An item that could not start on the instant may still start this much later."""


class BadTimetable(Refusal):
    """The programme contradicts itself."""

    code = "programme.bad_timetable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a timetable asks for at one instant."""

    due: tuple[Occurrence, ...] = ()
    """Should be sounding by now and may still start, earliest first."""
    missed: tuple[Occurrence, ...] = ()
    """Can no longer start."""
    next_at: int | None = None
    """When the next item starts."""


def lay_out(start: int, durations_ms: Iterable[int], *, gap_ms: int = 0) -> tuple[int, ...]:
    """Return when each of a row of items starts, one after the other."""
    starts: list[int] = []
    for duration in durations_ms:
        starts.append(start)
        start += duration + gap_ms
    return tuple(starts)


def latest_start(occurrence: Occurrence) -> int:
    """Return the last instant at which an item may still start."""
    return max(occurrence.start_at + GRACE_MS, occurrence.play_late_until or 0)


def plan(occurrences: Sequence[Occurrence], *, at: int, done: Collection[str]) -> Plan:
    """Say what is due, what was missed and what comes next.

    `done` holds the ids of occurrences that already have an end (played,
    missed, refused); they are never due again.
    """
    open_ones = [item for item in occurrences if item.id not in done]
    started = [item for item in open_ones if item.start_at <= at]
    ahead = [item.start_at for item in open_ones if item.start_at > at]
    return Plan(
        due=tuple(sorted((o for o in started if latest_start(o) >= at), key=_when)),
        missed=tuple(sorted((o for o in started if latest_start(o) < at), key=_when)),
        next_at=min(ahead, default=None),
    )


def check(programme: Programme) -> None:
    """Refuse a programme that contradicts itself.

    Raises:
        BadTimetable: an id twice, an item that is not there, outside the
            programme's own time, or two items at once on one cluster.
    """
    ids = [occurrence.id for occurrence in programme.occurrences]
    if len(set(ids)) != len(ids):
        raise BadTimetable(why="an id stands twice")
    for occurrence in programme.occurrences:
        if occurrence.item >= len(programme.manifests):
            raise BadTimetable(why="no such item", occurrence=occurrence.id)
        if not programme.start <= occurrence.start_at < programme.end:
            raise BadTimetable(why="outside the programme", occurrence=occurrence.id)
    for earlier, later in overlaps(programme.occurrences):
        raise BadTimetable(why="two at once", first=earlier.id, second=later.id)


def overlaps(occurrences: Iterable[Occurrence]) -> tuple[tuple[Occurrence, Occurrence], ...]:
    """Return every pair of items that would sound at once on some cluster."""
    found: list[tuple[Occurrence, Occurrence]] = []
    sounding: list[Occurrence] = []
    for item in sorted(occurrences, key=_when):
        sounding = [one for one in sounding if one.start_at + one.duration_ms > item.start_at]
        found.extend((one, item) for one in sounding if _share_a_cluster(one, item))
        sounding.append(item)
    return tuple(found)


def _share_a_cluster(one: Occurrence, other: Occurrence) -> bool:
    if not one.clusters or not other.clusters:
        return True
    return not set(one.clusters).isdisjoint(other.clusters)


def _when(occurrence: Occurrence) -> tuple[int, str]:
    return occurrence.start_at, occurrence.id
