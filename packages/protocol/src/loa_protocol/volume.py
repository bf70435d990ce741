"""How loud a box plays: percent for people, decibels for the mixer."""

import math
from typing import Final

FULL_PERCENT: Final = 100
DB_PER_PERCENT: Final = 0.5
"""100 % is 0 dB, 80 % is −10 dB, 40 % is −30 dB: steps that sound alike."""


def gain(volume_percent: int, *, ceiling_percent: int) -> float:
    """Return the factor for samples. 0 % is silence; never above the ceiling."""
    percent = max(0, min(volume_percent, ceiling_percent, FULL_PERCENT))
    if percent == 0:
        return 0.0
    return math.pow(10, (percent - FULL_PERCENT) * DB_PER_PERCENT / 20)
