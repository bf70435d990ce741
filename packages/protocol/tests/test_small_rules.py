"""Rules that fit on a line each: areas, topics, clock, priority, volume, languages, errors."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from loa_protocol import areas, topics
from loa_protocol.clock import (
    DRIFT_MS,
    SKEW_MS,
    ClockNotFresh,
    TimeLeapsAhead,
    TimeRunsBack,
    check_told,
    may_sound,
    raised,
)
from loa_protocol.clock import judge as judge_clock
from loa_protocol.errors import NotAllowed
from loa_protocol.messages import Clock
from loa_protocol.priority import Klass, Verdict, judge
from loa_protocol.spoken import spoken
from loa_protocol.testing import MANIFEST
from loa_protocol.volume import gain

PATHS = st.lists(st.sampled_from(["79", "01", "26734", "ap-1"]), max_size=3).map(
    lambda parts: "/".join(["vn", *parts])
)


@given(PATHS, PATHS, PATHS)
def test_containing_is_an_order(one: str, two: str, three: str) -> None:
    assert areas.contains(one, one)
    assert not (areas.contains(one, two) and areas.contains(two, one)) or one == two
    assert not (areas.contains(one, two) and areas.contains(two, three)) or areas.contains(
        one, three
    )
    assert areas.touches(one, two) == areas.touches(two, one)


def test_a_code_that_only_begins_alike_is_another_unit() -> None:
    assert not areas.contains("vn/7", "vn/79")


def test_a_village_knows_its_commune_and_a_province_has_none() -> None:
    assert areas.commune_of("vn/79/26734/ap-1") == "vn/79/26734"
    assert areas.commune_of("vn/79") is None


@pytest.mark.parametrize(
    ("area", "topic"),
    [
        ("vn", "loa/1/dn/all"),
        ("vn/79", "loa/1/dn/p/79"),
        ("vn/79/26734", "loa/1/dn/c/26734"),
        ("vn/79/26734/ap-1", "loa/1/dn/c/26734"),
    ],
)
def test_an_area_has_one_topic(area: str, topic: str) -> None:
    assert topics.broadcast(area, emergency=False) == topic
    assert topics.broadcast(area, emergency=True) == topic.replace("/dn/", "/em/")


@given(PATHS)
def test_a_box_hears_all_that_is_sent_to_any_ground_it_stands_on(area: str) -> None:
    heard = topics.listened(area, home="h", device="d")

    assert topics.own(home="h", device="d") in heard
    for outer in ("vn", "vn/79", "vn/01", area):
        for emergency in (True, False):
            is_heard = topics.broadcast(outer, emergency=emergency) in heard
            assert is_heard or not areas.contains(outer, area)


def test_a_box_speaks_under_its_own_name() -> None:
    assert topics.spoken(topics.Up.RECEIPT, home="h", device="d") == "loa/1/up/h/d/receipt"


@pytest.mark.parametrize(
    ("answered", "battery", "wall", "known"),
    [
        (True, False, 0, Clock.FRESH),
        (False, True, 100, Clock.FLOOR),
        (False, True, 99, Clock.UNSET),
        (False, False, 100, Clock.UNSET),
    ],
)
def test_what_a_box_knows_of_the_time(
    answered: bool, battery: bool, wall: int, known: Clock
) -> None:
    assert judge_clock(wall=wall, floor=100, answered=answered, has_battery_clock=battery) is known


@pytest.mark.parametrize("klass", list(Klass))
@pytest.mark.parametrize("is_scheduled", [True, False])
def test_with_a_fresh_clock_everything_may_sound(klass: Klass, is_scheduled: bool) -> None:
    may_sound(klass, clock=Clock.FRESH, is_scheduled=is_scheduled)


def test_by_a_battery_clock_the_programme_goes_on() -> None:
    may_sound(Klass.PRIORITY, clock=Clock.FLOOR, is_scheduled=True)


@pytest.mark.parametrize(
    ("klass", "clock", "is_scheduled"),
    [
        (Klass.EMERGENCY, Clock.UNSET, False),
        (Klass.EMERGENCY, Clock.FLOOR, False),
        (Klass.EMERGENCY, Clock.FLOOR, True),
        (Klass.ORDINARY, Clock.FLOOR, False),
        (Klass.ORDINARY, Clock.UNSET, True),
    ],
)
def test_in_doubt_about_the_time_it_stays_silent(
    klass: Klass, clock: Clock, is_scheduled: bool
) -> None:
    with pytest.raises(ClockNotFresh):
        may_sound(klass, clock=clock, is_scheduled=is_scheduled)


FLOOR = 10**12


@pytest.mark.parametrize(
    ("told", "counted", "vouched"),
    [
        (FLOOR - SKEW_MS, None, 0),
        (2 * FLOOR, None, 0),
        (2 * FLOOR, 2 * FLOOR - DRIFT_MS, 0),
        (2 * FLOOR, FLOOR, 2 * FLOOR),
    ],
)
def test_a_time_is_taken_that_the_own_clock_or_the_lists_come_near(
    told: int, counted: int | None, vouched: int
) -> None:
    check_told(told, floor=FLOOR, counted=counted, vouched=vouched)


@pytest.mark.parametrize(
    ("told", "counted", "vouched", "refusal"),
    [
        (FLOOR - SKEW_MS - 1, None, 0, TimeRunsBack),
        (2 * FLOOR, 2 * FLOOR - DRIFT_MS - 1, 2 * FLOOR - 1, TimeLeapsAhead),
    ],
)
def test_a_time_before_the_floor_or_far_ahead_is_refused(
    told: int, counted: int | None, vouched: int, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        check_told(told, floor=FLOOR, counted=counted, vouched=vouched)


@given(st.lists(st.integers(0, 100)))
def test_the_floor_never_falls(told: list[int]) -> None:
    assert raised(50, *told) == max([50, *told])


def test_silence_gives_way_to_anything() -> None:
    assert all(judge(klass, None) is Verdict.START for klass in Klass)


def test_an_emergency_cuts_in_on_anything_but_an_emergency() -> None:
    assert judge(Klass.EMERGENCY, Klass.PRIORITY) is Verdict.INTERRUPT
    assert judge(Klass.EMERGENCY, Klass.EMERGENCY) is Verdict.WAIT


def test_everything_else_waits_for_the_end() -> None:
    assert judge(Klass.PRIORITY, Klass.ORDINARY) is Verdict.WAIT
    assert [klass.rank for klass in Klass] == [0, 1, 2]


def test_volume_is_silence_at_zero_and_the_file_at_a_hundred() -> None:
    assert gain(0, ceiling_percent=100) == 0
    assert gain(100, ceiling_percent=100) == 1
    assert gain(80, ceiling_percent=100) == pytest.approx(10 ** (-10 / 20))


@given(st.integers(-1000, 1000), st.integers(0, 100))
def test_no_volume_is_louder_than_its_ceiling(volume: int, ceiling: int) -> None:
    assert 0 <= gain(volume, ceiling_percent=ceiling) <= gain(ceiling, ceiling_percent=100) <= 1


def test_a_refusal_tells_its_code_and_its_facts() -> None:
    assert str(NotAllowed(unit="vn/79", duty="release")) == "not_allowed (duty=release, unit=vn/79)"
    assert str(NotAllowed()) == "not_allowed"


@pytest.mark.parametrize(
    ("has", "wanted", "sounds"),
    [
        ("vi hmn tyz", "", "vi hmn tyz"),
        ("vi hmn tyz", "tyz vi", "tyz vi"),
        ("vi hmn tyz", "km hmn", "hmn"),
        ("vi hmn", "km", "vi hmn"),
    ],
)
def test_a_place_hears_its_own_languages_and_is_never_left_in_silence(
    has: str, wanted: str, sounds: str
) -> None:
    (sound,) = MANIFEST.sounds
    bulletin = [msgspec.structs.replace(sound, language=one) for one in has.split()]

    heard = spoken(bulletin, wanted.split())

    assert " ".join(one.language for one in heard) == sounds
