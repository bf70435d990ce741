"""Say whether two sounds are the same recording, by their marks (`loa.media.audio.marks`)."""

from collections.abc import Collection
from typing import Final

MOST_MARKS: Final = 256
FEWEST_MARKS: Final = 24
"""Fewer than that say nothing: a second of sound, or a tone."""
ALIKE: Final = 0.05
"""Share of common marks from which two sounds are taken for one recording.

Speech coded as Opus at 16 kbit/s, cut or compressed, shared 0.10 and more with what it was made
of; the same sentences read again by the same voice shared under 0.01.
"""


def likeness(one: Collection[int], other: Collection[int]) -> float:
    """Return how much of their marks two sounds share, from 0 to 1.

    Of a sound with many marks only the smallest are known, so only those are compared that would
    be among the smallest of both together.
    """
    if min(len(one), len(other)) < FEWEST_MARKS:
        return 0.0
    together = sorted({*one, *other})[:MOST_MARKS]
    return len(set(one) & set(other) & set(together)) / len(together)


def is_same(share: float) -> bool:
    """Say whether sounds that share so much are one recording."""
    return share >= ALIKE
