"""The box itself: its audio process, its link, its switch, its amplifier."""

from loa_player.commands import Play, Power, Report
from loa_player.events import (
    AudioLost,
    AudioUp,
    ClockJudged,
    Distrusted,
    LinkDown,
    LinkSynced,
    LinkUp,
    Outcome,
    ProgrammeArrived,
    Silenced,
)
from loa_player.testing import authority
from loa_player.testing.driver import (
    FLOOD,
    HEALTH,
    HOUR,
    MARKET,
    MINUTE,
    NOON,
    SECOND,
    SLOW_AMPLIFIER,
    Driver,
    occurrence,
    order,
    plays,
    stops,
)
from loa_protocol.messages import Clock, Stage
from loa_protocol.priority import Klass


def test_nothing_plays_before_the_audio_process_is_up(box: Driver) -> None:
    box.change(is_audio_up=False)

    assert plays(box.order(order("market", MARKET))) == []
    assert plays(box.tell(AudioUp())) == ["market"]


def test_what_the_audio_process_took_with_it_starts_again(box: Driver) -> None:
    box.order(order("market", MARKET))
    box.started("market")
    (told,) = box.tell(AudioLost(played_ms=5 * SECOND))

    assert isinstance(told, Report)
    assert (told.stage, told.reason, told.actual_ms) == (Stage.STOPPED, "audio.lost", None)
    assert plays(box.tell(AudioUp())) == ["market"]


def test_what_was_being_stopped_when_the_audio_process_died_stays_stopped(box: Driver) -> None:
    box.order(order("market", MARKET))
    box.started("market")
    box.order(authority.cancel("market", at=NOON), frozenset({"market"}))
    box.tell(AudioLost(played_ms=0))

    assert box.reports("market")[-1] == (Stage.STOPPED, "order.cancelled")
    assert plays(box.tell(AudioUp())) == []


def test_a_file_that_kills_the_audio_process_is_given_up_after_three_times(box: Driver) -> None:
    box.order(order("flood", FLOOD, Klass.EMERGENCY))
    for _ in range(2):
        box.started("flood")
        box.tell(AudioLost(played_ms=0))
        assert plays(box.tell(AudioUp())) == ["flood"]
    box.started("flood")
    box.tell(AudioLost(played_ms=0))

    assert plays(box.tell(AudioUp())) == []


def test_after_a_reconnect_cancels_come_before_any_new_start(box: Driver) -> None:
    box.tell(LinkUp())
    assert plays(box.order(order("market", MARKET))) == []
    box.order(authority.cancel("market", at=NOON), frozenset({"market"}))

    assert plays(box.tell(LinkSynced())) == []
    assert box.reports("market")[-1] == (Stage.MISSED, "order.cancelled")


def test_a_server_that_does_not_answer_does_not_keep_a_box_silent(box: Driver) -> None:
    box.tell(LinkUp())
    box.order(order("market", MARKET))
    assert box.state.wake_at == NOON + 5 * SECOND

    assert plays(box.wait(5 * SECOND)) == ["market"]


def test_a_link_that_breaks_again_lets_go_of_what_waited(box: Driver) -> None:
    box.tell(LinkUp())
    box.order(order("market", MARKET))

    assert plays(box.tell(LinkDown())) == ["market"]


def test_the_answer_about_the_time_lets_a_warning_sound(box: Driver) -> None:
    box.change(clock=Clock.UNSET)
    box.order(order("flood", FLOOD, Klass.EMERGENCY))

    assert plays(box.tell(ClockJudged(clock=Clock.FRESH))) == ["flood"]


def test_the_switch_on_the_box_stops_everything_even_a_warning(box: Driver) -> None:
    box.order(order("flood", FLOOD, Klass.EMERGENCY))
    box.started("flood")
    said = box.tell(Silenced(until=NOON + HOUR))
    assert stops(said) == ["flood"]
    box.ended("flood", Outcome.STOPPED, played=SECOND)

    assert box.reports("flood")[-1] == (Stage.STOPPED, "box.silenced")
    assert plays(box.order(order("market", MARKET, expires_at=NOON + 2 * HOUR))) == []
    assert box.state.wake_at == NOON + HOUR
    assert plays(box.wait(HOUR)) == ["market"]


def test_letting_go_of_the_switch_ends_the_silence(box: Driver) -> None:
    box.tell(Silenced(until=NOON + HOUR))
    box.order(order("market", MARKET))

    assert plays(box.tell(Silenced(until=0))) == ["market"]


def test_what_was_silenced_is_missed_and_says_so(box: Driver) -> None:
    box.tell(Silenced(until=NOON + 2 * HOUR))
    box.order(order("market", MARKET))
    box.wait(HOUR)

    assert box.reports("market")[-1] == (Stage.MISSED, "box.silenced")


def test_what_a_revoked_key_signed_does_not_sound_any_more(box: Driver) -> None:
    told = authority.programme((MARKET,), (occurrence("later", NOON + HOUR),), at=NOON)
    box.tell(ProgrammeArrived(programme=told))
    box.order(order("market", MARKET))
    box.order(order("health", HEALTH))
    box.order(order("flood", FLOOD))
    said = box.tell(Distrusted(orders=frozenset({"market", "health"})))
    assert (stops(said), plays(said)) == (["market"], ["flood"])
    assert box.reports("health")[-1] == (Stage.MISSED, "trust.revoked")

    box.tell(Distrusted(orders=frozenset({"programme-1"})))
    assert box.reports("later") == [(Stage.MISSED, "trust.revoked")]
    assert box.state.programme is None


def test_a_cold_amplifier_is_warmed_up_before_the_sound(box: Driver) -> None:
    box.change(amplifier=SLOW_AMPLIFIER)
    said = box.order(order("market", MARKET))[1:]

    assert said[0] == Power(is_on=True)
    assert isinstance(said[1], Play)
    assert said[1].at == NOON + 10 * SECOND


def test_a_timed_order_finds_the_amplifier_warm(box: Driver) -> None:
    box.change(amplifier=SLOW_AMPLIFIER)
    box.order(order("market", MARKET, start_at=NOON + MINUTE))
    said = box.wait(50 * SECOND)

    assert Power(is_on=True) in said
    assert [one.at for one in said if isinstance(one, Play)] == [NOON + MINUTE]


def test_the_amplifier_goes_off_when_nothing_sounds_any_more(box: Driver) -> None:
    box.change(amplifier=SLOW_AMPLIFIER)
    box.order(order("market", MARKET))
    box.wait(HOUR // 2)
    box.ended("market")
    assert box.state.wake_at == box.now + MINUTE

    assert box.wait(MINUTE) == [Power(is_on=False)]
    assert box.state.powered_at is None


def test_the_amplifier_stays_on_for_what_comes_soon(box: Driver) -> None:
    box.change(amplifier=SLOW_AMPLIFIER)
    box.order(order("market", MARKET))
    box.order(order("health", HEALTH, start_at=NOON + 3 * MINUTE))
    box.wait(MINUTE)
    box.ended("market")

    assert box.wait(MINUTE) == []
    assert plays(box.wait(50 * SECOND)) == ["health"]


def test_a_warm_amplifier_lets_a_warning_sound_at_once(box: Driver) -> None:
    box.change(amplifier=SLOW_AMPLIFIER, powered_at=NOON - MINUTE, idle_since=NOON - SECOND)
    (_, play) = box.order(order("flood", FLOOD, Klass.EMERGENCY))

    assert isinstance(play, Play)
    assert play.at == NOON
