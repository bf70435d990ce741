"""What plays by the programme: computed from schedule and time, never remembered."""

from loa_player.events import (
    FileArrived,
    LinkDown,
    Moved,
    OrderArrived,
    Outcome,
    ProgrammeArrived,
    Recovered,
)
from loa_player.items import AS_APPROVED
from loa_player.state import Amplifier, restored
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
    Driver,
    file_of,
    manifest,
    occurrence,
    order,
    plays,
    stops,
)
from loa_protocol.messages import Clock, Occurrence, Stage, Target
from loa_protocol.priority import Klass


def programme(*occurrences: Occurrence, serial: int = 1) -> ProgrammeArrived:
    told = authority.programme((MARKET, FLOOD, HEALTH), occurrences, at=NOON, serial=serial)
    return ProgrammeArrived(programme=told)


def test_an_occurrence_plays_at_its_time_and_says_whose_it_is(box: Driver) -> None:
    said = box.tell(programme(occurrence("first", NOON + MINUTE)))
    assert [type(one).__name__ for one in said] == ["Report"]

    assert plays(box.wait(MINUTE)) == ["first"]
    box.started("first")
    (told,) = box.ended("first")
    assert (told.order, told.occurrence) == ("programme-1", "first")


def test_an_occurrence_that_was_played_is_not_played_again_by_a_newer_programme(
    box: Driver,
) -> None:
    box.tell(programme(occurrence("first", NOON, play_late_until=NOON + HOUR)))
    box.ended("first")

    later = programme(occurrence("first", NOON, play_late_until=NOON + HOUR), serial=2)
    assert plays(box.tell(later)) == []


def test_what_sounds_and_stands_in_the_newer_programme_no_more_is_stopped(box: Driver) -> None:
    box.tell(programme(occurrence("withdrawn", NOON)))
    box.started("withdrawn")

    assert stops(box.tell(programme(serial=2))) == ["withdrawn"]
    box.ended("withdrawn", Outcome.STOPPED, played=SECOND)
    assert box.reports("withdrawn")[-1] == (Stage.STOPPED, "order.cancelled")


def test_what_sounds_and_stands_in_the_newer_programme_too_goes_on(box: Driver) -> None:
    box.tell(programme(occurrence("first", NOON)))
    box.started("first")

    assert stops(box.tell(programme(occurrence("first", NOON), serial=2))) == []


def test_an_order_that_sounds_goes_on_when_a_programme_comes(box: Driver) -> None:
    box.order(order("market", MARKET))
    box.started("market")

    assert stops(box.tell(programme())) == []


def test_ends_are_forgotten_once_the_programme_they_belong_to_is_over(box: Driver) -> None:
    box.change(done={"long-ago": NOON - 1, "today": NOON})
    box.tell(programme())

    assert dict(box.state.done) == {"today": NOON}


def test_an_occurrence_is_missed_if_its_time_passed_and_says_why(box: Driver) -> None:
    box.change(is_audio_up=False)
    box.tell(programme(occurrence("first", NOON)))
    box.wait(3 * SECOND)

    assert box.reports("first") == [(Stage.MISSED, "audio.down")]


def test_an_occurrence_that_may_be_late_plays_late(box: Driver) -> None:
    box.change(files=frozenset())
    box.tell(programme(occurrence("first", NOON, play_late_until=NOON + MINUTE)))

    assert plays(box.tell(FileArrived(file=file_of(MARKET)), after=MINUTE)) == ["first"]


def test_what_was_over_before_the_box_came_is_nobodys_miss(box: Driver) -> None:
    box.change(place=authority.place(valid_from=NOON))
    box.tell(programme(occurrence("morning", NOON - HOUR)))

    assert box.reports("morning") == []


def test_only_the_clusters_that_are_named_play(box: Driver) -> None:
    box.tell(
        programme(
            occurrence("others", NOON, clusters=("c-2",)),
            occurrence("ours", NOON, clusters=("c-1", "c-2")),
        )
    )

    assert box.playing == "ours"
    assert box.reports("others") == []


def test_all_languages_of_a_bulletin_play_one_after_the_other(box: Driver) -> None:
    one, two = manifest("vietnamese", seconds=10), manifest("tay", seconds=20)
    both = authority.manifest(*one.sounds[0].renditions, bulletin="both")
    both = type(both)(
        bulletin="both", version=1, approval="1" * 64, sounds=(*one.sounds, *two.sounds)
    )
    box.change(files=frozenset({file_of(one), file_of(two)}))
    (_, play) = box.order(order("both", both))

    assert play.files == (file_of(one), file_of(two))
    (told,) = box.ended("both")
    assert told.planned_ms == 30 * SECOND


def test_a_warning_waits_until_the_box_knows_the_time(box: Driver) -> None:
    box.change(clock=Clock.FLOOR)

    assert plays(box.order(order("flood", FLOOD, Klass.EMERGENCY))) == []


