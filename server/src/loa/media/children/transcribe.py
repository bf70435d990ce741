"""The child that writes down what is said, with the package of the extra `stt` (viet-asr)."""

import os
from importlib import import_module
from pathlib import Path
from typing import Final

from loa.media.audio.cutting import RATE, Samples
from loa.media.audio.transcribing import transcribe
from loa.media.children.answer import answer
from loa.media.children.messages import Lines, TranscribeRequest
from loa.media.children.progress import teller
from loa.media.speech.scribe import PACKAGE

_STEPS_BACK: Final = 10
"""Of priority: a draft can wait, a sound that is to be heard cannot."""


class VietAsr:
    """The model inside viet-asr. It answers nothing, and no error, to what it cannot use."""

    def __init__(self) -> None:
        """Load it. Where the extra is not installed this module can be read all the same."""
        self._pipeline = import_module(PACKAGE).Pipeline.preset("transcribe")

    def write_down(self, samples: Samples) -> str:
        """Return the words in some sound."""
        heard: str = self._pipeline.transcribe(samples, RATE).text
        return heard


def work(request: TranscribeRequest) -> Lines:
    """Write down one master."""
    os.nice(_STEPS_BACK)
    return transcribe(
        Path(request.master),
        VietAsr(),
        lasts_ms=request.lasts_ms,
        progress=teller(Path(request.folder)),
    )


if __name__ == "__main__":
    answer(TranscribeRequest, work)
