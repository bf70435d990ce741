"""Every map shows all of Vietnam, Hoàng Sa and Trường Sa included."""

import re

import pytest
from django.template.loader import render_to_string
from loa.web.map import MARKS, Place, draw
from loa.web.outlines import ARCHIPELAGOS, HOANG_SA, TRUONG_SA, provinces

CODES = [province.code for province in provinces()]


def rendered(province: str | None, *places: Place) -> str:
    return render_to_string("web/_map.html", {"map": draw(places, title="M", province=province)})


@pytest.mark.parametrize("province", [None, "no such code", *CODES])
def test_both_archipelagos_are_on_every_map(province: str | None) -> None:
    page = rendered(province)

    for group in ARCHIPELAGOS:
        assert page.count(f">{group.name}</text>") == 1
        assert f"({group.province})" in page
    assert page.count('class="isles"') == len(ARCHIPELAGOS)
    assert "ODbL" in page


def test_the_country_has_34_provinces_and_its_islands_in_their_place() -> None:
    sheet = draw([], title="Việt Nam").sheet
    by_name = {group.name: group for group in sheet.isles}

    assert len(sheet.lands) == 34
    assert by_name[HOANG_SA.name].top < by_name[TRUONG_SA.name].top
    for group in sheet.isles:
        assert 0 < group.left < group.left + group.width <= sheet.width
        assert 0 < group.label_y < group.of_y < group.top
        assert group.top + group.height <= sheet.height


@pytest.mark.parametrize("code", CODES)
def test_a_province_fills_its_map_and_stands_out(code: str) -> None:
    drawn = draw([], title="M", province=code)

    assert [land.is_here for land in drawn.sheet.lands].count(True) == 1
    assert drawn.inset is not None


def test_a_place_lies_where_it_is() -> None:
    in_the_north = Place(name="Bảo Lạc", lat=22.95, lng=105.68)
    in_the_south = Place(name="Đất Mũi", lat=8.6, lng=104.72)

    marks = {mark.name: mark for mark in draw([in_the_north, in_the_south], title="M").marks}

    assert marks["Bảo Lạc"].y < marks["Đất Mũi"].y
    assert marks["Bảo Lạc"].x > marks["Đất Mũi"].x


def test_states_differ_by_shape_and_trouble_lies_on_top() -> None:
    states = [Place(name=state, lat=16, lng=108, state=state) for state in ("bad", "ok", "wait")]

    assert [mark.state for mark in draw(states, title="M").marks] == ["ok", "wait", "bad"]
    assert len(set(MARKS.values())) == len(MARKS)


def test_figures_are_written_for_svg_in_every_language() -> None:
    page = rendered("31", Place(name="Vĩnh Hòa", lat=20.71, lng=106.47))

    assert re.search(r"translate\(\d+\.\d \d+\.\d\)", page)
    assert not re.search(r'(viewBox|x|y|width|height)="[^"]*,', page)
