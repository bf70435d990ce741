"""Who may have a recording written down, and what counts as its words."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from loa.domain.permissions import ActorId, Duty, Grant, NotAllowed, Officer
from loa.domain.transcripts import (
    LONGEST,
    PATIENCE,
    Confirmation,
    IsConfirmed,
    NoSuchMachine,
    NothingToHear,
    NotNeeded,
    NoWords,
    Overtaken,
    Recording,
    TooManyWords,
    ask_machine,
    confirm,
)
from loa.domain.wording import HasMarkup, HasPicture
from loa_protocol.errors import Refusal

HERE = ("vn", "31", "11848")
THERE = ("vn", "31", "11849")
NOON = datetime(2026, 11, 26, 5, tzinfo=UTC)
TODAY = date(2026, 11, 26)


def officer(name: str, duty: Duty, unit: tuple[str, ...] = HERE) -> Officer:
    grant = Grant(duty=duty, unit=unit, valid_from=date(2026, 1, 1))
    return Officer(id=ActorId(name), grants=frozenset({grant}))


NAM = officer("nam", Duty.WRITE)
HOA = officer("hoa", Duty.APPROVE)
LAN = officer("lan", Duty.WRITE, THERE)
MEETING = Recording(unit=HERE, language="vi", is_by_person=True, is_ready=True, has_words=False)
CONFIRMED = replace(MEETING, words="Mời bà con họp.", edition=1)


@pytest.mark.parametrize("recording", [MEETING, replace(MEETING, asked_at=NOON)])
def test_a_machine_may_be_asked_for_what_a_person_says(recording: Recording) -> None:
    ask_machine(recording, by=NAM, on=TODAY)

    assert recording.is_for_machine()


@pytest.mark.parametrize(
    ("recording", "by", "refusal"),
    [
        (MEETING, HOA, NotAllowed),
        (MEETING, LAN, NotAllowed),
        (replace(MEETING, has_words=True), NAM, NotNeeded),
        (replace(MEETING, is_by_person=False), NAM, NotNeeded),
        (replace(MEETING, is_ready=False), NAM, NothingToHear),
        (replace(MEETING, language="hmn"), NAM, NoSuchMachine),
        (CONFIRMED, NAM, IsConfirmed),
    ],
)
def test_a_machine_is_not_asked(recording: Recording, by: Officer, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        ask_machine(recording, by=by, on=TODAY)

    assert recording.is_for_machine() is (recording == MEETING)


@pytest.mark.parametrize(
    ("asked_at", "is_awaited"),
    [
        (None, False),
        (NOON, True),
        (NOON - PATIENCE + timedelta(seconds=1), True),
        (NOON - PATIENCE, False),
    ],
)
def test_a_machine_that_does_not_answer_is_asked_again_some_day(
    asked_at: datetime | None, is_awaited: bool
) -> None:
    assert replace(MEETING, asked_at=asked_at).is_awaited(NOON) is is_awaited


def test_what_a_person_confirms_are_the_words() -> None:
    answer = confirm(MEETING, "  Mời bà con họp. \r\n", seen=0, by=NAM, at=NOON)

    assert answer == Confirmation(words="Mời bà con họp.", edition=1, by=NAM.id, at=NOON)


def test_by_hand_any_language_is_written_down() -> None:
    answer = confirm(replace(MEETING, language="hmn"), "Nyob zoo", seen=0, by=NAM, at=NOON)

    assert answer is not None
    assert answer.words == "Nyob zoo"


def test_other_words_are_another_edition() -> None:
    answer = confirm(CONFIRMED, "Mời bà con họp tối nay.", seen=1, by=NAM, at=NOON)

    assert answer is not None
    assert answer.edition == 2


def test_the_same_words_once_more_change_nothing() -> None:
    assert confirm(CONFIRMED, "Mời bà con họp.", seen=0, by=NAM, at=NOON) is None


@pytest.mark.parametrize(
    ("recording", "words", "refusal"),
    [
        (replace(MEETING, has_words=True), "Mời họp.", NotNeeded),
        (replace(MEETING, is_ready=False), "Mời họp.", NothingToHear),
        (CONFIRMED, "Mời họp.", Overtaken),
        (MEETING, " \u200b\n", NoWords),
        (MEETING, "a" * (LONGEST + 1), TooManyWords),
        (MEETING, "Mời <b>họp</b>.", HasMarkup),
        (MEETING, "Mời họp 🙂", HasPicture),
    ],
)
def test_words_are_not_confirmed(recording: Recording, words: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        confirm(recording, words, seen=0, by=NAM, at=NOON)


@pytest.mark.parametrize("by", [HOA, LAN])
def test_only_who_writes_for_the_unit_confirms(by: Officer) -> None:
    with pytest.raises(NotAllowed):
        confirm(MEETING, "Mời họp.", seen=0, by=by, at=NOON)


def test_an_hour_of_words_is_not_too_much() -> None:
    assert confirm(MEETING, "a" * LONGEST, seen=0, by=NAM, at=NOON) is not None
