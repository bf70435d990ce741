"""A long sound is cut where it is quiet, and every sample is in one piece."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from loa.media.audio.cutting import (
    FRAME,
    LONGEST,
    PAUSE,
    RATE,
    SHORTEST,
    Samples,
    levels,
    pieces,
    quietest,
)


def noise(seconds: float, *, seed: int = 1) -> Samples:
    made = np.random.default_rng(seed).normal(0, 3000, round(seconds * RATE))
    return made.clip(-30_000, 30_000).astype(np.int16)


NOISE = noise(100)


def speech(seconds: float, *pauses_s: float) -> Samples:
    """Return noise that is silent for half a second around each of these moments."""
    sound = noise(seconds)
    for pause in pauses_s:
        sound[round((pause - 0.25) * RATE) : round((pause + 0.25) * RATE)] = 0
    return sound


@given(seconds=st.floats(0, 100), block=st.sampled_from([1_000, 1_024, 48_000, 10**7]))
def test_the_pieces_are_the_sound(seconds: float, block: int) -> None:
    sound = NOISE[: round(seconds * RATE)]
    cut = list(pieces(sound[at : at + block] for at in range(0, len(sound), block)))

    assert np.array_equal(
        np.concatenate([np.zeros(0, np.int16), *(each for _, each in cut)]), sound
    )
    assert all(len(each) <= LONGEST for _, each in cut)
    assert all(len(each) >= SHORTEST for _, each in cut[:-1])
    assert all(at + len(each) == later for (at, each), (later, _) in pairwise(cut))
    assert cut == [] or cut[0][0] == 0


def test_a_cut_is_in_the_middle_of_a_pause() -> None:
    cut = list(pieces([speech(58, 5.0, 21.0, 30.6, 47.0)]))

    assert [round(at / RATE) for at, _ in cut] == [0, 21, 47]
    assert all(
        abs(at / RATE - pause) < 0.15 for (at, _), pause in zip(cut, [0, 21, 47], strict=True)
    )


def test_of_two_pauses_that_are_alike_the_later_one_is_taken() -> None:
    (_, first), *_ = pieces([speech(31, 12.0, 27.0)])

    assert len(first) / RATE == pytest.approx(27.0, abs=0.15)


@pytest.mark.parametrize("seconds", [30, 29.99, 0.01])
def test_a_short_sound_stays_whole(seconds: float) -> None:
    sound = noise(seconds)

    assert [len(each) for _, each in pieces([sound])] == [len(sound)]


def test_nothing_has_no_pieces() -> None:
    assert list(pieces([])) == []


def test_levels_tell_how_much_there_is_to_hear() -> None:
    loud = np.full(FRAME, 100, np.int16)
    silent = np.zeros(FRAME, np.int16)

    assert list(levels(np.concatenate([silent, loud, silent[:5]]))) == [0, 10_000]


def test_a_click_in_a_pause_is_no_reason_to_cut_within_a_word() -> None:
    strength = np.full(100, 50.0)
    strength[10:12] = 0  # between two syllables
    strength[60:80] = 1
    strength[70] = 20

    assert quietest(strength) - PAUSE // 2 >= 60
    assert quietest(strength) + PAUSE // 2 <= 80
