"""The child that reads a text aloud with espeak-ng."""

from pathlib import Path

from loa.media.children.answer import answer
from loa.media.children.messages import SpeechRequest, Spoken
from loa.media.speech.espeak_library import Espeak


def work(request: SpeechRequest) -> Spoken:
    """Read one text aloud."""
    engine = Espeak(request.voice)
    seconds = engine.read_aloud(
        request.text, Path(request.path), words_a_minute=request.words_a_minute
    )
    return Spoken(seconds=seconds)


if __name__ == "__main__":
    answer(SpeechRequest, work)
