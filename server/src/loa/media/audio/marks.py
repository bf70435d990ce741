"""Mark a sound by what stays the same when it is coded anew, made louder or cut.

Peaks of the spectrogram are paired with those that follow them; a mark is the two pitches and
the time between them (Wang, "An Industrial-Strength Audio Search Algorithm", ISMIR 2003). Marks
are numbered by a hash, and only the smallest numbers are kept: how many of them two sounds share
says how much of all their marks they share (Broder, "On the Resemblance and Containment of
Documents", 1997). So every sound is compared by the same few numbers, however long it is.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

import av
import numpy as np
import numpy.typing as npt

from loa.domain.likeness import MOST_MARKS

RATE: Final = 8_000
WINDOW: Final = 1_024
HOP: Final = 128
LOWEST: Final = 24
HIGHEST: Final = 448
"""Bins of 7.8 Hz: 190 to 3,500 Hz, what a telephone carries."""
AROUND_FRAMES: Final = 30
AROUND_BINS: Final = 24
"""A peak is the greatest for half a second and 190 Hz on each side."""
QUIET: Final = 1e-3
"""Of the greatest peak of its stretch; below that is noise."""
FOLLOWERS: Final = 4
FURTHEST: Final = 127
"""Frames between the two peaks of a mark: two seconds."""
STRETCH: Final = 1_200
"""Frames that are looked at together: 19 seconds."""

Samples = npt.NDArray[np.float32]


def marks_of(frames: Iterable[av.AudioFrame]) -> tuple[int, ...]:
    """Return the marks of a sound: 32-bit numbers, each once, the smallest first."""
    return marks(_at_rate(frames))


def marks(blocks: Iterable[Samples]) -> tuple[int, ...]:
    """Return the marks of samples at `RATE`, in whatever pieces they come."""
    peaks: list[tuple[int, int]] = []
    for first, spectrogram in _stretches(_spectra(blocks)):
        peaks += _peaks(spectrogram, first)
    return tuple(sorted(set(map(_number, _pairs(sorted(peaks)))))[:MOST_MARKS])


def _at_rate(frames: Iterable[av.AudioFrame]) -> Iterator[Samples]:
    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
    for frame in chain(frames, [None]):
        for ready in resampler.resample(frame):
            yield ready.to_ndarray().reshape(-1).astype(np.float32, copy=False)


def _spectra(blocks: Iterable[Samples]) -> Iterator[Samples]:
    """Return the strength of each bin, frame by frame."""
    taper = np.hanning(WINDOW).astype(np.float32)
    rest = np.zeros(0, np.float32)
    for block in blocks:
        rest = np.concatenate((rest, block))
        while len(rest) >= WINDOW:
            yield np.abs(np.fft.rfft(rest[:WINDOW] * taper))[LOWEST:HIGHEST].astype(np.float32)
            rest = rest[HOP:]


def _stretches(spectra: Iterable[Samples]) -> Iterator[tuple[int, Samples]]:
    """Gather frames, each stretch with what lies around it; say which frame is its first."""
    held: list[Samples] = []
    first = 0
    for spectrum in spectra:
        held.append(spectrum)
        if len(held) == STRETCH + 2 * AROUND_FRAMES:
            yield first, np.stack(held)
            held = held[STRETCH:]
            first += STRETCH
    if len(held) > 2 * AROUND_FRAMES:
        yield first, np.stack(held)


def _peaks(spectrogram: Samples, first: int) -> list[tuple[int, int]]:
    """Find what is greatest around itself: frame and bin. The outermost only stand around."""
    greatest = _greatest(_greatest(spectrogram, AROUND_BINS).T, AROUND_FRAMES).T
    inner = spectrogram[AROUND_FRAMES:-AROUND_FRAMES, AROUND_BINS:-AROUND_BINS]
    frames, bins = np.nonzero((inner >= greatest) & (inner > QUIET * spectrogram.max()))
    return list(zip((first + frames).tolist(), bins.tolist(), strict=True))


def _greatest(rows: Samples, around: int) -> Samples:
    """Return, along each row, the greatest of each window: twice as wide with every step."""
    wanted, width = 2 * around + 1, 1
    while width < wanted:
        step = min(width, wanted - width)
        rows = np.maximum(rows[:, :-step], rows[:, step:])
        width += step
    return rows


def _pairs(peaks: list[tuple[int, int]]) -> Iterator[int]:
    """Write each pair of peaks that follow one another closely as one number.

    Coarsely, to 16 Hz and an eighth of a second: a copy is cut between our frames.
    """
    for place, (frame, low) in enumerate(peaks):
        for later, high in peaks[place + 1 : place + 1 + FOLLOWERS]:
            if 0 < later - frame <= FURTHEST:
                yield low >> 1 << 12 | high >> 1 << 4 | later - frame >> 3


def _number(pair: int) -> int:
    """Spread pairs evenly over 32 bits with a sign (the finaliser of MurmurHash3)."""
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35), (16, 1)):
        pair = (pair ^ pair >> shift) * factor & 0xFFFFFFFF
    return pair - (1 << 31)
