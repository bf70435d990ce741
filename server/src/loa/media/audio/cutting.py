"""Cut a long sound into pieces at its quiet places, where no word is cut in two.

Whoever writes speech down loses words in long stretches. The pieces hold every sample once.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

RATE: Final = 16_000
"""Samples a second, of everything here."""
FRAME: Final = RATE // 50
"""Samples whose level is taken together: 20 ms."""
LONGEST: Final = 30 * RATE
SHORTEST: Final = 10 * RATE
"""Only the last piece may be shorter."""
PAUSE: Final = 15
"""Frames that are quiet together: 0.3 s, the pause between two sentences."""

Samples = npt.NDArray[np.int16]
Levels = npt.NDArray[np.float64]


def pieces(blocks: Iterable[Samples]) -> Iterator[tuple[int, Samples]]:
    """Yield pieces of at most thirty seconds, each with the number of its first sample."""
    first, held = 0, np.zeros(0, np.int16)
    for block in blocks:
        held = np.concatenate((held, block))
        while len(held) > LONGEST:
            end = SHORTEST + FRAME * quietest(levels(held[SHORTEST:LONGEST]))
            yield first, held[:end]
            first, held = first + end, held[end:]
    if len(held):
        yield first, held


def levels(samples: Samples) -> Levels:
    """Return how much sound there is in each frame: the mean of the squares."""
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME).astype(np.float64)
    strength: Levels = np.square(frames).mean(axis=1)
    return strength


def quietest(strength: Levels) -> int:
    """Return the frame in the middle of the quietest pause, the last of several that are alike."""
    pauses = np.convolve(strength, np.ones(PAUSE), "valid")
    return len(pauses) - 1 - int(np.argmin(pauses[::-1])) + PAUSE // 2
