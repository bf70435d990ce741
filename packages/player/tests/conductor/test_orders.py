"""What becomes of an order that was released now."""

import pytest
from loa_player.commands import Fetch, Play, Report
from loa_player.events import AudioLost, AudioUp, FileArrived, FileGone, Outcome, Tick
from loa_player.testing import authority
from loa_player.testing.driver import (
    ALL_FILES,
    FLOOD,
    HEALTH,
    HOUR,
    MARKET,
    MINUTE,
    NOON,
    SECOND,
    STORM,
    Driver,
    file_of,
    manifest,
    order,
    plays,
    stops,
)
from loa_protocol.messages import Clock, Role, Stage
from loa_protocol.priority import Klass

EMERGENCY, PRIORITY = Klass.EMERGENCY, Klass.PRIORITY


def test_an_order_plays_at_once(box: Driver) -> None:
    said = box.order(order("market", MARKET))

    assert said == [
        Report(item="market", order="market", stage=Stage.RECEIVED, at=NOON),
        Play(item="market", files=(file_of(MARKET),), at=NOON, klass=Klass.ORDINARY),
    ]


def test_an_order_that_comes_twice_plays_once(box: Driver) -> None:
    box.order(order("market", MARKET))

    assert box.order(order("market", MARKET)) == []


def test_what_was_played_is_told_and_not_played_again(box: Driver) -> None:
    box.order(order("market", MARKET))
    box.started("market")
    said = box.ended("market")

    (told,) = said
    assert isinstance(told, Report)
    assert (told.stage, told.actual_ms, told.planned_ms) == (Stage.FINISHED, 60_000, 60_000)
    assert (told.level, told.file) == (-1600, file_of(MARKET))
    assert told.closes_until == NOON + HOUR - 1
    assert plays(box.wait(MINUTE)) == []


def test_a_report_about_something_else_changes_nothing(box: Driver) -> None:
    box.order(order("market", MARKET))
    before = box.state

    assert box.started("flood") == []
    assert box.ended("flood") == []
    assert box.state == before


def test_an_emergency_cuts_in_on_an_ordinary_bulletin(box: Driver) -> None:
    box.order(order("market", MARKET))
    said = box.order(order("flood", FLOOD, EMERGENCY))

    assert (stops(said), plays(said)) == (["market"], ["flood"])


def test_an_emergency_does_not_cut_in_on_another_emergency(box: Driver) -> None:
    box.order(order("flood", FLOOD, EMERGENCY))
    said = box.order(order("storm", STORM, EMERGENCY))

    assert (stops(said), plays(said)) == ([], [])
    assert plays(box.ended("flood")) == ["storm"]


def test_a_priority_order_lets_what_plays_finish_and_goes_before_the_rest(box: Driver) -> None:
    box.order(order("market", MARKET))
    box.order(order("health", HEALTH))
    said = box.order(order("storm", STORM, PRIORITY))

    assert (stops(said), plays(said)) == ([], [])
    assert plays(box.ended("market")) == ["storm"]
    assert plays(box.ended("storm")) == ["health"]


def test_what_was_cut_off_early_starts_again_from_its_beginning(box: Driver) -> None:
    box.order(order("market", MARKET))
    box.started("market")
    box.order(order("flood", FLOOD, EMERGENCY))
    said = box.ended("market", Outcome.STOPPED, played=29 * SECOND)

    (told,) = said
    assert isinstance(told, Report)
    assert (told.stage, told.reason) == (Stage.STOPPED, "play.interrupted")
    assert (told.actual_ms, told.closes_until) == (29 * SECOND, None)
    assert plays(box.ended("flood")) == ["market"]


def test_what_was_heard_for_half_a_minute_does_not_start_again(box: Driver) -> None:
    box.order(order("market", MARKET))
    box.started("market")
    box.order(order("flood", FLOOD, EMERGENCY))
    box.ended("market", Outcome.STOPPED, played=30 * SECOND)

    assert plays(box.ended("flood")) == []
    assert box.reports("market")[-1] == (Stage.STOPPED, "play.interrupted")


def test_what_was_cut_off_before_its_first_sample_simply_waits(box: Driver) -> None:
    box.order(order("market", MARKET))
    box.order(order("flood", FLOOD, EMERGENCY))

    assert box.ended("market", Outcome.STOPPED, played=0) == []
    assert plays(box.ended("flood")) == ["market"]


def test_what_ends_just_as_it_is_cut_off_has_finished(box: Driver) -> None:
    box.order(order("market", MARKET))
    box.order(order("flood", FLOOD, EMERGENCY))
    box.started("market")
    box.ended("market")

    assert box.reports("market")[-1] == (Stage.FINISHED, "")
    assert plays(box.ended("flood")) == []


def test_what_was_cut_off_after_its_time_is_missed(box: Driver) -> None:
    box.order(order("market", MARKET, expires_at=NOON + 30 * SECOND))
    box.started("market")
    box.order(order("flood", FLOOD, EMERGENCY))
    box.ended("market", Outcome.STOPPED, played=5 * SECOND)
    box.wait(30 * SECOND)

    assert box.reports("market")[-1] == (Stage.MISSED, "play.interrupted")


