"""Communes merge and divide; an administrator says where the duties of people go on."""

from datetime import date, timedelta
from typing import Any

import pytest
from loa.audit.models import Entry
from loa.domain.permissions import Duty, NotAllowed, OwnDuty, WrongState
from loa.orgs import actions, carrying, queries, succession
from loa.orgs.models import AdminUnit, DutyGrant, Kind, Person, UnitChange
from loa.orgs.testing import SINCE, Cast, Places, entrust, make_unit, today
from loa_protocol.errors import NotFound, Refusal

TO_COME = timedelta(days=30)


def become(old: AdminUnit, *new: AdminUnit, on: date | None = None) -> None:
    """Let a unit pass into others, as a resolution would."""
    day = on or today()
    AdminUnit.objects.filter(pk=old.pk).update(valid_to=day)
    kind = "whole" if len(new) == 1 else "part"
    for place, one in enumerate(new):
        UnitChange.objects.create(
            from_code=old.code, to_code=one.code, on=day, kind=kind, is_default=place == 0
        )


def left(who: Person) -> set[tuple[str, str]]:
    grants = queries.duties_left_behind(who)
    return {(grant.person.username, grant.duty) for grant in grants}


def write_of(nam: Person) -> DutyGrant:
    return queries.duties_of(nam).get(duty=Duty.WRITE)


def rows() -> list[Any]:
    return [*DutyGrant.objects.order_by("pk").values(), Entry.objects.count()]


@pytest.fixture
def merged(places: Places) -> Places:
    """Let the commune of Hoa and Nam become part of that of Lan, today."""
    become(places.commune, places.other_commune)
    return places


def test_nothing_is_left_behind_while_units_hold(cast: Cast) -> None:
    assert left(cast.binh) == set()


def test_every_duty_on_a_unit_that_ended_is_left_behind(merged: Places, cast: Cast) -> None:
    assert left(cast.binh) == {
        ("hoa", "approve"),
        ("hoa", "release"),
        ("nam", "write"),
        ("nam", "programme"),
        ("tuan", "technician"),
        ("an", "administrator"),
    }
    assert left(cast.an) == left(cast.binh)
    assert left(cast.lan) == left(cast.vy) == left(cast.nam) == set()


def test_a_unit_that_will_end_counts_a_duty_that_ends_before_does_not(
    places: Places, cast: Cast
) -> None:
    become(places.commune, places.other_commune, on=today() + TO_COME)
    entrust(cast.tuan, Duty.INSPECT, places.commune, valid_to=today() + TO_COME)

    assert ("nam", "write") in left(cast.binh)
    assert ("tuan", "inspect") not in left(cast.binh)


def test_who_was_shut_out_and_what_is_over_is_not_asked_about(merged: Places, cast: Cast) -> None:
    actions.deactivate(cast.an, cast.tuan.pk)
    actions.end_duty(cast.an, write_of(cast.nam).pk)

    assert {who for who, _ in left(cast.binh)} == {"hoa", "nam", "an"}
    assert ("nam", "write") not in left(cast.binh)


def test_a_commune_that_became_a_ward_at_the_same_place_has_not_ended(
    places: Places, cast: Cast
) -> None:
    become(places.commune, places.commune)
    make_unit(places.commune.path, Kind.WARD, "Vĩnh Hòa", valid_from=today())

    assert left(cast.binh) == set()
    with pytest.raises(WrongState):
        carrying.carry_over(cast.binh, write_of(cast.nam).pk, to=places.commune.code)


def test_a_village_ends_with_its_commune_and_goes_where_that_went(
    merged: Places, cast: Cast
) -> None:
    held = entrust(cast.tuan, Duty.INSPECT, merged.village)

    assert ("tuan", "inspect") in left(cast.binh)
    assert succession.successors(merged.village, today()) == (merged.other_commune,)
    (shown,) = [
        succession.show(cast.binh, grants, today())
        for grants in succession.by_unit(queries.duties_left_behind(cast.binh))
        if grants[0].unit == merged.village
    ]
    assert shown.only is None
    assert carrying.carry_over(cast.binh, held.pk, to=merged.other_commune.code)


def test_a_closed_village_has_no_successor(places: Places, cast: Cast) -> None:
    become(places.village)
    entrust(cast.tuan, Duty.INSPECT, places.village)

    assert succession.successors(places.village, today()) == ()
    assert ("tuan", "inspect") in left(cast.an)


