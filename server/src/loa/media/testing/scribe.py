"""A scribe for tests, and the child it works in: it counts pieces instead of understanding them."""

from pathlib import Path

import numpy as np

from loa.media.audio.cutting import Samples
from loa.media.audio.transcribing import transcribe
from loa.media.children.answer import answer
from loa.media.children.messages import Lines, TranscribeRequest
from loa.media.children.progress import teller

CHILD = "loa.media.testing.scribe"
_HEARD = 300


class CountingScribe:
    """Writes "đoạn 1", "đoạn 2" for what can be heard, and nothing for silence."""

    def __init__(self) -> None:
        self.pieces: list[Samples] = []

    def write_down(self, samples: Samples) -> str:
        """Return which piece of sound it is."""
        assert samples.dtype == np.int16
        if not len(samples) or np.abs(samples.astype(np.int32)).max() < _HEARD:
            return ""
        self.pieces.append(samples)
        return f"  đoạn\n{len(self.pieces)} "


def work(request: TranscribeRequest) -> Lines:
    """Count the pieces of one master."""
    told = teller(Path(request.folder))
    return transcribe(
        Path(request.master), CountingScribe(), lasts_ms=request.lasts_ms, progress=told
    )


if __name__ == "__main__":
    answer(TranscribeRequest, work)
