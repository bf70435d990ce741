"""A clock that was wrong until somebody told the time: it costs nothing for good."""

from dataclasses import replace

from loa_player.commands import Power, WakeAt
from loa_player.events import (
    AudioUp,
    ClockJudged,
    LinkDown,
    LinkSynced,
    LinkUp,
    ProgrammeArrived,
    Recovered,
    Silenced,
)
from loa_player.items import AS_APPROVED
from loa_player.state import State, restored
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
    SLOW_AMPLIFIER,
    Driver,
    occurrence,
    order,
    plays,
)
from loa_protocol.messages import Clock, Occurrence, Order, Stage
from loa_protocol.priority import Klass

TEN_YEARS = 10 * 365 * 24 * HOUR


def after_a_power_cut(*orders: Order, occurrences: tuple[Occurrence, ...] = ()) -> State:
    """Return the state of a box that has just begun, with what it kept."""
    told = authority.programme((MARKET,), occurrences, at=NOON)
    state = restored(
        place=authority.place(),
        wanted=AS_APPROVED,
        orders=orders,
        programme=told,
        done={},
        files=ALL_FILES,
        attempts={},
        amplifier=Driver().state.amplifier,
    )
    return replace(state, is_audio_up=True)


def booted(state: State, *, ahead: int = TEN_YEARS) -> Driver:
    """Begin by a battery clock that is wrong by some years."""
    box = Driver(state=state, now=NOON + ahead)
    box.tell(ClockJudged(clock=Clock.FLOOR))
    return box


def tell_the_time(box: Driver, now: int) -> list[str]:
    """Let the server answer; return what plays."""
    step_ms, box.now = now - box.now, now
    said = box.tell(ClockJudged(clock=Clock.FRESH, step_ms=step_ms))
    return plays([*said, *box.tell(LinkSynced())])


def test_a_battery_clock_years_ahead_ends_nothing_for_good() -> None:
    later = order("health", HEALTH, start_at=NOON + HOUR, expires_at=NOON + 2 * HOUR)
    box = booted(after_a_power_cut(later, occurrences=(occurrence("news", NOON + MINUTE),)))
    box.wait(MINUTE)
    box.tell(LinkUp())
    assert box.reports("news") == box.reports("health") == []

    assert tell_the_time(box, NOON) == []
    assert plays(box.wait(MINUTE)) == ["news"]
    box.ended("news")
    assert plays(box.wait(HOUR)) == ["health"]


def test_what_was_missed_is_said_once_the_time_is_proved_with_what_stood_in_its_way() -> None:
    box = booted(after_a_power_cut(occurrences=(occurrence("news", NOON + MINUTE),)), ahead=0)
    box.tell(Silenced(until=NOON + HOUR))
    box.wait(2 * MINUTE)
    box.tell(Silenced(until=0))
    assert box.reports("news") == []

    tell_the_time(box, box.now)
    assert box.reports("news") == [(Stage.MISSED, "box.silenced")]
    assert box.state.late == {}


def test_what_stood_in_the_way_of_a_wrong_hour_is_forgotten() -> None:
    state = after_a_power_cut(occurrences=(occurrence("news", NOON + MINUTE),))
    box = booted(replace(state, is_audio_up=False))
    assert box.state.late == {"news": "audio.down"}
    tell_the_time(box, NOON)
    box.tell(AudioUp())
    box.change(files=frozenset())
    box.wait(2 * MINUTE)

    assert box.reports("news") == [(Stage.MISSED, "file.missing")]


def recovered(item: str, order: str) -> Recovered:
    return Recovered(item=item, order=order, occurrence=None, started_at=NOON - 5 * SECOND)


def test_a_warning_cut_off_by_a_power_cut_survives_a_clock_years_ahead() -> None:
    box = booted(after_a_power_cut(order("flood", FLOOD, Klass.EMERGENCY)))
    box.tell(recovered("flood", "flood"))
    box.tell(recovered("gone", "gone"))
    assert box.reports("flood") == box.reports("gone") == []

    assert tell_the_time(box, NOON) == ["flood"]
    assert box.reports("flood") == [(Stage.STOPPED, "box.restarted")]
    assert box.reports("gone") == [(Stage.STOPPED, "box.restarted")]
    assert box.state.recovered == ()


def test_by_a_battery_clock_what_a_power_cut_broke_off_starts_again() -> None:
    when = occurrence("news", NOON - 5 * SECOND, play_late_until=NOON + MINUTE)
    box = Driver(state=after_a_power_cut(occurrences=(when,)))
    box.tell(recovered("news", "programme-1"))
    said = box.tell(ClockJudged(clock=Clock.FLOOR))

    assert plays(said) == ["news"]
    assert box.reports("news") == [(Stage.STOPPED, "box.restarted")]


def test_a_slow_battery_clock_does_not_make_the_next_item_late() -> None:
    """The alarm was set by a clock an hour behind."""
    box = booted(after_a_power_cut(occurrences=(occurrence("news", NOON + HOUR),)), ahead=-HOUR)
    alarm = box.state.wake_at
    said_before = len(box.said)
    tell_the_time(box, NOON)

    assert WakeAt(at=alarm) in box.said[said_before:]


def test_the_switch_lets_go_after_its_hour_whatever_the_clock_said() -> None:
    box = booted(after_a_power_cut())
    box.tell(Silenced(until=box.now + HOUR))
    tell_the_time(box, NOON)

    assert box.state.silenced_until == NOON + HOUR


def test_an_amplifier_that_was_switched_on_by_a_wrong_clock_is_warm() -> None:
    state = after_a_power_cut(occurrences=(occurrence("news", NOON + TEN_YEARS),))
    box = booted(replace(state, amplifier=SLOW_AMPLIFIER))
    assert box.playing == "news"
    box.ended("news")
    tell_the_time(box, NOON)
    assert box.state.powered_at == NOON

    assert box.wait(MINUTE) == [Power(is_on=False)]


def test_a_link_that_is_down_holds_nothing_back_when_the_time_is_told() -> None:
    box = booted(after_a_power_cut())
    box.tell(LinkUp())
    box.tell(LinkDown())
    box.tell(ProgrammeArrived(programme=authority.programme((MARKET,), (), at=NOON)))
    tell_the_time(box, NOON)

    assert (box.state.hold_until, box.state.silenced_until, box.state.powered_at) == (0, 0, None)
