"""Putting a programme together: what passes, and what is refused and why."""

from dataclasses import replace

import pytest
from loa.domain.arrangement import (
    LONGEST_MS,
    MOST_PARTS,
    Arrangement,
    BadArrangement,
    BadFade,
    BadGap,
    BadLevel,
    BadTrim,
    Music,
    NothingInIt,
    Part,
    PartIsGone,
    ProgrammeTooLong,
    TooManyParts,
    check,
    is_mostly,
    moved,
    room_for_another,
)

LENGTHS = {"jingle": 4_000, "report": 600_000, "tune": 30_000, "click": 50}
JINGLE = Part(master="jingle", to_ms=4_000, fade_out_ms=500, gap_ms=300)
REPORT = Part(master="report", from_ms=1_500, to_ms=60_000, level_db=2, gap_ms=5_000)
WHOLE = Arrangement(parts=(JINGLE, REPORT), music=Music(master="tune"))


def test_parts_in_order_with_music_pass() -> None:
    assert check(WHOLE, lengths_ms=LENGTHS) == WHOLE


def test_it_lasts_as_long_as_its_parts_the_pauses_between_and_the_ends_of_the_music() -> None:
    assert replace(WHOLE, music=None).lasts_ms == 4_000 + 300 + 58_500
    assert WHOLE.lasts_ms == 3_000 + 4_000 + 300 + 58_500 + 3_000


def test_each_part_begins_after_the_music_and_all_parts_and_pauses_before_it() -> None:
    assert WHOLE.begins_ms == (3_000, 3_000 + 4_000 + 300)
    assert replace(WHOLE, music=None).begins_ms == (0, 4_300)


def test_it_names_every_sound_it_needs() -> None:
    assert WHOLE.masters == {"jingle", "report", "tune"}
    assert replace(WHOLE, music=None).masters == {"jingle", "report"}


def test_one_part_without_music_is_a_trimmed_sound() -> None:
    alone = Arrangement(parts=(REPORT,))

    assert check(alone, lengths_ms=LENGTHS) == alone


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"master": "lost"}, PartIsGone),
        ({"from_ms": -1}, BadTrim),
        ({"from_ms": 60_000}, BadTrim),
        ({"to_ms": 600_001}, BadTrim),
        ({"to_ms": 1_599}, BadTrim),
        ({"fade_in_ms": -1}, BadFade),
        ({"fade_out_ms": -1}, BadFade),
        ({"fade_in_ms": 30_000, "fade_out_ms": 28_501}, BadFade),
        ({"gap_ms": -1}, BadGap),
        ({"gap_ms": 60_001}, BadGap),
        ({"level_db": 13}, BadLevel),
        ({"level_db": -41}, BadLevel),
    ],
)
def test_a_part_is_refused_by_its_number(
    changed: dict[str, object], refusal: type[BadArrangement]
) -> None:
    bad = replace(WHOLE, parts=(JINGLE, replace(REPORT, **changed)))  # type: ignore[arg-type]

    with pytest.raises(refusal) as told:
        check(bad, lengths_ms=LENGTHS)

    assert told.value.facts["part"] == 2


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"master": "lost"}, PartIsGone),
        ({"master": "click"}, PartIsGone),
        ({"lead_in_ms": -1}, BadGap),
        ({"lead_out_ms": 60_001}, BadGap),
        ({"fade_ms": -1}, BadFade),
        ({"alone_db": 13}, BadLevel),
        ({"under_db": -41}, BadLevel),
    ],
)
def test_music_is_refused(changed: dict[str, object], refusal: type[BadArrangement]) -> None:
    bad = replace(WHOLE, music=replace(Music(master="tune"), **changed))  # type: ignore[arg-type]

    with pytest.raises(refusal) as told:
        check(bad, lengths_ms=LENGTHS)

    assert told.value.facts["part"] == 0


@pytest.mark.parametrize(
    ("parts", "refusal"),
    [
        ((), NothingInIt),
        ((JINGLE,) * 101, TooManyParts),
        ((replace(REPORT, from_ms=0, to_ms=600_000),) * 7, ProgrammeTooLong),
    ],
)
def test_a_whole_is_refused(parts: tuple[Part, ...], refusal: type[BadArrangement]) -> None:
    with pytest.raises(refusal):
        check(Arrangement(parts=parts), lengths_ms=LENGTHS)


def test_the_longest_passes() -> None:
    parts = (replace(REPORT, from_ms=0, to_ms=600_000, gap_ms=0),) * 6
    longest = Arrangement(parts=parts)

    assert longest.lasts_ms == LONGEST_MS
    assert check(longest, lengths_ms=LENGTHS) == longest


@pytest.mark.parametrize(
    ("which", "steps", "after"),
    [
        (3, -1, [1, 3, 2]),
        (1, 1, [2, 1, 3]),
        (1, -1, [1, 2, 3]),
        (3, 1, [1, 2, 3]),
        (1, 9, [2, 3, 1]),
    ],
)
def test_a_part_moves_and_never_past_an_end(which: int, steps: int, after: list[int]) -> None:
    assert moved([1, 2, 3], which, steps=steps) == after


def test_there_is_room_for_so_many_parts_and_no_more() -> None:
    room_for_another(MOST_PARTS - 1)

    with pytest.raises(TooManyParts):
        room_for_another(MOST_PARTS)


@pytest.mark.parametrize(("song_ms", "is_music"), [(900, False), (1_000, True), (5_000, True)])
def test_a_programme_is_music_when_half_of_it_is(song_ms: int, is_music: bool) -> None:
    parts = (Part(master="talk", to_ms=1_000), Part(master="song", to_ms=song_ms))

    assert is_mostly(Arrangement(parts=parts), {"song"}) is is_music
    assert not is_mostly(Arrangement(parts=parts), set())
    assert not is_mostly(Arrangement(parts=()), {"song"})
