"""Where sound comes from: files one after the other, a tone, or nothing at all."""

from collections import deque
from collections.abc import Iterator, Sequence
from typing import Final, Protocol

import av
import numpy as np

from loa_player.audio.blocks import RATE, Block

TONE: Final = "tone:"
"""`tone:440:2000` is 440 Hz for two seconds: what a technician uses to test a horn."""
TONE_LEVEL: Final = 0.1
ONLY_FILES: Final = {"protocol_whitelist": "file"}
"""A file that names another address is not followed there."""


class Source(Protocol):
    """Something that gives samples until it has no more."""

    def read(self, count: int) -> Block:
        """Return up to `count` samples; fewer mean that this was the end."""

    def close(self) -> None:
        """Let go of what it holds."""


class FileSource:
    """One sound file, decoded as it is needed."""

    def __init__(self, path: str) -> None:
        self._container = av.open(path, options=ONLY_FILES, metadata_errors="ignore")
        try:
            self._frames = self._decoded()
            self._ready: deque[Block] = deque()
            self._length = 0
            self._is_at_end = False
            self._fill(1)
        except BaseException:
            self._container.close()
            raise

    def read(self, count: int) -> Block:
        """Return up to `count` samples."""
        self._fill(count)
        taken: list[Block] = []
        while count and self._ready:
            block = self._ready.popleft()
            if len(block) > count:
                self._ready.appendleft(block[count:])
                block = block[:count]
            taken.append(block)
            count -= len(block)
            self._length -= len(block)
        return np.concatenate(taken) if taken else np.zeros(0, dtype=np.float32)

    def close(self) -> None:
        """Close the file; PyAV leaks what is not closed."""
        self._container.close()

    def _fill(self, count: int) -> None:
        while self._length < count and not self._is_at_end:
            block = next(self._frames, None)
            if block is None:
                self._is_at_end = True
            else:
                self._ready.append(block)
                self._length += len(block)

    def _decoded(self) -> Iterator[Block]:
        stream = self._container.streams.audio[0]
        resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
        for frame in self._container.decode(stream):
            for piece in resampler.resample(frame):
                yield piece.to_ndarray().reshape(-1).astype(np.float32, copy=False)
        for piece in resampler.resample(None):
            yield piece.to_ndarray().reshape(-1).astype(np.float32, copy=False)


class ToneSource:
    """A sine, for tests of the box and of the horn."""

    def __init__(self, hertz: float, duration_ms: int) -> None:
        self._hertz = hertz
        self._at = 0
        self._end = duration_ms * RATE // 1000

    def read(self, count: int) -> Block:
        """Return up to `count` samples."""
        upto = min(self._end, self._at + count)
        angle = np.arange(self._at, upto) * (2 * np.pi * self._hertz / RATE)
        self._at = upto
        return np.asarray(np.sin(angle) * TONE_LEVEL, dtype=np.float32)

    def close(self) -> None:
        """Do nothing: a tone holds nothing."""


class Row:
    """Several files, one after the other without a gap."""

    def __init__(self, paths: Sequence[str]) -> None:
        """Open the first now, so that what cannot be opened fails before it starts."""
        self.paths = tuple(paths)
        self._left = deque(paths)
        self._source: Source | None = _open(self._left.popleft())

    def read(self, count: int) -> Block:
        """Return up to `count` samples."""
        taken: list[Block] = []
        while count and self._source is not None:
            block = self._source.read(count)
            taken.append(block)
            count -= len(block)
            if count:
                self._next()
        return np.concatenate(taken) if taken else np.zeros(0, dtype=np.float32)

    def close(self) -> None:
        """Close the file that is open."""
        if self._source is not None:
            self._source.close()
            self._source = None

    def _next(self) -> None:
        self.close()
        if self._left:
            self._source = _open(self._left.popleft())


def _open(path: str) -> Source:
    if path.startswith(TONE):
        hertz, duration_ms = path.removeprefix(TONE).split(":")
        return ToneSource(float(hertz), int(duration_ms))
    return FileSource(path)