def test_the_programme_plays_by_a_battery_clock(box: Driver) -> None:
    box.change(clock=Clock.FLOOR)
    box.tell(programme(occurrence("first", NOON)))

    assert box.playing == "first"


def test_nothing_is_called_missed_while_the_time_is_unknown(box: Driver) -> None:
    box.change(clock=Clock.UNSET)
    box.tell(programme(occurrence("first", NOON - MINUTE)))

    assert box.reports("first") == []


def test_without_contact_an_item_plays_only_as_long_as_it_may(box: Driver) -> None:
    box.tell(LinkDown())
    box.tell(
        programme(
            occurrence("soon", NOON + SECOND, offline_until=NOON + MINUTE),
            occurrence("late", NOON + HOUR, offline_until=NOON + MINUTE),
        )
    )
    assert plays(box.wait(SECOND)) == ["soon"]
    box.ended("soon")
    box.wait(HOUR + MINUTE)

    assert box.reports("late") == [(Stage.MISSED, "order.no_contact")]


def test_an_emergency_of_the_programme_cuts_in_on_its_instant_not_before(box: Driver) -> None:
    box.order(order("market", MARKET))
    warning = Occurrence(
        id="siren", start_at=NOON + SECOND, duration_ms=1, item=1, klass=Klass.EMERGENCY
    )
    box.tell(programme(warning))

    assert stops(box.wait(SECOND - 100)) == []
    assert stops(box.wait(100)) == ["market"]


def test_a_box_that_was_moved_keeps_nothing_of_the_old_ground(box: Driver) -> None:
    village = Target(areas=("vn/79/26734",))
    box.tell(programme(occurrence("now", NOON), occurrence("later", NOON + HOUR)))
    box.order(order("market", MARKET, target=village))
    box.order(order("province", FLOOD, target=Target(areas=("vn/79",))))
    said = box.tell(Moved(place=authority.place(serial=2, area="vn/79/26740")))

    assert stops(said) == ["now"]
    assert box.reports("later") == [(Stage.MISSED, "place.moved")]
    assert box.reports("market")[-1] == (Stage.MISSED, "place.moved")
    assert plays(said) == ["province"]


def test_without_a_place_nothing_of_a_programme_is_ours() -> None:
    box = Driver()
    box.change(place=None)
    box.tell(programme(occurrence("first", NOON)))

    assert box.state.scheduled == ()


def test_a_box_that_was_off_for_a_moment_starts_again_what_it_was_playing(box: Driver) -> None:
    held = order("market", MARKET)
    box.state = restored(
        place=authority.place(),
        wanted=AS_APPROVED,
        orders=[held, authority.cancel("other", at=NOON)],
        programme=None,
        done={},
        files=ALL_FILES,
        attempts={"market": 1},
        amplifier=Amplifier(),
    )
    box.change(is_audio_up=True)
    told = Recovered(item="market", order="market", occurrence=None, started_at=NOON - 5 * SECOND)
    assert plays(box.tell(told)) == []
    box.change(clock=Clock.FRESH)

    assert plays(box.wait(0)) == ["market"]
    assert box.reports("market") == [(Stage.STOPPED, "box.restarted")]


def test_a_box_that_was_off_for_long_does_not(box: Driver) -> None:
    box.change(is_audio_up=False)
    box.tell(OrderArrived(order=order("market", MARKET)))
    box.change(is_audio_up=True)
    said = box.tell(
        Recovered(item="market", order="market", occurrence=None, started_at=NOON - MINUTE)
    )

    assert plays(said) == []
    assert box.state.orders == ()


def test_a_warning_that_was_cut_off_by_a_power_cut_is_given_again(box: Driver) -> None:
    box.change(is_audio_up=False)
    box.tell(OrderArrived(order=order("flood", FLOOD, Klass.EMERGENCY)))
    box.change(is_audio_up=True)
    said = box.tell(
        Recovered(item="flood", order="flood", occurrence=None, started_at=NOON - 5 * MINUTE)
    )

    assert plays(said) == ["flood"]


def test_the_end_of_what_is_no_longer_wanted_is_told_too(box: Driver) -> None:
    box.tell(Recovered(item="gone", order="programme-0", occurrence="gone", started_at=NOON))

    assert box.reports("gone") == [(Stage.STOPPED, "box.restarted")]


def test_an_occurrence_that_was_heard_before_the_power_cut_is_over_for_good(box: Driver) -> None:
    late = occurrence("first", NOON - MINUTE, play_late_until=NOON + HOUR)
    box.change(is_audio_up=False)
    box.tell(programme(late))
    box.tell(
        Recovered(item="first", order="programme-1", occurrence="first", started_at=NOON - MINUTE)
    )
    box.change(is_audio_up=True)

    assert plays(box.wait(SECOND)) == []
    assert box.ended("first", Outcome.STOPPED) == []
