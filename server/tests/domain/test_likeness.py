"""Two sounds are one recording if they share enough of their marks."""

import pytest
from loa.domain.likeness import FEWEST_MARKS, MOST_MARKS, is_same, likeness


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        (range(100), range(100), 1.0),
        (range(100), range(50, 150), 1 / 3),
        (range(100), range(100, 200), 0.0),
        (range(FEWEST_MARKS - 1), range(FEWEST_MARKS - 1), 0.0),
        ((), range(100), 0.0),
    ],
)
def test_likeness_is_what_is_common_of_all(one: range, other: range, share: float) -> None:
    assert likeness(one, other) == likeness(other, one) == pytest.approx(share)


def test_of_long_sounds_only_the_smallest_marks_are_compared() -> None:
    """What one sound's list was too full to hold says nothing about the other."""
    long, short = range(MOST_MARKS), range(0, 4 * MOST_MARKS, 4)

    assert likeness(long, short) == pytest.approx(0.25)


@pytest.mark.parametrize(("share", "is_one"), [(0.05, True), (0.049, False), (1.0, True)])
def test_a_small_share_is_enough_for_one_recording(share: float, is_one: bool) -> None:
    assert is_same(share) is is_one
