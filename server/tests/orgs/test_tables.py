"""What the database itself refuses, whoever asks."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from loa.domain.permissions import Duty
from loa.orgs.models import Kind, Person
from loa.orgs.testing import SINCE, Cast, Places, entrust, make_unit, today

APRIL_2026 = date(2026, 4, 30)


def test_a_unit_never_has_two_records_on_one_day(places: Places) -> None:
    with pytest.raises(IntegrityError, match="records_of_a_code_never_overlap"):
        make_unit("vn/31/11848", Kind.WARD, "Vĩnh Hòa", valid_from=APRIL_2026)


def test_a_unit_that_changed_has_a_second_record(places: Places) -> None:
    places.commune.valid_to = APRIL_2026
    places.commune.save(update_fields=["valid_to"])

    changed = make_unit("vn/31/11848", Kind.WARD, "Vĩnh Hòa", valid_from=APRIL_2026)

    assert changed.as_path() == places.commune.as_path()


def test_a_unit_does_not_end_before_it_begins(places: Places) -> None:
    with pytest.raises(IntegrityError, match="unit_ends_after_it_begins"):
        make_unit("vn/31/11901", Kind.COMMUNE, "An Lão", valid_to=SINCE)


def test_half_a_point_is_no_point(places: Places) -> None:
    with pytest.raises(IntegrityError, match="a_point_has_both_coordinates"):
        make_unit("vn/31/11901", Kind.COMMUNE, "An Lão", point=(20.8, None))  # type: ignore[arg-type]


def test_nobody_grants_themselves_a_duty(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="nobody_grants_themselves_a_duty"):
        entrust(cast.an, Duty.APPROVE, cast.an.unit, granted_by=cast.an.actor_id)


def test_nobody_holds_the_same_duty_twice_at_once(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="nobody_holds_a_duty_twice"):
        entrust(cast.nam, Duty.WRITE, cast.nam.unit, valid_from=today())


def test_a_duty_may_be_held_again_after_it_ended(cast: Cast) -> None:
    until = today() - timedelta(days=9)
    entrust(cast.nam, Duty.INSPECT, cast.nam.unit, valid_to=until)

    assert entrust(cast.nam, Duty.INSPECT, cast.nam.unit, valid_from=until).pk


def test_an_erased_person_keeps_no_name(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="an_erased_person_keeps_no_name"):
        Person.objects.filter(pk=cast.nam.pk).update(erased_at="2026-01-01T00:00Z")


def test_a_person_as_an_officer_holds_their_duties_and_no_name(cast: Cast) -> None:
    officer = cast.hoa.as_officer()

    assert officer.id == str(cast.hoa.actor_id)
    assert officer.may(Duty.APPROVE, cast.hoa.unit.as_path(), today())
    assert not officer.may(Duty.WRITE, cast.hoa.unit.as_path(), today())
