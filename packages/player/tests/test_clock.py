"""What the box believes about the time."""

import time

import pytest
from loa_player.clock import BoxClock, steady_ns
from loa_protocol.messages import Clock

YEAR_MS = 365 * 86_400_000
SECOND_NS = 1_000_000_000


def test_a_box_without_a_battery_knows_nothing_until_it_is_told() -> None:
    clock = BoxClock(floor=0, has_battery=False)
    assert clock.state is Clock.UNSET
    clock.told(5 * YEAR_MS, asked_ns=steady_ns(), vouched=5 * YEAR_MS)

    assert clock.state is Clock.FRESH
    assert 0 <= clock.now() - 5 * YEAR_MS < 1000
    assert 0 <= clock.floor - 5 * YEAR_MS < 1000


def test_a_battery_is_believed_above_the_floor_only() -> None:
    wall = time.time_ns() // 1_000_000

    assert BoxClock(floor=wall - 1000, has_battery=True).state is Clock.FLOOR
    assert BoxClock(floor=wall + YEAR_MS, has_battery=True).state is Clock.UNSET
    assert BoxClock(floor=wall + YEAR_MS, has_battery=True).now() == wall + YEAR_MS


def test_the_system_setting_its_clock_does_not_move_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = BoxClock(floor=0, has_battery=False)
    clock.told(5 * YEAR_MS, asked_ns=steady_ns(), vouched=5 * YEAR_MS)
    monkeypatch.setattr(time, "time_ns", lambda: 0)

    assert 0 <= clock.now() - 5 * YEAR_MS < 1000
    assert abs(clock.wall_offset_ms + 5 * YEAR_MS) < 1000


def test_half_of_the_way_there_and_back_is_added() -> None:
    clock = BoxClock(floor=0, has_battery=False)
    clock.told(YEAR_MS, asked_ns=steady_ns() - SECOND_NS, vouched=YEAR_MS)

    assert 490 <= clock.now() - YEAR_MS < 1000


def test_by_how_much_the_clock_was_put_forward_is_said() -> None:
    clock = BoxClock(floor=9 * YEAR_MS, has_battery=False)
    wrong = clock.now()

    assert abs(clock.told(YEAR_MS, asked_ns=steady_ns(), vouched=YEAR_MS) + wrong - YEAR_MS) < 1000


def test_an_instant_is_the_same_in_both_times() -> None:
    clock = BoxClock(floor=0, has_battery=False)
    clock.told(YEAR_MS, asked_ns=steady_ns(), vouched=YEAR_MS)
    steady = clock.steady_of(clock.now() + 10_000)

    assert abs(clock.utc_of(steady) - clock.now() - 10_000) <= 2


def test_a_date_from_the_future_does_not_raise_the_floor_above_now() -> None:
    clock = BoxClock(floor=0, has_battery=False)
    clock.told(YEAR_MS, asked_ns=steady_ns(), vouched=YEAR_MS)
    clock.heard(2 * YEAR_MS)

    assert clock.floor < YEAR_MS + 10_000


def test_told_again_and_again_a_clock_counts_from_the_first_answer() -> None:
    clock = BoxClock(floor=0, has_battery=False)
    assert clock.counted is None
    for days in range(5):
        now = YEAR_MS + days * 86_400_000
        clock.told(now, asked_ns=steady_ns(), vouched=now)

    assert clock.counted is not None
    assert 0 <= clock.counted - YEAR_MS < 1000


def test_a_battery_clock_counts_from_the_beginning_and_nobody_sets_it_after(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wall = time.time_ns() // 1_000_000
    clock = BoxClock(floor=wall - 1000, has_battery=True)
    monkeypatch.setattr(time, "time_ns", lambda: 0)

    assert clock.counted is not None
    assert 0 <= clock.counted - wall < 1000


def test_the_floor_rises_no_further_than_is_vouched_for() -> None:
    clock = BoxClock(floor=0, has_battery=False)
    clock.told(2 * YEAR_MS, asked_ns=steady_ns(), vouched=YEAR_MS)
    clock.raise_floor()

    assert clock.floor == YEAR_MS
