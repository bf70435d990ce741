"""Put sources together into one block: fades, gain, limiter, meter."""

import math
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from loa_player.audio.blocks import BLOCK, FADE, Block
from loa_player.audio.sources import Source

CEILING: Final = 10 ** (-1 / 20)
"""−1 dBFS: nothing that goes to the amplifier is louder."""
RELEASE: Final = 0.05
"""How much of the way back the limiter goes in one block."""
QUIETEST_CENTI_DB: Final = -12_000


@dataclass(slots=True)
class Voice:
    """One source that sounds, fading in when it begins and out when it is stopped."""

    item: str
    source: Source
    start: int
    """The sample, counted from the sink's first one, at which it begins."""
    written: int = 0
    squares: float = 0.0
    is_stopping: bool = False
    fault: str = ""

    def render(self, at: int) -> tuple[Block | None, bool]:
        """Return this voice's part of the block that begins at sample `at`, and if it ends."""
        skip = max(0, self.start - at)
        if skip >= BLOCK or (self.is_stopping and not self.written):
            return None, self.is_stopping
        sound = self._read(FADE if self.is_stopping else BLOCK - skip)
        is_over = self.is_stopping or len(sound) < BLOCK - skip
        if self.is_stopping:
            sound = sound * np.linspace(1, 0, num=FADE, dtype=np.float32)[: len(sound)]
        block = np.zeros(BLOCK, dtype=np.float32)
        block[skip : skip + len(sound)] = self._faded_in(sound)
        self.written += len(sound)
        return block, is_over

    def level_centi_db(self) -> int | None:
        """Return the level of all that was written, or None if nothing was."""
        if not self.written:
            return None
        mean = self.squares / self.written
        return max(QUIETEST_CENTI_DB, round(1000 * math.log10(mean))) if mean else QUIETEST_CENTI_DB

    def _read(self, count: int) -> Block:
        """Read the source. Whatever goes wrong in it ends this voice, and only this one."""
        try:
            return self.source.read(count)
        except Exception as fault:  # noqa: BLE001 - a decoder may raise anything; sound goes on
            self.fault = f"{type(fault).__name__}: {fault}"[:200]
            return np.zeros(0, dtype=np.float32)

    def _faded_in(self, sound: Block) -> Block:
        if self.written >= FADE:
            return sound
        ramp = (np.arange(self.written, self.written + len(sound), dtype=np.float32)) / FADE
        return sound * np.minimum(ramp, 1)


@dataclass(slots=True)
class Mixer:
    """Gain and limiter, both without steps that one could hear."""

    gain: float = 1.0
    _gain_now: float = field(default=-1.0)
    _limit_now: float = field(default=1.0)

    def finish(self, mix: Block) -> Block:
        """Apply volume and limiter to a mixed block."""
        before = self.gain if self._gain_now < 0 else self._gain_now
        self._gain_now = self.gain
        return self._limited(_ramped(mix, before, self.gain))

    def _limited(self, block: Block) -> Block:
        peak = float(np.max(np.abs(block)))
        need = min(1.0, CEILING / peak) if peak else 1.0
        eased = self._limit_now + (1.0 - self._limit_now) * RELEASE
        before, self._limit_now = self._limit_now, min(need, eased)
        if before == self._limit_now == 1.0:
            return block
        shaped = _ramped(block, before, self._limit_now)
        return np.clip(shaped, -CEILING, CEILING, out=shaped)


def _ramped(block: Block, before: float, after: float) -> Block:
    if before == after:
        return block if after == 1.0 else block * np.float32(after)
    return block * np.linspace(before, after, num=BLOCK, dtype=np.float32)
