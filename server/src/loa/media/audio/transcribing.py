"""Have a scribe write down a master, piece by piece, so that memory does not grow with it."""

from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Final

import av
import numpy as np

from loa.media.audio.cutting import RATE, Samples, pieces
from loa.media.audio.opening import read
from loa.media.audio.values import Bounds
from loa.media.children.messages import Line, Lines
from loa.media.refusals import NothingHeard
from loa.media.speech.scribe import Scribe

_STILLNESS: Final = np.zeros(RATE * 3 // 10, np.int16)
"""Before and after each piece: without it, first and last words are lost."""


def transcribe(
    master: Path, scribe: Scribe, *, lasts_ms: int, progress: Callable[[float], None]
) -> Lines:
    """Return what is said in a master, a line for each piece, with when each begins.

    Raises:
        NothingHeard: the scribe made out no word in all of it.
    """
    lines = []
    for first, samples in pieces(_at_rate(master)):
        begins_ms = first * 1000 // RATE
        text = scribe.write_down(np.concatenate((_STILLNESS, samples, _STILLNESS)))
        if words := " ".join(text.split()):
            lines.append(Line(begins_ms=begins_ms, text=words))
        progress(min(1.0, (begins_ms + len(samples) * 1000 // RATE) / max(1, lasts_ms)))
    if not lines:
        raise NothingHeard
    return Lines(lines=tuple(lines))


def _at_rate(master: Path) -> Iterator[Samples]:
    """Read a file that we wrote, as mono 16-bit numbers at the rate of scribes."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    frames = read(master, Bounds(seconds=1 << 20, bytes=1 << 40))
    for frame in chain(frames, [None]):
        for ready in resampler.resample(frame):
            yield ready.to_ndarray().reshape(-1).astype(np.int16, copy=False)
