"""Say what every loudspeaker really played: planned against actual, and why not.

Where a box has not answered, the sheet says so too: who should have heard is known
from the target, what was heard from signed receipts, and the rest is silence.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import QuerySet
from loa_protocol.areas import contains
from loa_protocol.messages import Kind, Target

from loa.broadcast import queries
from loa.broadcast.models import Delivery, OrderRow, SessionItem
from loa.broadcast.orders import instant, milliseconds
from loa.bulletins.models import Bulletin
from loa.domain.days import VIETNAM
from loa.domain.delivery import Facts, Outcome, Verdict, judge, together
from loa.domain.permissions import Actor
from loa.domain.sessions import starts_of
from loa.stations import queries as stations
from loa.stations.models import Box, Cluster

MOST_A_DAY: Final = 20
BEST_FIRST: Final = (
    Outcome.FINISHED,
    Outcome.PLAYING,
    Outcome.RECEIVED,
    Outcome.PARTIAL,
    Outcome.MISSED,
    Outcome.REFUSED,
    Outcome.EXPECTED,
)
UUID_SHAPE: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One loudspeaker, and what it did."""

    device: str
    cluster: str
    """What people call it."""
    verdict: Verdict
    started_at: datetime | None
    is_expected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sounding of a bulletin, with every loudspeaker that should have played it."""

    order_id: str
    name: str
    """Of the session; blank for an order of its own."""
    starts_at: datetime
    is_cancelled: bool
    lines: tuple[Line, ...]

    @property
    def counts(self) -> tuple[tuple[Outcome, int], ...]:
        """How many loudspeakers stand how, those that played first."""
        found = Counter(line.verdict.outcome for line in self.lines)
        return tuple((outcome, found[outcome]) for outcome in BEST_FIRST if found[outcome])


@dataclass(frozen=True, slots=True, kw_only=True)
class Sounding:
    """When something was to sound, for how long, and until when it still could."""

    starts_at: datetime
    length_ms: int
    until: datetime
    now: datetime

    def verdict(self, facts: Facts) -> Verdict:
        """Judge what one box said."""
        return judge(
            facts,
            start_at=milliseconds(self.starts_at),
            planned_ms=self.length_ms,
            expires_at=milliseconds(self.until),
            now=milliseconds(self.now),
        )


def sheet_of(order: OrderRow, actor: Actor, *, now: datetime) -> Sheet:
    """Return what became of one order on the ground of the actor, who may hold less than it."""
    sounding = Sounding(
        starts_at=order.start_at,
        length_ms=order.duration_ms,
        until=order.cancelled_at or order.expires_at,
        now=now,
    )
    found = Delivery.objects.filter(order=order, occurrence="")
    target = None if order.expanded_at else order.as_target()
    return Sheet(
        order_id=order.order_id,
        name="",
        starts_at=order.start_at,
        is_cancelled=order.cancelled_at is not None,
        lines=_lines(found, target, sounding, queries.ground_of(actor)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """One order of a day, in a line."""

    title: str
    sheet: Sheet

    @property
    def played(self) -> int:
        """How many loudspeakers played it whole."""
        return sum(line.verdict.outcome is Outcome.FINISHED for line in self.sheet.lines)

    @property
    def is_playing(self) -> bool:
        """Say whether some loudspeaker plays it now."""
        outcomes = {line.verdict.outcome for line in self.sheet.lines}
        return Outcome.PLAYING in outcomes and not self.sheet.is_cancelled

    @property
    def failed(self) -> int:
        """How many will not play it whole any more."""
        failed = {Outcome.MISSED, Outcome.PARTIAL, Outcome.REFUSED}
        return sum(line.verdict.outcome in failed for line in self.sheet.lines)


def released_on(actor: Actor, day: date, *, now: datetime) -> list[Released]:
    """Return what was let out at once on a day, the latest first."""
    midnight = datetime.combine(day, time(), VIETNAM)
    of_day = queries.orders(actor).filter(
        kind=Kind.REAL, issued_at__gte=midnight, issued_at__lt=midnight + timedelta(days=1)
    )
    rows = list(of_day[:MOST_A_DAY])
    titles = titles_of([row.order_id for row in rows])
    return [
        Released(title=titles.get(row.order_id, ""), sheet=sheet_of(row, actor, now=now))
        for row in rows
    ]


def sheets_of(bulletin: str, actor: Actor, *, now: datetime) -> list[Sheet]:
    """Return what became of every sounding of a bulletin, the latest first."""
    ground = queries.ground_of(actor)
    released = OrderRow.objects.filter(bulletin=bulletin, kind=Kind.REAL)
    items = SessionItem.objects.filter(version__bulletin__uid=bulletin)
    items = items.select_related("session__unit")
    sheets = [sheet_of(order, actor, now=now) for order in released]
    sheets += [_sheet_of_item(item, ground, now=now) for item in items]
    return sorted(sheets, key=lambda sheet: sheet.starts_at, reverse=True)


def _sheet_of_item(item: SessionItem, ground: Collection[str], *, now: datetime) -> Sheet:
    """Return what became of one item of a session, whichever programmes carried it."""
    starts_at = _start_of(item)
    length = timedelta(milliseconds=item.duration_ms)
    sounding = Sounding(
        starts_at=starts_at, length_ms=item.duration_ms, until=starts_at + length, now=now
    )
    target = Target(areas=(item.session.unit_path,), clusters=tuple(item.clusters))
    found = Delivery.objects.filter(occurrence=str(item.uid))
    return Sheet(
        order_id="",
        name=item.session.name,
        starts_at=starts_at,
        is_cancelled=False,
        lines=_lines(found, target, sounding, ground),
    )


def _start_of(item: SessionItem) -> datetime:
    """Return when an item starts: after those before it in its session."""
    session = item.session.as_session()
    starts = zip(session.slots, starts_of(session), strict=True)
    return instant(next(start for slot, start in starts if slot.id == str(item.uid)))


def _lines(
    found: QuerySet[Delivery],
    target: Target | None,
    sounding: Sounding,
    ground: Collection[str],
) -> tuple[Line, ...]:
    """Put those that answered beside those that should have. No target: all are written down.

    The loudspeakers of others are theirs alone to see, also where one order reached both.
    """
    facts: dict[str, Facts] = {}
    expected: set[str] = set()
    stood: dict[str, str] = {}
    for delivery in found:
        known = facts.get(delivery.device, Facts())
        facts[delivery.device] = together(known, delivery.as_facts())
        if delivery.area:
            stood[delivery.device] = delivery.area
        if delivery.is_expected:
            expected.add(delivery.device)
    if target is not None:
        expected |= set(stations.boxes_for_target(target).values_list("device_id", flat=True))
    clusters = _clusters(facts.keys() | expected)
    lines = [
        _line(device, cluster.name, facts.get(device, Facts()), sounding, expected)
        for device, cluster in clusters.items()
        if any(contains(one, stood.get(device, cluster.area)) for one in ground)
    ]
    return tuple(sorted(lines, key=lambda line: (line.cluster, line.device)))


def _line(
    device: str, name: str, facts: Facts, sounding: Sounding, expected: Iterable[str]
) -> Line:
    return Line(
        device=device,
        cluster=name,
        verdict=sounding.verdict(facts),
        started_at=None if facts.started_at is None else instant(facts.started_at),
        is_expected=device in expected,
    )


def _clusters(devices: Iterable[str]) -> Mapping[str, Cluster]:
    boxes = Box.objects.filter(pk__in=list(devices)).select_related("cluster")
    return {box.device_id: box.cluster for box in boxes}


def titles_of(playing: Iterable[str]) -> dict[str, str]:
    """Return what people call the things that boxes say they are playing."""
    wanted = {one for one in playing if one}
    orders = OrderRow.objects.filter(pk__in=wanted).exclude(bulletin="")
    by_order = dict(orders.values_list("order_id", "bulletin"))
    titles = {str(one.uid): one.title for one in Bulletin.objects.filter(uid__in=by_order.values())}
    items = SessionItem.objects.filter(uid__in=[one for one in wanted if UUID_SHAPE.fullmatch(one)])
    found = {order: titles[uid] for order, uid in by_order.items() if uid in titles}
    return found | {
        str(item.uid): item.version.bulletin.title
        for item in items.select_related("version__bulletin")
    }
