"""Read the sessions of the day, and how each of their items was heard."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import reduce
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone
from loa_protocol.areas import contains
from loa_protocol.errors import NotFound
from loa_protocol.messages import Target

from loa.broadcast.models import Delivery, Session, SessionItem
from loa.broadcast.orders import instant, milliseconds
from loa.bulletins.queries import READERS
from loa.domain import sessions as rules
from loa.domain.areas import text_of
from loa.domain.delivery import Facts, Outcome, judge, together
from loa.domain.permissions import Actor
from loa.domain.sessions import starts_of
from loa.stations import queries as stations

OVER: Final = frozenset({Outcome.MISSED, Outcome.REFUSED, Outcome.PARTIAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """How many of the boxes that should play an item did."""

    expected: int
    outcomes: Mapping[Outcome, int] = field(default_factory=dict)

    @property
    def played(self) -> int:
        """Return how many played it whole."""
        return self.outcomes.get(Outcome.FINISHED, 0)

    @property
    def failed(self) -> int:
        """Return how many will not play it whole any more."""
        return sum(self.outcomes.get(outcome, 0) for outcome in OVER)

    @property
    def playing(self) -> int:
        """Return how many are at it now."""
        return self.outcomes.get(Outcome.PLAYING, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An item as the page shows it."""

    item: SessionItem
    starts_at: datetime
    heard: Heard

    @property
    def state(self) -> str:
        """Say in one word how it stands: ahead, playing, heard, partly, silent."""
        if self.heard.playing:
            return "playing"
        if not self.heard.played and not self.heard.failed:
            return "ahead"
        if not self.heard.failed:
            return "heard"
        return "partly" if self.heard.played else "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSession:
    """A session as the page shows it."""

    session: Session
    items: tuple[Shown, ...]
    needed_ms: int
    window_ms: int
    is_past: bool

    @property
    def left_ms(self) -> int:
        """Return how much room is left."""
        return max(0, self.window_ms - self.needed_ms)

    @property
    def percent(self) -> int:
        """Return how full it is."""
        return round(100 * self.needed_ms / self.window_ms)


def sessions(actor: Actor) -> QuerySet[Session]:
    """Find the sessions of the units in which the actor handles words."""
    officer, today = actor.as_officer(), timezone.localdate()
    reach = Q(pk__in=[])
    for path in {path for duty in READERS for path in officer.units_for(duty, today)}:
        inside = text_of(path)
        reach |= Q(unit_path=inside) | Q(unit_path__startswith=f"{inside}/")
    return Session.objects.filter(reach).select_related("unit").order_by("starts_at")


def session(actor: Actor, session_id: int) -> Session:
    """Return a session that the actor may see.

    Raises:
        NotFound: there is no such session, or not for this actor.
    """
    found = sessions(actor).filter(pk=session_id).first()
    if found is None:
        raise NotFound(session=session_id)
    return found


def day(actor: Actor, unit: str, on: date, now: datetime | None = None) -> list[ShownSession]:
    """Show the sessions of a commune on a day, with what came of each item."""
    found = list(sessions(actor).filter(unit_path=unit, date=on))
    return shown(found, now=now or timezone.now())


def ahead(actor: Actor, unit: str, now: datetime | None = None) -> QuerySet[Session]:
    """Find the sessions of a commune that have not begun."""
    return sessions(actor).filter(unit_path=unit, starts_at__gt=now or timezone.now())


def with_room(
    actor: Actor, unit: str, duration_ms: int, now: datetime | None = None
) -> list[Session]:
    """List the sessions ahead that have room for an item of this length."""
    return [
        one for one in ahead(actor, unit, now) if rules.fits(duration_ms, into=one.as_session())
    ]


def shown(found: Iterable[Session], *, now: datetime) -> list[ShownSession]:
    """Put sessions, items and receipts together."""
    sessions = list(found)
    items_of = _items_of(sessions)
    rows = [(one, items_of[one.pk], one.as_session(items=items_of[one.pk])) for one in sessions]
    facts = _facts([str(item.uid) for _, items, _ in rows for item in items])
    devices = _devices({one.unit_path for one, _, _ in rows})
    return [
        ShownSession(
            session=one,
            items=tuple(
                Shown(
                    item=item,
                    starts_at=instant(start),
                    heard=_heard(item, start, facts, devices[one.unit_path], now),
                )
                for item, start in zip(items, starts_of(as_rules), strict=True)
            ),
            needed_ms=as_rules.needed_ms,
            window_ms=as_rules.window_ms,
            is_past=one.starts_at <= now,
        )
        for one, items, as_rules in rows
    ]


def _items_of(sessions: Collection[Session]) -> Mapping[int, list[SessionItem]]:
    """Read the items of many sessions at once, each session's in order."""
    found = SessionItem.objects.filter(session__in=[one.pk for one in sessions])
    items: dict[int, list[SessionItem]] = defaultdict(list)
    for item in found.select_related("version__bulletin__unit").order_by("position"):
        items[item.session_id].append(item)
    return items


ByDevice = Mapping[str, Facts]


def _facts(occurrences: Collection[str]) -> Mapping[str, ByDevice]:
    """Gather what boxes said of each occurrence, under whichever programme they held."""
    told: dict[str, dict[str, list[Facts]]] = defaultdict(lambda: defaultdict(list))
    for row in Delivery.objects.filter(occurrence__in=occurrences):
        told[row.occurrence][row.device].append(row.as_facts())
    return {
        occurrence: {device: reduce(together, facts) for device, facts in devices.items()}
        for occurrence, devices in told.items()
    }


def _devices(units: Collection[str]) -> Mapping[str, Mapping[str, str]]:
    """Return the boxes of each of these units with their clusters, read at once."""
    found = stations.boxes_for_target(Target(areas=tuple(sorted(units)))) if units else ()
    clusters = [(box.device_id, box.cluster) for box in found]
    return {
        unit: {device: one.code for device, one in clusters if contains(unit, one.area)}
        for unit in units
    }


def _heard(
    item: SessionItem,
    start_ms: int,
    facts: Mapping[str, ByDevice],
    devices: Mapping[str, str],
    now: datetime,
) -> Heard:
    said = facts.get(str(item.uid), {})
    meant = {d for d, code in devices.items() if not item.clusters or code in item.clusters}
    outcomes: dict[Outcome, int] = defaultdict(int)
    for device in meant | set(said):
        verdict = judge(
            said.get(device, Facts()),
            start_at=start_ms,
            planned_ms=item.duration_ms,
            expires_at=start_ms + item.duration_ms,
            now=milliseconds(now),
        )
        outcomes[verdict.outcome] += 1
    return Heard(expected=len(meant | set(said)), outcomes=dict(outcomes))
