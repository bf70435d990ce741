"""Duties: for a unit, from a day, until a day, given by somebody else."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loa.domain.areas import NATION, path_of
from loa.domain.permissions import (
    SYSTEM,
    ActorId,
    BadPeriod,
    Duty,
    Grant,
    NotAllowed,
    Officer,
    OwnAccount,
    OwnDuty,
    WrongState,
    allow_end,
    allow_grant,
    allow_upkeep,
    carry_over,
    require,
)

TODAY = date(2026, 11, 22)
TOMORROW = TODAY + timedelta(days=1)
PROVINCE = path_of("vn/31")
COMMUNE = path_of("vn/31/11329")
VILLAGE = path_of("vn/31/11329/11329-01")
OTHER = path_of("vn/31/11365")

WRITES = Grant(duty=Duty.WRITE, unit=COMMUNE, valid_from=TODAY)
NAM = Officer(id=ActorId("nam"), grants=frozenset({WRITES}))
AN = Officer(
    id=ActorId("an"),
    grants=frozenset({Grant(duty=Duty.ADMINISTRATOR, unit=PROVINCE, valid_from=date(2026, 1, 1))}),
)


def test_a_duty_reaches_its_unit_and_everything_inside_it() -> None:
    assert NAM.may(Duty.WRITE, COMMUNE, TODAY)
    assert NAM.may(Duty.WRITE, VILLAGE, TODAY)


@pytest.mark.parametrize("unit", [PROVINCE, OTHER, NATION])
def test_a_duty_reaches_nothing_beside_or_above_its_unit(unit: tuple) -> None:
    assert not NAM.may(Duty.WRITE, unit, TODAY)
    assert not NAM.sees(unit, TODAY)


@pytest.mark.parametrize("duty", [duty for duty in Duty if duty is not Duty.WRITE])
def test_no_duty_implies_another(duty: Duty) -> None:
    assert not NAM.may(duty, COMMUNE, TODAY)


def test_a_duty_is_held_from_its_first_day_until_before_its_last() -> None:
    grant = replace(WRITES, valid_to=TODAY + timedelta(days=2))

    assert [grant.holds(TODAY + timedelta(days=days)) for days in (-1, 0, 1, 2)] == [
        False,
        True,
        True,
        False,
    ]


def test_any_duty_lets_its_holder_see_the_unit() -> None:
    assert NAM.sees(VILLAGE, TODAY)
    assert not NAM.sees(VILLAGE, TODAY - timedelta(days=1))


def test_who_may_give_to_a_unit_sees_nothing_of_it() -> None:
    gives = Grant(duty=Duty.CONTRIBUTE, unit=COMMUNE, valid_from=TODAY)
    mai = Officer(id=ActorId("mai"), grants=frozenset({gives}))

    assert mai.may(Duty.CONTRIBUTE, VILLAGE, TODAY)
    assert not mai.sees(COMMUNE, TODAY)
    assert mai.units(TODAY) == frozenset()


def test_units_are_named_once_by_the_outermost() -> None:
    wide = replace(WRITES, unit=PROVINCE)
    inspect = Grant(duty=Duty.INSPECT, unit=path_of("vn/01"), valid_from=TODAY)
    officer = Officer(id=ActorId("minh"), grants=frozenset({WRITES, wide, inspect}))

    assert officer.units_for(Duty.WRITE, TODAY) == {PROVINCE}
    assert officer.units(TODAY) == {PROVINCE, path_of("vn/01")}
    assert officer.units(TODAY - timedelta(days=1)) == frozenset()


def test_require_lets_the_holder_pass_and_names_what_is_missing_to_others() -> None:
    require(NAM, Duty.WRITE, VILLAGE, on=TODAY)

    with pytest.raises(NotAllowed) as refused:
        require(NAM, Duty.APPROVE, COMMUNE, on=TODAY)
    assert refused.value.facts == {"duty": "approve", "unit": COMMUNE}


def test_the_system_keeps_house_and_never_speaks() -> None:
    system = SYSTEM.as_officer()

    assert system.may(Duty.ADMINISTRATOR, COMMUNE, TODAY)
    for duty in (Duty.WRITE, Duty.APPROVE, Duty.RELEASE, Duty.PROGRAMME):
        assert not system.may(duty, COMMUNE, TODAY)


def test_an_administrator_grants_a_duty_in_their_units() -> None:
    allow_grant(WRITES, to=NAM.id, by=AN, on=TODAY)
    allow_grant(replace(WRITES, valid_to=TOMORROW), to=NAM.id, by=AN, on=TODAY)


@pytest.mark.parametrize(
    ("grant", "to", "by", "refusal"),
    [
        (WRITES, NAM.id, NAM, NotAllowed),
        (replace(WRITES, unit=path_of("vn/01")), NAM.id, AN, NotAllowed),
        (WRITES, AN.id, AN, OwnDuty),
        (replace(WRITES, valid_from=TODAY - timedelta(days=1)), NAM.id, AN, BadPeriod),
        (replace(WRITES, valid_to=TODAY), NAM.id, AN, BadPeriod),
    ],
)
def test_a_grant_is_refused(
    grant: Grant, to: ActorId, by: Officer, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        allow_grant(grant, to=to, by=by, on=TODAY)


def test_an_administrator_ends_a_duty_that_is_in_force_or_still_to_come() -> None:
    allow_end(WRITES, by=AN, on=TODAY)
    allow_end(replace(WRITES, valid_to=TOMORROW), by=AN, on=TODAY)


@pytest.mark.parametrize(
    ("grant", "by", "refusal"),
    [(WRITES, NAM, NotAllowed), (replace(WRITES, valid_to=TODAY), AN, WrongState)],
)
def test_an_end_is_refused(grant: Grant, by: Officer, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        allow_end(grant, by=by, on=TODAY)


def test_an_administrator_looks_after_the_accounts_of_their_units() -> None:
    allow_upkeep(NAM.id, COMMUNE, by=AN, on=TODAY)


@pytest.mark.parametrize(
    ("of", "unit", "by", "refusal"),
    [
        (AN.id, COMMUNE, NAM, NotAllowed),
        (NAM.id, path_of("vn/01"), AN, NotAllowed),
        (AN.id, COMMUNE, AN, OwnAccount),
    ],
)
def test_upkeep_is_refused(of: ActorId, unit: tuple, by: Officer, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        allow_upkeep(of, unit, by=by, on=TODAY)


@given(st.dates(), st.dates(), st.dates())
def test_a_grant_is_never_held_outside_its_days(start: date, end: date, on: date) -> None:
    held = replace(WRITES, valid_from=start, valid_to=end).holds(on)

    assert held == (start <= on < end)


YESTERDAY = TODAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("ended_on", "begins", "starts"),
    [
        (YESTERDAY, YESTERDAY, TODAY),
        (TODAY, YESTERDAY, TODAY),
        (TOMORROW, YESTERDAY, TOMORROW),
        (TODAY, TOMORROW, TOMORROW),
    ],
    ids=["has changed", "changes today", "will change", "begins later"],
)
def test_a_duty_is_carried_over_from_the_change_and_never_into_the_past(
    ended_on: date, begins: date, starts: date
) -> None:
    until = TODAY + timedelta(days=9)
    old = replace(WRITES, valid_from=begins, valid_to=until)

    new = carry_over(old, into=OTHER, ended_on=ended_on, of=NAM.id, by=AN, on=TODAY)

    assert new == Grant(duty=Duty.WRITE, unit=OTHER, valid_from=starts, valid_to=until)


def test_a_duty_that_is_over_by_the_change_is_not_carried_over() -> None:
    old = replace(WRITES, valid_to=TOMORROW)

    with pytest.raises(WrongState):
        carry_over(old, into=OTHER, ended_on=TOMORROW, of=NAM.id, by=AN, on=TODAY)


def test_who_carries_over_looks_after_both_units() -> None:
    for reach in (COMMUNE, OTHER):
        grant = Grant(duty=Duty.ADMINISTRATOR, unit=reach, valid_from=YESTERDAY)
        half = replace(AN, grants=frozenset({grant}))
        with pytest.raises(NotAllowed):
            carry_over(WRITES, into=OTHER, ended_on=TODAY, of=NAM.id, by=half, on=TODAY)


def test_nobody_carries_over_what_is_theirs() -> None:
    with pytest.raises(OwnDuty):
        carry_over(WRITES, into=OTHER, ended_on=TODAY, of=AN.id, by=AN, on=TODAY)
