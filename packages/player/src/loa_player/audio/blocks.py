"""Sound in blocks: 20 ms at 48 kHz, one channel, floats between −1 and 1."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

RATE: Final = 48_000
BLOCK: Final = 960
"""Samples in 20 ms."""
FADE: Final = 480
"""Samples in 10 ms: short enough to be at once, long enough not to click."""
NS_PER_S: Final = 1_000_000_000

Block = NDArray[np.float32]

SILENCE: Final[Block] = np.zeros(BLOCK, dtype=np.float32)
SILENCE.setflags(write=False)


def ns(samples: int) -> int:
    """Return how long samples last."""
    return samples * NS_PER_S // RATE


def samples(duration_ns: int) -> int:
    """Return how many samples fit into a time."""
    return duration_ns * RATE // NS_PER_S


def to_pcm(block: Block) -> bytes:
    """Return 16-bit little-endian samples, as sound cards take them."""
    return (np.clip(block, -1.0, 1.0) * 32767.0).astype("<i2").tobytes()
