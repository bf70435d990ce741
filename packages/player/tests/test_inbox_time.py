"""How the box comes to know the time, and what it holds until then."""

from pathlib import Path

import pytest
from loa_player.clock import steady_ns
from loa_player.events import OrderArrived
from loa_player.inbox import TimeTold
from loa_player.testing import authority
from loa_player.testing.station import Station
from loa_protocol.clock import DRIFT_MS, PAST_LIST_MS, SKEW_MS
from loa_protocol.fields import ONE_DAY_MS
from loa_protocol.messages import Clock
from loa_protocol.priority import Klass


@pytest.fixture
def station(tmp_path: Path) -> Station:
    return Station(tmp_path / "memory.sqlite")


def refused(station: Station, now: int) -> list[str]:
    """Let the time be told; return what was refused so far."""
    station.told(now)
    return [reason for _, reason in station.refusals()]


def test_orders_wait_for_the_time_and_cancels_go_first(tmp_path: Path) -> None:
    station = Station(tmp_path / "memory.sqlite", answered=False)
    order = station.order()
    assert station.send(order) == ()
    assert station.send(authority.cancel("order-2", at=station.now)) == ()
    assert station.send(station.order("order-2")) == ()
    *rest, last = station.told(station.now)

    arrived = [one.order.id for one in rest if isinstance(one, OrderArrived)]
    assert arrived == ["cancel-order-2", "order-1"]
    assert isinstance(last, TimeTold)
    assert abs(last.step_ms) < 1000
    assert station.clock.state is Clock.FRESH
    assert station.refusals() == [("order-2", "order.cancelled")]


def test_no_number_of_orders_pushes_out_a_cancel_that_waits(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    station = Station(tmp_path / "memory.sqlite", answered=False)
    station.send(authority.cancel("order-299", at=station.now))
    station.send(station.order("flood", klass=Klass.EMERGENCY))
    for number in range(300):
        station.send(station.order(f"order-{number}"))
    *arrived, last = station.told(station.now)

    ids = [one.order.id for one in arrived if isinstance(one, OrderArrived)]
    assert ids == ["cancel-order-299", "flood", *(f"order-{n}" for n in range(101, 299))]
    assert isinstance(last, TimeTold)
    assert not last.is_all
    assert [one.order for one in caplog.records if one.action == "inbox.no_room"] == ["order-0"]


def test_what_comes_twice_before_the_time_takes_the_room_of_one(tmp_path: Path) -> None:
    station = Station(tmp_path / "memory.sqlite", answered=False)
    for _ in range(2):
        for number in range(150):
            station.send(station.order(f"order-{number}"))
    *arrived, last = station.told(station.now)

    assert len(arrived) == 150
    assert isinstance(last, TimeTold)
    assert last.is_all


def test_cancels_that_wait_are_bounded_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loa_player.waiting.MOST_CANCELS", 20)
    station = Station(tmp_path / "memory.sqlite", answered=False)
    for number in range(21):
        station.send(authority.cancel(f"order-{number}", at=station.now))
    *arrived, last = station.told(station.now)

    assert len(arrived) == 20
    assert isinstance(last, TimeTold)
    assert not last.is_all


def test_an_answer_that_took_too_long_is_refused(station: Station) -> None:
    floor = station.clock.floor
    assert station.told(station.now, asked_ns=steady_ns() - 31 * 10**9) == ()

    assert [why for _, why in station.refusals()] == ["time.too_late"]
    assert station.clock.floor == floor
    assert station.inbox.question is not None
    (last,) = station.told(station.now, asked_ns=steady_ns() - 20 * 10**9)
    assert isinstance(last, TimeTold)


def test_the_time_never_runs_back_below_the_floor(station: Station) -> None:
    assert refused(station, station.now - ONE_DAY_MS // 2) == ["time.runs_back"]


def test_a_stolen_link_key_does_not_set_a_running_clock_far_ahead(station: Station) -> None:
    assert refused(station, station.now + 3 * ONE_DAY_MS) == ["time.leaps_ahead"]
    assert abs(station.clock.now() - station.now) < 10_000
    assert refused(station, station.now + DRIFT_MS // 2) == ["time.leaps_ahead"]


def test_after_a_stolen_link_key_is_gone_the_true_time_is_taken_again(tmp_path: Path) -> None:
    """The box had just begun, without a battery clock: it believes anything above its floor."""
    station = Station(tmp_path / "memory.sqlite", answered=False)
    assert refused(station, station.now + 14 * ONE_DAY_MS) == []
    station.clock.raise_floor()
    later = station.now + PAST_LIST_MS - SKEW_MS

    assert refused(station, later - 1_000) == ["time.runs_back"]
    assert refused(station, later) == ["time.runs_back"]
    assert abs(station.clock.now() - later) < 10_000


def test_a_site_whose_clock_was_days_behind_is_believed_when_its_lists_are_new(
    station: Station,
) -> None:
    later = station.now + 5 * ONE_DAY_MS
    station.deliver(station.keys.revocations(station.keys.root, at=later, serial=2))

    assert refused(station, later) == []
    assert abs(station.clock.now() - later) < 10_000