def test_what_took_its_place_may_have_ended_too(merged: Places) -> None:
    last = make_unit("vn/31/11999", Kind.WARD, "Tiên Lãng", valid_from=today())
    become(merged.other_commune, last)

    assert succession.successors(merged.commune, today()) == (last,)


def test_a_duty_goes_on_in_the_successor_from_today(merged: Places, cast: Cast) -> None:
    old = write_of(cast.nam)

    new = carrying.carry_over(cast.binh, old.pk, to=merged.other_commune.code)

    old.refresh_from_db()
    assert (new.unit, new.duty) == (merged.other_commune, "write")
    assert (old.valid_to, new.valid_from, new.valid_to) == (today(), today(), None)
    assert new.granted_by == cast.binh.actor_id
    officer = Person.objects.get(pk=cast.nam.pk).as_officer()
    assert officer.may(Duty.WRITE, merged.other_commune.as_path(), today())
    assert not officer.may(Duty.WRITE, merged.commune.as_path(), today())
    assert officer.may(Duty.PROGRAMME, merged.commune.as_path(), today())
    assert ("nam", "write") not in left(cast.binh)


def test_it_is_recorded_in_both_units(merged: Places, cast: Cast) -> None:
    old, new = merged.commune.path, merged.other_commune.path

    carrying.carry_over(cast.binh, write_of(cast.nam).pk, to=merged.other_commune.code)

    said = [(entry.unit, entry.action) for entry in Entry.objects.order_by("id")]
    assert said == [(new, "duty.granted"), (old, "duty.ended"), (new, "person.moved")]
    assert Entry.objects.get(action="duty.granted").facts["came"] == old
    assert Entry.objects.get(action="duty.ended").facts["went"] == new


def test_before_the_day_both_are_dated_from_the_change(places: Places, cast: Cast) -> None:
    day = today() + TO_COME
    heir = make_unit("vn/31/11999", Kind.WARD, "Vĩnh Hòa", valid_from=day)
    become(places.commune, heir, on=day)
    old = write_of(cast.nam)

    new = carrying.carry_over(cast.binh, old.pk, to=heir.code)

    old.refresh_from_db()
    assert (old.valid_to, new.valid_from) == (day, day)
    officer = Person.objects.get(pk=cast.nam.pk).as_officer()
    assert officer.may(Duty.WRITE, places.commune.as_path(), today())
    assert not officer.may(Duty.WRITE, places.commune.as_path(), day)
    assert officer.may(Duty.WRITE, heir.as_path(), day)


def test_the_account_goes_along_and_the_new_administrator_looks_after_it(
    merged: Places, cast: Cast
) -> None:
    carrying.carry_over(cast.binh, write_of(cast.nam).pk, to=merged.other_commune.code)

    assert Person.objects.get(pk=cast.nam.pk).unit == merged.other_commune
    assert queries.people(cast.lan).filter(pk=cast.nam.pk).exists()


def test_an_account_of_elsewhere_stays_where_it_is(merged: Places, cast: Cast) -> None:
    held = entrust(cast.minh, Duty.INSPECT, merged.commune)

    carrying.carry_over(cast.binh, held.pk, to=merged.other_commune.code)

    assert Person.objects.get(pk=cast.minh.pk).unit == merged.province
    assert not Entry.objects.filter(action="person.moved").exists()


def test_asked_twice_it_is_done_once(merged: Places, cast: Cast) -> None:
    old, to = write_of(cast.nam), merged.other_commune.code
    first = carrying.carry_over(cast.binh, old.pk, to=to)
    before = rows()

    assert carrying.carry_over(cast.binh, old.pk, to=to) == first
    assert rows() == before


def test_who_holds_it_there_already_is_not_given_it_twice(merged: Places, cast: Cast) -> None:
    there = entrust(cast.nam, Duty.WRITE, merged.other_commune)
    old, to = write_of_the_old(cast, merged), merged.other_commune.code

    assert carrying.carry_over(cast.binh, old.pk, to=to) == there
    assert carrying.carry_over(cast.binh, old.pk, to=to) == there
    old.refresh_from_db()
    assert old.valid_to == today()
    assert queries.duties_of(cast.nam).filter(duty=Duty.WRITE).count() == 2


def write_of_the_old(cast: Cast, places: Places) -> DutyGrant:
    return queries.duties_of(cast.nam).get(duty=Duty.WRITE, unit=places.commune)


def test_who_holds_it_there_on_some_of_the_days_is_looked_at_by_a_person(
    merged: Places, cast: Cast
) -> None:
    entrust(cast.nam, Duty.WRITE, merged.other_commune, valid_to=today() + TO_COME)
    before = rows()

    with pytest.raises(actions.AlreadyHeld):
        carrying.carry_over(
            cast.binh, write_of_the_old(cast, merged).pk, to=merged.other_commune.code
        )

    assert rows() == before


