"""Listen to what was played, as somebody under the loudspeaker would, and compare it.

The likeness of two sounds is their normalised cross-correlation: 1.0 when one is the other, louder
or softer, and near 0 for two different sentences. It also finds where one begins inside the other.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from loa.media.audio.chain import RATE
from loa.media.audio.loudness import measure
from loa.media.audio.opening import read
from loa.media.audio.values import Bounds, Measured

Samples = NDArray[np.float32]

FULL_SCALE = 32_767 / 32_768
"""The largest sample of a 16-bit file. Two of them in a row are taken for clipping."""
_QUIET = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Where one sound lies inside another, and how alike they are."""

    begins: int
    likeness: float


def load(path: Path) -> Samples:
    """Read a sound file as mono samples at 48 kHz, whatever it is coded in."""
    pieces = [frame.to_ndarray().reshape(-1) for frame in read(path, Bounds(seconds=3600))]
    return np.concatenate(pieces, dtype=np.float32) if pieces else np.zeros(0, np.float32)


def meter(path: Path) -> Measured:
    """Return length, loudness and true peak of a sound file."""
    return measure(read(path, Bounds(seconds=3600)))


def find(wanted: Samples, inside: Samples) -> Match:
    """Find one sound inside another that is at least as long, by its best likeness.

    What surrounds the best place does not count, so silence around it changes nothing.
    """
    if not len(wanted):
        return Match(begins=0, likeness=0.0)
    if len(inside) < len(wanted):
        inside = np.pad(inside, (0, len(wanted) - len(inside)))
    size = 1 << (len(inside) + len(wanted) - 1).bit_length()
    spectrum = np.fft.rfft(inside, size) * np.conj(np.fft.rfft(wanted, size))
    products = np.fft.irfft(spectrum, size)[: len(inside) - len(wanted) + 1]
    energies = _energies(inside, len(wanted))
    wanted_energy = float(np.sum(np.square(wanted, dtype=np.float64)))
    likeness = products / np.sqrt(np.maximum(energies * wanted_energy, _QUIET))
    best = int(np.argmax(likeness))
    return Match(begins=best, likeness=float(likeness[best]))


def _energies(inside: Samples, length: int) -> NDArray[np.float64]:
    """Return the energy of every stretch of a given length."""
    sums = np.concatenate(([0.0], np.cumsum(np.square(inside, dtype=np.float64))))
    return sums[length:] - sums[:-length]


def is_clipped(sound: Samples) -> bool:
    """Say whether two samples in a row stand at full scale."""
    full = np.abs(sound) >= FULL_SCALE
    return bool(np.any(full[1:] & full[:-1]))


def seconds(samples: int) -> float:
    """Return how long so many samples last."""
    return samples / RATE
