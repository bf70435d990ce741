"""Write everything to one WAV file. Time is what was written: tests run at any speed."""

import wave
from pathlib import Path

from loa_player.audio.blocks import RATE, Block, ns, to_pcm


class WavSink:
    """A file whose length is its clock."""

    def __init__(self, path: Path, *, began_ns: int = 0) -> None:
        self.underruns = 0
        self.is_paced = False
        self._path = path
        self._file: wave.Wave_write | None = None
        self._began_ns = began_ns
        self._written = 0

    def open(self) -> None:
        """Begin the file."""
        self._file = wave.open(str(self._path), "wb")  # noqa: SIM115 - closed in close()
        self._file.setnchannels(1)
        self._file.setsampwidth(2)
        self._file.setframerate(RATE)

    def write(self, block: Block) -> None:
        """Append one block."""
        if self._file is not None:
            self._file.writeframesraw(to_pcm(block))
            self._written += len(block)

    def latency_frames(self) -> int:
        """Return nothing: a file has no air in between."""
        return 0

    def now_ns(self) -> int:
        """Return the length of the file so far, counted from when it began."""
        return self._began_ns + ns(self._written)

    def close(self) -> None:
        """Finish the file."""
        if self._file is not None:
            self._file.close()
            self._file = None
