"""Write down what was really played: one WAV for each item, and when it began.

A demonstration and a test measure these files; a station does not keep them.
"""

import json
import wave
from dataclasses import dataclass, field
from pathlib import Path

from loa_player.audio.blocks import NS_PER_S, RATE, Block, to_pcm

NS_PER_MS = NS_PER_S // 1000


@dataclass(slots=True, kw_only=True)
class Take:
    """One item being written down."""

    file: wave.Wave_write
    half: Path
    first: int
    utc_ms: int
    written: int = 0
    latest: Block | None = None
    """Not written yet: its end may be the silence after the item."""

    def add(self, block: Block) -> None:
        """Write the block before, and hold this one back."""
        self.flush()
        self.latest = block

    def flush(self, upto: int | None = None) -> None:
        """Write the block that was held back, as far as sample `upto` of the item."""
        if self.latest is not None:
            piece = self.latest if upto is None else self.latest[: max(0, upto - self.written)]
            self.file.writeframesraw(to_pcm(piece))
            self.written += len(piece)
            self.latest = None


@dataclass(slots=True, kw_only=True)
class Recorder:
    """Writes items into a folder: `<item>.wav`, and `<item>.json` beside it when it is whole."""

    folder: Path
    utc_offset_ns: int = 0
    """UTC less the sink's clock, as the control process last told it."""
    _takes: dict[str, Take] = field(default_factory=dict)

    def begin(self, item: str, *, sample: int, at_ns: int) -> None:
        """Begin to write an item down from this sample on."""
        self.folder.mkdir(parents=True, exist_ok=True)
        half = self.folder / f"{item}.part"
        file = wave.open(str(half), "wb")  # noqa: SIM115 - closed when the item ends
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        utc_ms = (at_ns + self.utc_offset_ns) // NS_PER_MS
        self._takes[item] = Take(file=file, half=half, first=sample, utc_ms=utc_ms)

    def take(self, block: Block, *, at: int) -> None:
        """Write down the block that begins at sample `at`."""
        for take in self._takes.values():
            skip = max(0, take.first - at)
            take.add(block[skip:])

    def end(self, item: str, *, samples: int) -> None:
        """Close an item's file at its last sample, and put the sidecar beside it."""
        take = self._takes.pop(item, None)
        if take is None:
            return
        take.flush(samples)
        take.file.close()
        take.half.rename(self.folder / f"{item}.wav")
        told = {"item": item, "rate": RATE, "samples": samples, "utc_ms_of_sample_0": take.utc_ms}
        half = self.folder / f"{item}.json.part"
        half.write_text(json.dumps(told), encoding="utf-8")
        half.rename(self.folder / f"{item}.json")
