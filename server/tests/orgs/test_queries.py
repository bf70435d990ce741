"""Finding units as a person types them, and people only where one has business."""

from datetime import date, timedelta

import pytest
from loa.domain.areas import path_of
from loa.domain.permissions import Duty
from loa.orgs import queries
from loa.orgs.models import Kind, UnitChange
from loa.orgs.testing import Cast, Places, entrust, make_unit, today
from loa_protocol.errors import NotFound


@pytest.mark.parametrize(
    "typed",
    ["Hải Phòng", "hai phong", "HAI PHONG", "hải", "phòng", "31", "hai phogn", "hai phon"],
)
def test_a_unit_is_found_however_it_is_typed(places: Places, typed: str) -> None:
    assert queries.search(typed).first() == places.province


def test_where_the_tone_is_placed_does_not_matter(places: Places) -> None:
    assert queries.search("Vĩnh Hoà").first() == places.commune
    assert queries.search("xã vĩnh hòa").first() == places.commune


@pytest.mark.parametrize("typed", ["", "   ", "-", "zzzzzz"])
def test_nothing_is_found_for_nothing(places: Places, typed: str) -> None:
    assert not queries.search(typed).exists()


def test_a_unit_is_looked_up_as_it_was_on_a_day(places: Places) -> None:
    change = date(2026, 4, 30)
    places.commune.valid_to = change
    places.commune.save(update_fields=["valid_to"])
    ward = make_unit("vn/31/11848", Kind.WARD, "Vĩnh Hòa", valid_from=change)

    assert queries.unit("11848", on=date(2026, 4, 29)) == places.commune
    assert queries.unit("11848", on=change) == ward
    assert list(queries.records_of("11848")) == [places.commune, ward]


def test_a_unit_that_is_not_there_on_a_day_is_not_found(places: Places) -> None:
    with pytest.raises(NotFound):
        queries.unit("11848", on=date(2025, 6, 30))


def test_the_tree_is_walked_down_and_up(places: Places) -> None:
    assert list(queries.provinces()) == [places.other_province, places.province]
    assert list(queries.communes_of("31")) == [places.other_commune, places.commune]
    assert list(queries.children_of(path_of("vn/31"))) == [places.other_commune, places.commune]
    assert list(queries.villages_of("11848")) == [places.second_village, places.village]
    assert queries.above(places.village.as_path()) == [
        places.nation,
        places.province,
        places.commune,
    ]


def test_the_units_of_a_duty_are_the_outermost_in_force(cast: Cast, places: Places) -> None:
    entrust(cast.minh, Duty.WRITE, places.commune)

    assert list(queries.units_for(cast.minh, Duty.WRITE)) == [places.province]
    assert not queries.units_for(cast.minh, Duty.TECHNICIAN).exists()


def test_a_duty_counts_while_its_unit_is_in_force(cast: Cast, places: Places) -> None:
    assert queries.duties_in_force(cast.nam) == {Duty.WRITE, Duty.PROGRAMME}

    places.commune.valid_to = today()
    places.commune.save(update_fields=["valid_to"])

    assert queries.duties_in_force(cast.nam) == frozenset()


def test_people_are_seen_by_those_who_look_after_them_or_inspect(cast: Cast) -> None:
    here = {"an", "hoa", "nam", "tuan"}

    assert {who.username for who in queries.people(cast.an)} == here
    assert {who.username for who in queries.people(cast.binh)} == here | {"lan", "minh", "binh"}
    assert not queries.people(cast.hoa).exists()
    assert queries.person(cast.an, cast.nam.pk) == cast.nam
    with pytest.raises(NotFound):
        queries.person(cast.an, cast.lan.pk)


def test_what_a_former_unit_became_is_known_in_both_directions(db: None) -> None:
    day = today() - timedelta(days=400)
    for to, is_default in (("11848", False), ("11755", True)):
        UnitChange.objects.create(
            from_code="11800", to_code=to, on=day, kind="part", is_default=is_default
        )

    assert [change.to_code for change in queries.changes_from("11800")] == ["11755", "11848"]
    assert [change.from_code for change in queries.changes_to("11755")] == ["11800"]
