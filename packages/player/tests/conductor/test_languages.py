"""A box speaks the languages of the people around it, in their order."""

from dataclasses import replace

from loa_player.commands import Command, Fetch, Play, Prepare, Report
from loa_player.events import Moved, ProgrammeArrived, WantedTold
from loa_player.items import Wanted
from loa_player.state import Amplifier, restored
from loa_player.testing import authority
from loa_player.testing.driver import (
    HOUR,
    MINUTE,
    NOON,
    READY,
    SECOND,
    Driver,
    manifest,
    occurrence,
    order,
)
from loa_protocol.messages import Occurrence
from msgspec.structs import replace as changed

VIET, HMONG, TAY = (
    changed(manifest(name, seconds=seconds).sounds[0], language=name)
    for name, seconds in (("vi", 60), ("hmn", 70), ("tyz", 80))
)
FILE = {sound.language: sound.renditions[0].file for sound in (VIET, HMONG, TAY)}
NEWS = changed(manifest("news"), sounds=(VIET, HMONG, TAY))
STATE = replace(READY, files=READY.files | frozenset(FILE.values()))


def programme(*occurrences: Occurrence) -> ProgrammeArrived:
    return ProgrammeArrived(programme=authority.programme((NEWS,), occurrences, at=NOON))


def played(said: list[Command]) -> list[tuple[str, ...]]:
    return [one.files for one in said if isinstance(one, Play)]


def files(*languages: str) -> tuple[str, ...]:
    return tuple(FILE[language] for language in languages)


def box(*languages: str) -> Driver:
    return Driver(state=replace(STATE, wanted=Wanted(languages=languages)))


def test_a_box_that_was_told_nothing_plays_every_language_as_approved() -> None:
    assert played(box().order(order("news", NEWS))) == [files("vi", "hmn", "tyz")]


def test_a_box_plays_its_own_languages_in_their_order_and_no_others() -> None:
    here = box("tyz", "vi")

    assert played(here.order(order("news", NEWS))) == [files("tyz", "vi")]
    (told,) = here.started("news")
    assert isinstance(told, Report)
    assert told.planned_ms == 140 * SECOND


def test_a_language_that_the_bulletin_lacks_leaves_the_others() -> None:
    assert played(box("km", "hmn").order(order("news", NEWS))) == [files("hmn")]


def test_a_bulletin_in_none_of_the_languages_is_heard_all_the_same() -> None:
    assert played(box("km").order(order("news", NEWS))) == [files("vi", "hmn", "tyz")]


def test_only_what_is_played_is_fetched() -> None:
    here = Driver(state=replace(READY, wanted=Wanted(languages=("hmn",))))
    said = here.order(order("news", NEWS))

    assert [one.file for one in said if isinstance(one, Fetch)] == [FILE["hmn"]]


def test_what_waits_speaks_the_languages_that_are_told_later() -> None:
    here = box()
    here.order(order("news", NEWS, start_at=NOON + MINUTE))
    here.tell(programme(occurrence("later", NOON + 2 * HOUR)))
    here.tell(WantedTold(wanted=Wanted(languages=("hmn",))))

    assert [item.languages for item in here.state.open_items] == [(HMONG.renditions,)] * 2
    assert played(here.wait(MINUTE)) == [files("hmn")]


def test_a_file_that_was_opened_for_other_languages_is_not_what_sounds() -> None:
    here = box()
    here.order(order("news", NEWS, start_at=NOON + 4 * SECOND))
    opened = here.tell(WantedTold(wanted=Wanted(languages=("hmn",))))

    assert [one.files for one in opened if isinstance(one, Prepare)] == [files("hmn")]


def test_what_sounds_already_goes_on_as_it_began() -> None:
    here = box()
    here.order(order("news", NEWS))
    here.started("news")

    assert here.tell(WantedTold(wanted=Wanted(languages=("hmn",)))) == []
    assert here.state.playing is not None
    assert here.state.playing.files == files("vi", "hmn", "tyz")


def test_a_box_that_was_moved_keeps_its_languages_until_it_is_told_others() -> None:
    here = box("hmn")
    here.tell(programme(occurrence("later", NOON + 2 * HOUR)))
    here.tell(Moved(place=authority.place(serial=2)))

    assert [item.languages for item in here.state.scheduled] == [(HMONG.renditions,)]


def test_a_box_that_begins_again_knows_its_languages() -> None:
    state = restored(
        place=authority.place(),
        wanted=Wanted(languages=("tyz",)),
        orders=[order("news", NEWS)],
        programme=programme(occurrence("later", NOON + HOUR)).programme,
        done={},
        files=(),
        attempts={},
        amplifier=Amplifier(),
    )

    assert [item.languages for item in state.open_items] == [(TAY.renditions,)] * 2
