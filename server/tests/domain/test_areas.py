"""The tree of units: paths, containment, the smallest common place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loa.domain.areas import (
    NATION,
    BadPath,
    Level,
    UnitCode,
    UnitPath,
    common,
    contains,
    level_of,
    outermost,
    path_of,
    text_of,
)

PROVINCES = st.sampled_from(["01", "31", "75"])
COMMUNES = st.sampled_from(["00070", "11329", "11365"])
VILLAGES = st.sampled_from(["01", "02", "110"])


@st.composite
def paths(draw: st.DrawFn) -> UnitPath:
    """Draw a place of any depth from a small tree, so that places often meet."""
    commune = draw(COMMUNES)
    whole = ["vn", draw(PROVINCES), commune, f"{commune}-{draw(VILLAGES)}"]
    return tuple(UnitCode(code) for code in whole[: draw(st.integers(1, 4))])


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("vn", Level.NATION),
        ("vn/01", Level.PROVINCE),
        ("vn/01/00070", Level.COMMUNE),
        ("vn/01/00070/00070-01", Level.VILLAGE),
    ],
)
def test_the_depth_of_a_path_is_its_level(text: str, level: Level) -> None:
    assert level_of(path_of(text)) is level


@pytest.mark.parametrize(
    "text",
    [
        "",
        "31",
        "vn/1",
        "vn/01/70",
        "vn/٣١",
        "vn/01/00070/00071-01",
        "vn/01/00070/00070-01/x",
        "vn//00070",
        "vn/01\n",
    ],
)
def test_what_is_not_a_place_is_refused(text: str) -> None:
    with pytest.raises(BadPath):
        path_of(text)


@given(paths())
def test_a_path_survives_being_written_and_read(path: UnitPath) -> None:
    assert path_of(text_of(path)) == path


@given(paths())
def test_every_place_lies_in_itself_and_in_the_nation(path: UnitPath) -> None:
    assert contains(path, path)
    assert contains(NATION, path)


@given(paths(), paths())
def test_two_places_that_contain_each_other_are_the_same(one: UnitPath, other: UnitPath) -> None:
    assert (contains(one, other) and contains(other, one)) == (one == other)


@given(paths(), paths(), paths())
def test_what_lies_inside_an_inner_place_lies_inside_the_outer(
    outer: UnitPath, middle: UnitPath, inner: UnitPath
) -> None:
    assert not (contains(outer, middle) and contains(middle, inner)) or contains(outer, inner)


@given(paths(), paths(), paths())
def test_no_place_lies_in_two_places_that_are_apart(
    one: UnitPath, other: UnitPath, inner: UnitPath
) -> None:
    if contains(one, inner) and contains(other, inner):
        assert contains(one, other) or contains(other, one)


@given(paths(), paths())
def test_the_common_place_contains_both_and_nothing_smaller_does(
    one: UnitPath, other: UnitPath
) -> None:
    shared = common(one, other)

    assert contains(shared, one)
    assert contains(shared, other)
    for depth in range(len(shared) + 1, len(one) + 1):
        assert not contains(one[:depth], other)


@given(st.frozensets(paths()))
def test_outermost_keeps_the_same_ground_with_no_place_twice(places: frozenset[UnitPath]) -> None:
    kept = outermost(places)

    assert kept <= places
    assert all(any(contains(outer, place) for outer in kept) for place in places)
    assert not any(contains(one, other) for one in kept for other in kept if one != other)
