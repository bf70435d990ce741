"""Announcements out of recorded phrases: as few as possible, with pauses, and never with a hole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loa.domain.arrangement import check
from loa.domain.phrases import (
    BREATH_MS,
    COMMA_MS,
    EDGE_MS,
    LONGEST_PHRASE,
    NEEDED_FOR_NUMBERS,
    STOP_MS,
    BadPhrase,
    PhraseIsMissing,
    Recorded,
    compose,
    phrase_of,
    words_of,
)

PHRASES = (
    "Kính mời bà con",
    "thôn Thượng",
    "họp lúc",
    "mười chín",
    "mười",
    "chín",
    "giờ",
    "ba mươi",
    "bà con",
    "tại nhà văn hóa",
)
BANK = {
    words_of(said): Recorded(master=said, duration_ms=1000 + 10 * number)
    for number, said in enumerate(PHRASES)
}
INVITATION = "Kính mời bà con thôn Thượng họp lúc mười chín giờ ba mươi, tại nhà văn hóa."


def heard(text: str) -> list[str]:
    return [part.master for part in compose(text, BANK).parts]


def test_an_announcement_is_put_together_from_as_few_phrases_as_possible() -> None:
    assert heard(INVITATION) == [
        "Kính mời bà con",
        "thôn Thượng",
        "họp lúc",
        "mười chín",
        "giờ",
        "ba mươi",
        "tại nhà văn hóa",
    ]


def test_smaller_phrases_serve_where_there_is_no_longer_one() -> None:
    assert heard("Bà con họp lúc chín giờ") == ["bà con", "họp lúc", "chín", "giờ"]


def test_marks_are_heard_as_pauses() -> None:
    arrangement = compose("Giờ họp lúc, mười. Chín", BANK | {("họp", "lúc"): BANK["giờ",]})

    assert [part.gap_ms for part in arrangement.parts] == [BREATH_MS, COMMA_MS, STOP_MS, STOP_MS]


def test_a_hole_is_named_whole_and_nothing_is_made() -> None:
    with pytest.raises(PhraseIsMissing) as told:
        compose("Kính mời bà con xóm Hạ họp lúc hai mươi giờ, xóm Hạ.", BANK)

    assert told.value.facts["missing"] == "xóm hạ · hai mươi"


def test_tones_make_other_words() -> None:
    with pytest.raises(PhraseIsMissing):
        compose("thôn Thương", BANK)


def test_letters_composed_in_another_way_are_the_same_words() -> None:
    assert words_of("Tho\u0302n Thượng") == words_of("thôn THƯỢNG")


def test_the_silence_around_a_phrase_is_left_out() -> None:
    said = Recorded(master="x", duration_ms=3000, leading_ms=400, trailing_ms=900)

    (part,) = compose("a", {("a",): said}).parts

    assert (part.from_ms, part.to_ms) == (400 - EDGE_MS, 2100 + EDGE_MS)


def test_a_phrase_that_is_nearly_all_silence_can_still_be_joined() -> None:
    said = Recorded(master="x", duration_ms=500, leading_ms=480, trailing_ms=480)

    arrangement = compose("a", {("a",): said})

    assert check(arrangement, lengths_ms={"x": 500}) == arrangement


@pytest.mark.parametrize("text", ["", "…", "từ " * (LONGEST_PHRASE + 1)])
def test_what_is_no_phrase_is_refused(text: str) -> None:
    with pytest.raises(BadPhrase):
        phrase_of(text)


@pytest.mark.parametrize("text", ["", " , . "])
def test_an_announcement_of_nothing_is_refused(text: str) -> None:
    with pytest.raises(BadPhrase):
        compose(text, BANK)


def test_words_in_any_language_are_phrases() -> None:
    assert phrase_of("H'Mông Ê-đê ខ្មែរ 19") == ("h'mông", "ê-đê", "ខ្មែរ", "19")


def test_what_numbers_need_is_listed_once() -> None:
    assert len(set(NEEDED_FOR_NUMBERS)) == len(NEEDED_FOR_NUMBERS)


@given(st.lists(st.sampled_from(sorted(BANK)), min_size=1, max_size=12))
def test_whatever_is_made_of_phrases_can_be_said(runs: list[tuple[str, ...]]) -> None:
    text = " ".join(word for run in runs for word in run)

    arrangement = compose(text, BANK)

    said = [word for part in arrangement.parts for word in words_of(part.master)]
    assert said == text.split()
    assert len(arrangement.parts) <= len(runs)