def test_a_duty_with_a_last_day_keeps_it(merged: Places, cast: Cast) -> None:
    until = today() + TO_COME
    held = entrust(cast.tuan, Duty.INSPECT, merged.commune, valid_to=until)
    entrust(cast.tuan, Duty.INSPECT, merged.other_commune, valid_to=until)

    new = carrying.carry_over(cast.binh, held.pk, to=merged.other_commune.code)

    assert new.valid_to == until
    assert queries.duties_of(cast.tuan).filter(duty=Duty.INSPECT).count() == 2


def test_a_divided_unit_of_which_one_part_is_known_is_not_carried_over_at_once(
    places: Places, cast: Cast
) -> None:
    become(places.commune, places.other_commune, places.far_commune)
    AdminUnit.objects.filter(pk=places.far_commune.pk).update(valid_to=today())

    (grants,) = succession.by_unit(queries.duties_left_behind(cast.binh))
    shown = succession.show(cast.binh, grants, today())

    assert shown.successors == (places.other_commune,)
    assert shown.only is None


def test_of_a_divided_unit_a_person_chooses(places: Places, cast: Cast) -> None:
    second = make_unit("vn/31/11999", Kind.WARD, "Vĩnh Hải", valid_from=today())
    become(places.commune, places.other_commune, second)
    (shown,) = [
        succession.show(cast.binh, grants, today())
        for grants in succession.by_unit(queries.duties_left_behind(cast.binh))
    ]
    assert shown.successors == shown.own == (places.other_commune, second)
    assert shown.only is None

    carrying.carry_over(cast.binh, write_of(cast.nam).pk, to=second.code)
    with pytest.raises(WrongState):
        carrying.carry_over(
            cast.binh, write_of_the_old(cast, places).pk, to=places.other_commune.code
        )

    held = {grant.unit.code for grant in queries.duties_of(cast.nam) if grant.valid_to is None}
    assert held == {second.code, places.commune.code}


@pytest.mark.parametrize(
    ("who", "to", "refusal"),
    [
        ("an", "11755", NotAllowed),
        ("minh", "11755", NotAllowed),
        ("hoa", "11755", NotAllowed),
        ("lan", "11755", NotFound),
        ("vy", "11755", NotFound),
        ("binh", "01321", NotFound),
        ("binh", "11848", NotFound),
        ("binh", "", NotFound),
    ],
)
def test_it_is_refused(
    merged: Places, cast: Cast, who: str, to: str, refusal: type[Refusal]
) -> None:
    before = rows()

    with pytest.raises(refusal):
        carrying.carry_over(getattr(cast, who), write_of(cast.nam).pk, to=to)

    assert rows() == before


def test_nobody_carries_over_their_own(merged: Places, cast: Cast) -> None:
    own = entrust(cast.binh, Duty.WRITE, merged.commune)

    with pytest.raises(OwnDuty):
        carrying.carry_over(cast.binh, own.pk, to=merged.other_commune.code)

    assert carrying.carry_all_over(cast.binh, merged.commune.pk, to="11755") == 6
    assert left(cast.binh) == {("binh", "write")}


def test_who_was_shut_out_is_given_nothing(merged: Places, cast: Cast) -> None:
    actions.deactivate(cast.an, cast.nam.pk)

    with pytest.raises(WrongState):
        carrying.carry_over(cast.binh, write_of(cast.nam).pk, to="11755")


def test_all_are_carried_over_at_once(merged: Places, cast: Cast) -> None:
    assert carrying.carry_all_over(cast.binh, merged.commune.pk, to="11755") == 6

    assert left(cast.binh) == set()
    assert not DutyGrant.objects.filter(unit=merged.commune, valid_to__isnull=True).exists()
    assert DutyGrant.objects.filter(unit=merged.other_commune, valid_from__gt=SINCE).count() == 6
    with pytest.raises(NotFound):
        carrying.carry_all_over(cast.binh, merged.commune.pk, to="11755")


def test_all_or_none(merged: Places, cast: Cast) -> None:
    entrust(cast.nam, Duty.WRITE, merged.other_commune, valid_to=today() + TO_COME)
    before = rows()

    with pytest.raises(actions.AlreadyHeld):
        carrying.carry_all_over(cast.binh, merged.commune.pk, to="11755")

    assert rows() == before
