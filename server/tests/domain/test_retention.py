"""How long sounds are kept: the nearest rule, whole years, and what holds them back."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loa.domain.areas import path_of
from loa.domain.permissions import ActorId, Duty, Grant, NotAllowed, Officer
from loa.domain.products import ProductKind
from loa.domain.retention import (
    MOST_YEARS,
    Archived,
    BadYears,
    HoldNeedsReason,
    Rule,
    end_rule,
    held_for,
    hold,
    is_due,
    kept_until,
    lift,
    make_rule,
    may_hold,
    rule_for,
    years_after,
)
from loa_protocol.errors import WrongState

PROVINCE, COMMUNE, OTHER = path_of("vn/31"), path_of("vn/31/11848"), path_of("vn/31/11365")
NOW = datetime(2026, 11, 27, 3, tzinfo=UTC)
APPROVED, HEARD = date(2020, 5, 1), date(2021, 6, 2)
NEWS = Archived(unit=COMMUNE, kind=ProductKind.NEWS, approved_on=APPROVED, last_heard_on=HEARD)
FIVE = Rule(unit=PROVINCE, years=5)


def officer(*duties: Duty, unit: tuple[str, ...] = COMMUNE) -> Officer:
    since = date(2026, 1, 1)
    grants = frozenset(Grant(duty=duty, unit=unit, valid_from=since) for duty in duties)
    return Officer(id=ActorId("hoa"), grants=grants)


HOA, AN, NAM = officer(Duty.APPROVE), officer(Duty.ADMINISTRATOR), officer(Duty.WRITE)


def test_where_nobody_says_anything_sounds_are_kept_for_ever() -> None:
    assert kept_until(NEWS, []) is None
    assert kept_until(NEWS, [Rule(unit=OTHER, years=1)]) is None
    assert kept_until(NEWS, [Rule(unit=PROVINCE, kind=ProductKind.ESSAY, years=1)]) is None


def test_years_count_from_the_day_it_was_last_heard() -> None:
    never_heard = replace(NEWS, last_heard_on=None)
    heard_before_it_was_reworded = replace(NEWS, last_heard_on=date(2019, 1, 1))

    assert kept_until(NEWS, [FIVE]) == date(2026, 6, 2)
    assert kept_until(never_heard, [FIVE]) == date(2025, 5, 1)
    assert kept_until(heard_before_it_was_reworded, [FIVE]) == date(2025, 5, 1)


def test_the_nearest_unit_decides_and_there_the_rule_for_the_kind() -> None:
    news_of_province = Rule(unit=PROVINCE, kind=ProductKind.NEWS, years=1)
    commune = Rule(unit=COMMUNE, years=None)
    news_of_commune = Rule(unit=COMMUNE, kind=ProductKind.NEWS, years=2)

    assert rule_for(NEWS, [FIVE, news_of_province]) == news_of_province
    assert rule_for(NEWS, [FIVE, news_of_province, commune]) == commune
    assert rule_for(NEWS, [FIVE, news_of_commune, commune]) == news_of_commune
    assert kept_until(NEWS, [FIVE, commune]) is None


def test_it_is_due_on_the_day_and_not_before() -> None:
    assert not is_due(NEWS, [FIVE], on=date(2026, 6, 1))
    assert is_due(NEWS, [FIVE], on=date(2026, 6, 2))


@pytest.mark.parametrize("why", ["is_held", "is_on_the_desk", "is_emergency"])
def test_what_holds_it_back(why: str) -> None:
    assert not is_due(replace(NEWS, **{why: True}), [FIVE], on=date(2099, 1, 1))  # type: ignore[arg-type]


def test_what_is_to_sound_again_is_not_due() -> None:
    placed = replace(NEWS, last_heard_on=date(2026, 12, 1))

    assert not is_due(placed, [Rule(unit=PROVINCE, years=1)], on=date(2026, 11, 27))


@pytest.mark.parametrize(
    ("day", "years", "then"),
    [
        (date(2024, 2, 29), 1, date(2025, 3, 1)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2025, 12, 31), 50, date(2075, 12, 31)),
    ],
)
def test_years_are_those_of_the_calendar(day: date, years: int, then: date) -> None:
    assert years_after(day, years) == then


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, MOST_YEARS))
def test_a_year_is_never_short(day: date, years: int) -> None:
    assert timedelta(days=365 * years) <= years_after(day, years) - day


def test_an_administrator_of_the_unit_makes_and_ends_rules() -> None:
    assert make_rule(Rule(unit=COMMUNE, years=1), by=AN, at=NOW).years == 1
    assert make_rule(Rule(unit=COMMUNE), by=AN, at=NOW).years is None
    end_rule(COMMUNE, is_in_force=True, by=AN, at=NOW)
    for years in (0, -1, MOST_YEARS + 1):
        with pytest.raises(BadYears):
            make_rule(Rule(unit=COMMUNE, years=years), by=AN, at=NOW)
    with pytest.raises(NotAllowed):
        make_rule(FIVE, by=AN, at=NOW)
    with pytest.raises(NotAllowed):
        end_rule(COMMUNE, is_in_force=True, by=HOA, at=NOW)
    with pytest.raises(WrongState):
        end_rule(COMMUNE, is_in_force=False, by=AN, at=NOW)


@pytest.mark.parametrize("by", [HOA, AN])
def test_who_approves_or_looks_after_the_unit_holds_and_lets_go(by: Officer) -> None:
    assert hold(COMMUNE, reason=" Đơn thư ", is_held=False, by=by, at=NOW) == "Đơn thư"
    lift(COMMUNE, is_held=True, by=by, at=NOW)
    assert may_hold(by, COMMUNE, on=NOW.date())
    assert not may_hold(by, OTHER, on=NOW.date())


def test_a_hold_is_refused() -> None:
    with pytest.raises(NotAllowed):
        hold(COMMUNE, reason="Đơn thư", is_held=False, by=NAM, at=NOW)
    with pytest.raises(NotAllowed):
        lift(COMMUNE, is_held=True, by=NAM, at=NOW)
    with pytest.raises(WrongState):
        hold(COMMUNE, reason="Đơn thư", is_held=True, by=HOA, at=NOW)
    with pytest.raises(WrongState):
        lift(COMMUNE, is_held=False, by=HOA, at=NOW)
    for reason in (" ", "a" * 501):
        with pytest.raises(HoldNeedsReason):
            hold(COMMUNE, reason=reason, is_held=False, by=HOA, at=NOW)


def test_a_rule_settles_before_anything_goes_by_it() -> None:
    day = date(2026, 6, 2)

    assert not is_due(NEWS, [FIVE], on=day, unsettled=[FIVE])
    assert not is_due(NEWS, [FIVE], on=day, unsettled=[Rule(unit=COMMUNE)])
    assert is_due(NEWS, [FIVE], on=day, unsettled=[Rule(unit=OTHER, years=1)])
    assert is_due(NEWS, [FIVE], on=day, unsettled=[Rule(unit=COMMUNE, kind=ProductKind.ESSAY)])


def test_who_may_hold_for_a_province_holds_for_it() -> None:
    minh, on = officer(Duty.APPROVE, unit=PROVINCE), NOW.date()

    assert held_for(COMMUNE, by=minh, on=on) == PROVINCE
    assert held_for(COMMUNE, by=HOA, on=on) == COMMUNE
    with pytest.raises(NotAllowed):
        lift(PROVINCE, is_held=True, by=HOA, at=NOW)