def test_an_order_whose_file_is_missing_waits_for_it(box: Driver) -> None:
    box.change(files=frozenset())
    said = box.order(order("market", MARKET))

    assert said[1:] == [Fetch(file=file_of(MARKET), size=11, urgency=(0, NOON))]
    assert box.wait(MINUTE) == []
    assert plays(box.tell(FileArrived(file=file_of(MARKET)))) == ["market"]


def test_an_order_whose_file_never_comes_is_missed_and_says_why(box: Driver) -> None:
    box.change(files=frozenset())
    box.order(order("market", MARKET))
    box.wait(HOUR)

    assert box.reports("market")[-1] == (Stage.MISSED, "file.missing")
    assert plays(box.tell(FileArrived(file=file_of(MARKET)))) == []


def test_what_has_expired_never_plays(box: Driver) -> None:
    box.order(order("flood", FLOOD, EMERGENCY))
    box.order(order("market", MARKET, expires_at=NOON + MINUTE))
    box.wait(MINUTE)

    assert plays(box.ended("flood")) == []
    assert box.reports("market")[-1] == (Stage.MISSED, "box.busy")


def test_an_order_that_expires_before_it_starts_never_plays(box: Driver) -> None:
    box.order(order("market", MARKET, start_at=NOON + MINUTE, expires_at=NOON + SECOND))

    assert plays(box.wait(MINUTE)) == []
    assert box.reports("market")[-1] == (Stage.MISSED, "box.off")


def test_the_small_file_is_asked_for_when_it_is_late_and_played_if_it_comes_first(
    box: Driver,
) -> None:
    told = manifest("late", roles=(Role.LISTEN, Role.LOW, Role.HORN))
    box.change(files=frozenset())
    box.order(order("late", told, start_at=NOON + MINUTE))
    assert [one.file for one in box.fetched()] == [file_of(told, 2)]

    box.wait(MINUTE)
    assert [one.file for one in box.fetched()] == [file_of(told, place) for place in (2, 1, 0)]
    said = box.tell(FileArrived(file=file_of(told, 1)))
    assert [one.files for one in said if isinstance(one, Play)] == [(file_of(told, 1),)]
    assert box.let_go() == sorted((file_of(told, 0), file_of(told, 2)))


def test_a_file_that_becomes_more_urgent_is_asked_for_again(box: Driver) -> None:
    box.change(files=frozenset())
    box.order(order("market", MARKET))
    box.order(order("warning", MARKET, EMERGENCY))

    assert [one.urgency[0] for one in box.fetched()] == [0, -2]


def test_what_can_no_longer_play_is_fetched_no_longer(box: Driver) -> None:
    box.change(files=frozenset())
    box.order(order("market", MARKET, expires_at=NOON + MINUTE))
    box.order(order("health", HEALTH))
    box.wait(MINUTE)
    assert box.let_go() == [file_of(MARKET)]
    box.order(authority.cancel("health", at=NOON), withdraws=frozenset({"health"}))

    assert box.let_go() == [file_of(MARKET), file_of(HEALTH)]
    assert box.state.asked == {}


def test_what_expired_while_the_time_was_unknown_is_not_fetched(box: Driver) -> None:
    box.change(files=frozenset(), clock=Clock.UNSET)
    box.order(order("market", MARKET, expires_at=NOON))

    assert box.fetched() == []
    assert box.reports("market") == [(Stage.RECEIVED, "")]


def test_a_file_that_something_else_needs_is_fetched_on(box: Driver) -> None:
    box.change(files=frozenset())
    box.order(order("warning", MARKET, EMERGENCY, expires_at=NOON + MINUTE))
    box.order(order("market", MARKET))
    box.wait(MINUTE)

    assert box.let_go() == []
    assert plays(box.tell(FileArrived(file=file_of(MARKET)))) == ["market"]


def test_a_file_that_has_rotted_is_fetched_again(box: Driver) -> None:
    box.order(order("market", MARKET, start_at=NOON + MINUTE))
    box.tell(FileGone(file=file_of(MARKET)))

    assert [one.file for one in box.fetched()] == [file_of(MARKET)]
    box.tell(FileGone(file=file_of(MARKET)))
    assert len(box.fetched()) == 2


def test_what_cannot_be_decoded_is_tried_three_times_and_no_more(box: Driver) -> None:
    box.order(order("market", MARKET))
    assert plays(box.ended("market", Outcome.FAILED, played=0)) == ["market"]
    assert plays(box.ended("market", Outcome.FAILED, played=0)) == ["market"]
    assert plays(box.ended("market", Outcome.FAILED, played=0)) == []

    assert box.reports("market")[-3:] == [(Stage.STOPPED, "play.failed")] * 3
    assert box.state.orders == ()


