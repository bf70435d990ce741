"""Measure sound as a listener would: EBU R 128 loudness, true peak, silence at both ends."""

import math
from collections.abc import Iterable, Iterator
from typing import Final

import av

from loa.media.audio.chain import RATE, Filter, through
from loa.media.audio.values import Measured

SILENT_LUFS: Final = -70.0
"""What the meter shows when nothing passed its gate."""

EAR: Final[Filter] = ("ebur128", "metadata=1:framelog=quiet")
EAR_AND_PEAK: Final[Filter] = ("ebur128", "metadata=1:framelog=quiet:peak=true")
_SILENCE: Final[Filter] = ("silencedetect", "n=-45dB:d=0.3")
_FLOOR: Final = 1e-7
_EDGE_SECONDS: Final = 0.05


class Meter:
    """Watch frames that come out of `EAR`, and let them pass."""

    def __init__(self) -> None:
        self.samples = 0
        self.lufs = SILENT_LUFS
        self.true_peak = 20 * math.log10(_FLOOR)
        self._silences: list[list[float]] = []

    def watch(self, frames: Iterable[av.AudioFrame]) -> Iterator[av.AudioFrame]:
        """Pass every frame on, remembering the last reading."""
        for frame in frames:
            self.samples += frame.samples
            self._read(frame.metadata)
            yield frame

    def read(self) -> Measured:
        """Return the readings so far."""
        seconds = self.samples / RATE
        leading = trailing = 0.0
        for start, *end in self._silences:
            if start <= 0:
                leading = end[0] if end else seconds
            if not end or end[0] >= seconds - _EDGE_SECONDS:
                trailing = seconds - start
        return Measured(
            samples=self.samples,
            lufs=self.lufs,
            true_peak=self.true_peak,
            leading_ms=round(leading * 1000),
            trailing_ms=round(trailing * 1000),
        )

    def _read(self, told: dict[str, str]) -> None:
        """Keep what this frame's metadata says."""
        if loudness := told.get("lavfi.r128.I"):
            heard = float(loudness)
            self.lufs = max(SILENT_LUFS, heard) if math.isfinite(heard) else SILENT_LUFS
        if peak := told.get("lavfi.r128.true_peak"):
            self.true_peak = 20 * math.log10(max(_FLOOR, float(peak)))
        if start := told.get("lavfi.silence_start"):
            self._silences.append([max(0.0, float(start))])
        if (end := told.get("lavfi.silence_end")) and self._silences:
            self._silences[-1].append(float(end))


def measure(frames: Iterable[av.AudioFrame]) -> Measured:
    """Measure sound to its end."""
    meter = Meter()
    for _ in meter.watch(through(frames, [_SILENCE, EAR_AND_PEAK])):
        pass
    return meter.read()
