"""Render an arrangement: parts in order with their fades, music under them, into one file.

Runs in a child process. Memory does not grow with length: samples flow in blocks.
The files are masters of ours, mono at 48 kHz; each is found by its digest in a
folder of links that the parent laid out.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import av
import numpy as np
import numpy.typing as npt

from loa.domain.arrangement import Arrangement, Music, Part
from loa.media.audio.chain import RATE, through
from loa.media.audio.encoding import encode
from loa.media.audio.formats import WAV_FLOAT
from loa.media.audio.opening import read
from loa.media.audio.values import Bounds

Samples = npt.NDArray[np.float32]
Progress = Callable[[float], None]

_PER_MS: Final = RATE // 1000
_BLOCK: Final = 4096
_RAMP_MS: Final = 400
"""How long the music takes to step back under a voice, and to come forward again."""
_CLICK_MS: Final = 3
"""A cut in the middle of a wave clicks; this much of a fade nobody hears."""


def render(
    arrangement: Arrangement, sounds: Path, into: Path, *, progress: Progress = lambda _: None
) -> int:
    """Write what the arrangement describes. Return how many samples it has."""
    voices = _voices(arrangement, sounds)
    mixed = _with_music(voices, arrangement, sounds) if arrangement.music else voices
    told = _telling(mixed, arrangement.lasts_ms * _PER_MS, progress)
    return encode(through(_frames(told), []), into, WAV_FLOAT)


def _telling(blocks: Iterator[Samples], length: int, progress: Progress) -> Iterator[Samples]:
    """Pass on the blocks, and tell at every hundredth how much of the length that was."""
    at = hundredths = 0
    for block in blocks:
        yield block
        at += len(block)
        if 100 * at // length > hundredths:
            hundredths = 100 * at // length
            progress(at / length)


def _voices(arrangement: Arrangement, sounds: Path) -> Iterator[Samples]:
    """Yield the parts one after the other, with silence where there is none."""
    music = arrangement.music
    if music:
        yield from _silence(music.lead_in_ms)
    for number, part in enumerate(arrangement.parts, start=1):
        yield from _stretch(part, sounds)
        if number < len(arrangement.parts):
            yield from _silence(part.gap_ms)
    if music:
        yield from _silence(music.lead_out_ms)


def _stretch(part: Part, sounds: Path) -> Iterator[Samples]:
    """Yield exactly the samples that are kept of a sound, faded and levelled."""
    first, after = part.from_ms * _PER_MS, part.to_ms * _PER_MS
    level = np.float32(_factor(part.level_db))
    at = 0
    for block in _decoded(sounds / part.master):
        low, high = max(first - at, 0), min(after - at, len(block))
        if high > low:
            yield block[low:high] * level * _envelope(part, at + low - first, high - low)
        at += len(block)
        if at >= after:
            return
    # The length in the tables is rounded down to a millisecond, so this cannot be far.
    yield np.zeros(max(after - max(at, first), 0), np.float32)


def _envelope(part: Part, at: int, count: int) -> Samples:
    """Return the fades of a part at some of its samples."""
    position = np.arange(at, at + count, dtype=np.float32)
    length = part.lasts_ms * _PER_MS
    rise = max(part.fade_in_ms, _CLICK_MS if part.from_ms else 0) * _PER_MS
    fall = max(part.fade_out_ms, _CLICK_MS) * _PER_MS
    up = np.minimum(position / rise, 1) if rise else np.ones(count, np.float32)
    down = np.minimum((length - position) / fall, 1)
    return np.asarray(up * down, np.float32)


def _with_music(
    voices: Iterator[Samples], arrangement: Arrangement, sounds: Path
) -> Iterator[Samples]:
    """Lay music under the voices, softer where one speaks."""
    music = arrangement.music
    assert music is not None
    score, at = _Loop(sounds / music.master), 0
    level = _level_of(music, arrangement)
    for block in voices:
        tune = score.take(len(block))
        position = np.arange(at, at + len(block), dtype=np.float64)
        yield block + tune * np.interp(position, *level).astype(np.float32)
        at += len(block)


def _level_of(music: Music, arrangement: Arrangement) -> tuple[list[float], list[float]]:
    """Return the music's level as corners between which it changes evenly: samples, factors."""
    alone, under = _factor(music.alone_db), _factor(music.under_db)
    end = arrangement.lasts_ms
    corners: list[tuple[float, float]] = []
    at, was_alone = music.lead_in_ms, True
    for number, part in enumerate(arrangement.parts, start=1):
        if was_alone:
            corners += [(at - _RAMP_MS, alone), (at, under)]
        at += part.lasts_ms
        was_alone = number == len(arrangement.parts) or part.gap_ms > 2 * _RAMP_MS
        corners.append((at, under))
        if was_alone:
            corners.append((at + _RAMP_MS, alone))
        at += part.gap_ms
    fade = min(music.fade_ms, end / 2)
    within = [corner for corner in corners if fade < corner[0] < end - fade]
    first, last = _at(corners, fade), _at(corners, end - fade)
    whole = [(0, 0.0), (fade, first), *within, (end - fade, last), (end, 0.0)]
    return [ms * _PER_MS for ms, _ in whole], [factor for _, factor in whole]


def _at(corners: list[tuple[float, float]], ms: float) -> float:
    """Return the level that the corners give at one instant."""
    return float(np.interp(ms, [at for at, _ in corners], [factor for _, factor in corners]))


class _Loop:
    """A sound that is played again and again, taken in pieces of any length."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._blocks = _decoded(path)
        self._held = np.zeros(0, np.float32)

    def take(self, count: int) -> Samples:
        """Take exactly so many samples."""
        while len(self._held) < count:
            block = next(self._blocks, None)
            if block is None:
                self._blocks = _decoded(self._path)
            else:
                self._held = np.concatenate([self._held, block])
        taken, self._held = self._held[:count], self._held[count:]
        return taken


def _silence(ms: int) -> Iterator[Samples]:
    """Yield nothing, for a while, in blocks."""
    left = ms * _PER_MS
    while left > 0:
        yield np.zeros(min(left, _BLOCK), np.float32)
        left -= _BLOCK


def _decoded(path: Path) -> Iterator[Samples]:
    """Yield the samples of a master."""
    for frame in through(read(path, Bounds(seconds=1 << 20, bytes=1 << 40)), []):
        yield frame.to_ndarray()[0]


def _frames(blocks: Iterator[Samples]) -> Iterator[av.AudioFrame]:
    """Hand blocks of samples to the filters."""
    for block in blocks:
        if len(block):
            frame = av.AudioFrame.from_ndarray(block[np.newaxis, :], format="flt", layout="mono")
            frame.sample_rate = RATE
            yield frame


def _factor(db: float) -> float:
    """Turn decibels into a factor."""
    return float(10 ** (db / 20))