def test_a_cancel_stops_what_plays(box: Driver) -> None:
    box.order(order("market", MARKET))
    box.started("market")
    said = box.order(authority.cancel("market", at=NOON), frozenset({"market"}))

    assert stops(said) == ["market"]
    box.ended("market", Outcome.STOPPED, played=SECOND)
    assert box.reports("market")[-1] == (Stage.STOPPED, "order.cancelled")
    assert box.reports("cancel-market") == [(Stage.RECEIVED, "")]
    assert box.playing is None


def test_a_cancel_of_what_waits_lets_it_never_sound(box: Driver) -> None:
    box.order(order("flood", FLOOD, EMERGENCY))
    box.order(order("market", MARKET))
    box.order(authority.cancel("market", at=NOON), frozenset({"market"}))

    assert box.reports("market")[-1] == (Stage.MISSED, "order.cancelled")
    assert plays(box.ended("flood")) == []


def test_a_cancel_of_what_was_just_cut_off_keeps_it_from_starting_again(box: Driver) -> None:
    box.order(order("market", MARKET))
    box.order(order("health", HEALTH))
    box.started("market")
    box.order(order("flood", FLOOD, EMERGENCY))
    box.order(authority.cancel("market", at=NOON), frozenset({"market"}))
    box.ended("market", Outcome.STOPPED, played=SECOND)

    assert plays(box.ended("flood")) == ["health"]
    assert box.reports("market")[-1] == (Stage.STOPPED, "order.cancelled")


def test_a_later_revision_takes_the_place_of_an_earlier_one(box: Driver) -> None:
    box.order(order("market", MARKET))
    said = box.order(order("market-2", HEALTH), frozenset({"market"}))

    assert stops(said) == ["market"]
    assert plays(said) == ["market-2"]


def test_a_timed_order_is_prepared_and_started_on_its_instant(box: Driver) -> None:
    start = NOON + MINUTE
    box.order(order("market", MARKET, start_at=start))
    assert box.state.wake_at == start - 5_300

    (prepared,) = box.wait(MINUTE - 5 * SECOND)
    (play,) = box.wait(5 * SECOND - 300)

    assert type(prepared).__name__ == "Prepare"
    assert isinstance(play, Play)
    assert play.at == start


def test_nothing_is_said_when_nothing_has_changed(box: Driver) -> None:
    box.tell(Tick())

    assert box.said == []
    assert box.state.files == ALL_FILES


OURS = frozenset({"flood"})
"""The province's own order: its id was used before, by the commune."""


def test_an_order_takes_its_id_from_ground_below_while_that_waits(box: Driver) -> None:
    box.order(order("flood", MARKET, start_at=NOON + MINUTE))
    said = box.order(order("flood", FLOOD, EMERGENCY), OURS)

    assert [one.files for one in said if isinstance(one, Play)] == [(file_of(FLOOD),)]
    assert box.reports("flood") == [(Stage.RECEIVED, "")] * 2


def test_an_order_that_takes_its_id_leaves_what_else_sounds_alone(box: Driver) -> None:
    box.order(order("health", HEALTH))
    box.order(order("flood", MARKET, start_at=NOON + MINUTE))

    assert stops(box.order(order("flood", FLOOD), OURS)) == []
    assert box.playing == "health"
    box.ended("health")
    assert [one.files for one in box.said if isinstance(one, Play)][-1] == (file_of(FLOOD),)


def test_an_order_takes_its_id_from_ground_below_after_that_has_ended(box: Driver) -> None:
    box.order(order("flood", MARKET))
    box.started("flood")
    box.ended("flood")

    assert plays(box.order(order("flood", FLOOD, EMERGENCY), OURS)) == ["flood"]
    assert box.state.attempts == {"flood": 1}


@pytest.mark.parametrize("outcome", list(Outcome))
def test_an_order_takes_its_id_from_ground_below_while_that_sounds(
    box: Driver, outcome: Outcome
) -> None:
    box.order(order("flood", MARKET))
    box.started("flood")
    said = box.order(order("flood", FLOOD, EMERGENCY), OURS)
    assert (stops(said), plays(said)) == (["flood"], [])

    assert plays(box.ended("flood", outcome, played=SECOND)) == ["flood"]
    box.started("flood")
    assert box.state.open_item("flood") is not None
    box.ended("flood")
    assert box.reports("flood")[-1] == (Stage.FINISHED, "")
    assert box.state.open_item("flood") is None


def test_an_order_takes_its_id_though_the_audio_process_dies_meanwhile(box: Driver) -> None:
    box.order(order("flood", MARKET))
    box.started("flood")
    box.order(order("flood", FLOOD, EMERGENCY), OURS)
    box.tell(AudioLost(played_ms=SECOND))

    assert plays(box.tell(AudioUp())) == ["flood"]


def test_a_cancel_takes_its_id_from_ground_below_too(box: Driver) -> None:
    box.order(order("flood", MARKET, start_at=NOON + MINUTE))
    box.order(authority.cancel("other", at=NOON, id="flood"), OURS)

    assert box.state.open_items == ()
    assert plays(box.wait(MINUTE)) == []
