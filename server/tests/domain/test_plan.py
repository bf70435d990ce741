"""What a unit means to make: who may plan, begin and drop, and how far an item came."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from loa.domain.permissions import ActorId, Duty, Grant, NotAllowed, Officer
from loa.domain.plan import (
    BadDue,
    CannotMake,
    DropNeedsReason,
    Item,
    NeedsTitle,
    PlanState,
    begin,
    change,
    drop,
    plan,
    product_of,
    week_of,
)
from loa.domain.products import Product, ProductKind, UnknownTopic
from loa_protocol.errors import Refusal, WrongState

HERE = ("vn", "31", "11848")
THERE = ("vn", "31", "11849")
NOON = datetime(2026, 11, 26, 5, tzinfo=UTC)
TODAY = date(2026, 11, 26)


def officer(name: str, *duties: Duty, unit: tuple[str, ...] = HERE) -> Officer:
    held = (Grant(duty=duty, unit=unit, valid_from=date(2026, 1, 1)) for duty in duties)
    return Officer(id=ActorId(name), grants=frozenset(held))


NAM = officer("nam", Duty.WRITE)
HOA = officer("hoa", Duty.APPROVE)
TUAN = officer("tuan", Duty.TECHNICIAN)
LAN = officer("lan", Duty.WRITE, Duty.APPROVE, unit=THERE)
HARVEST = Item(unit=HERE, title="Mùa lúa mới", due=TODAY, kind=ProductKind.REPORT, topic="farming")
GIVEN = replace(HARVEST, maker=NAM.id)
TOPICS = ("farming",)


def planned(item: Item = HARVEST, *, maker: Officer | None = None, by: Officer = HOA) -> Item:
    return plan(item, maker=maker, topics=TOPICS, by=by, at=NOON)


def changed(
    into: Item, *, item: Item = GIVEN, maker: Officer | None = NAM, by: Officer = NAM
) -> Item:
    return change(item, into=into, maker=maker, topics=TOPICS, by=by, at=NOON)


@pytest.mark.parametrize("by", [NAM, HOA])
def test_who_writes_or_approves_here_plans(by: Officer) -> None:
    assert planned(replace(HARVEST, title="  Mùa lúa mới "), by=by) == HARVEST


def test_naming_somebody_assigns_it() -> None:
    assert planned(maker=NAM).state is PlanState.ASSIGNED
    assert planned().state is PlanState.PLANNED


@pytest.mark.parametrize(
    ("item", "maker", "by", "refusal"),
    [
        (HARVEST, None, TUAN, NotAllowed),
        (HARVEST, None, LAN, NotAllowed),
        (HARVEST, LAN, HOA, CannotMake),
        (HARVEST, HOA, HOA, CannotMake),
        (replace(HARVEST, title="  "), None, HOA, NeedsTitle),
        (replace(HARVEST, title="a" * 121), None, HOA, NeedsTitle),
        (replace(HARVEST, topic="nonsense"), None, HOA, UnknownTopic),
        (replace(HARVEST, due=TODAY - timedelta(days=1)), None, HOA, BadDue),
        (replace(HARVEST, due=TODAY + timedelta(days=367)), None, HOA, BadDue),
    ],
)
def test_planning_is_refused(
    item: Item, maker: Officer | None, by: Officer, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        planned(item, maker=maker, by=by)


def test_an_open_item_is_changed_and_keeps_what_was_begun() -> None:
    begun = replace(GIVEN, has_bulletin=True)
    into = replace(HARVEST, title="Được mùa", due=TODAY + timedelta(days=3))

    assert changed(into, item=begun) == replace(into, maker=NAM.id, has_bulletin=True)


def test_what_stays_as_it_is_is_not_judged_again() -> None:
    late = replace(GIVEN, due=TODAY - timedelta(days=9), topic="an old topic")
    left = officer("nam")

    assert changed(replace(late, note="Gấp"), item=late, maker=left).note == "Gấp"


@pytest.mark.parametrize(
    ("item", "into", "maker", "by", "refusal"),
    [
        (GIVEN, HARVEST, NAM, LAN, NotAllowed),
        (replace(GIVEN, is_dropped=True), HARVEST, NAM, NAM, WrongState),
        (replace(GIVEN, has_bulletin=True, is_approved=True), HARVEST, NAM, NAM, WrongState),
        (GIVEN, replace(HARVEST, due=TODAY - timedelta(days=1)), NAM, NAM, BadDue),
        (GIVEN, HARVEST, LAN, NAM, CannotMake),
        (GIVEN, replace(HARVEST, title=""), NAM, NAM, NeedsTitle),
    ],
)
def test_a_change_is_refused(
    item: Item, into: Item, maker: Officer, by: Officer, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        changed(into, item=item, maker=maker, by=by)


@pytest.mark.parametrize("item", [HARVEST, GIVEN])
def test_whoever_begins_makes_it(item: Item) -> None:
    begun = begin(item, by=NAM, at=NOON)

    assert (begun.state, begun.maker) == (PlanState.IN_WORK, NAM.id)
    assert replace(begun, is_approved=True).state is PlanState.DONE


@pytest.mark.parametrize(
    ("item", "by", "refusal"),
    [
        (GIVEN, HOA, NotAllowed),
        (GIVEN, officer("mai", Duty.WRITE), NotAllowed),
        (replace(GIVEN, has_bulletin=True), NAM, WrongState),
        (replace(GIVEN, is_dropped=True), NAM, WrongState),
    ],
)
def test_beginning_is_refused(item: Item, by: Officer, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        begin(item, by=by, at=NOON)


def test_whoever_drops_says_why() -> None:
    assert drop(GIVEN, reason=" Mưa bão ", by=HOA, at=NOON) == "Mưa bão"


@pytest.mark.parametrize(
    ("item", "reason", "by", "refusal"),
    [
        (GIVEN, " ", HOA, DropNeedsReason),
        (GIVEN, "a" * 501, HOA, DropNeedsReason),
        (GIVEN, "Mưa", LAN, NotAllowed),
        (replace(GIVEN, is_dropped=True), "Mưa", HOA, WrongState),
    ],
)
def test_dropping_is_refused(item: Item, reason: str, by: Officer, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        drop(item, reason=reason, by=by, at=NOON)


def test_only_what_is_still_to_be_made_is_overdue() -> None:
    tomorrow = TODAY + timedelta(days=1)

    assert [GIVEN.is_overdue(day) for day in (TODAY, tomorrow)] == [False, True]
    assert not replace(GIVEN, is_dropped=True).is_overdue(tomorrow)
    assert not replace(GIVEN, has_bulletin=True, is_approved=True).is_overdue(tomorrow)


def test_the_bulletin_is_counted_as_the_plan_says() -> None:
    assert product_of(HARVEST) == Product(kind=ProductKind.REPORT, topic="farming")


def test_a_week_begins_on_monday() -> None:
    assert [week_of(date(2026, 11, day)) for day in (23, 29)] == [date(2026, 11, 23)] * 2
