"""The child that reads phonemes aloud with a voice pack (sherpa-onnx, Apache-2.0, no telemetry)."""

import os
import unicodedata
import wave
from collections.abc import Iterator
from typing import Final

import numpy as np
import sherpa_onnx

from loa.media.children.answer import answer
from loa.media.children.messages import Spoken, VoiceRequest
from loa.media.refusals import SpeechFailed
from loa.media.speech.pieces import pieces

_BETWEEN_SENTENCES_S: Final = 0.35
_WITHIN_A_SENTENCE_S: Final = 0.1
_LOUDEST: Final = 0.7
_QUIETEST: Final = 0.001
"""The loudest sample of anything that is heard: 60 dB below full scale."""
_MOST_THREADS: Final = 2


def work(request: VoiceRequest) -> Spoken:
    """Read sentence by sentence, so that memory does not grow with the text.

    Raises:
        SpeechFailed: a sentence came out empty or silent, which is how this runtime fails, or as
            no numbers.
    """
    voice = _load(request)
    known = _known_symbols(request.symbols)
    written = 0
    with wave.open(request.path, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(voice.sample_rate)
        for piece, pause_s in _breaths(request.sentences):
            samples = _say(voice, piece, known, request.pace)
            pause = np.zeros(int(pause_s * voice.sample_rate), dtype=np.float32)
            spoken = np.clip(np.concatenate([samples * _LOUDEST, pause]), -1, 1)
            file.writeframes((spoken * 32767).astype("<i2").tobytes())
            written += len(spoken)
    return Spoken(seconds=written / voice.sample_rate)


def _breaths(sentences: tuple[str, ...]) -> Iterator[tuple[str, float]]:
    """Yield what to say in one breath, each with the pause after it."""
    for sentence in sentences:
        *first, last = pieces(sentence)
        yield from ((piece, _WITHIN_A_SENTENCE_S) for piece in first)
        yield last, _BETWEEN_SENTENCES_S


def _load(request: VoiceRequest) -> sherpa_onnx.OfflineTts:
    """Load the model."""
    vits = sherpa_onnx.OfflineTtsVitsModelConfig(model=request.model, tokens=request.symbols)
    model = sherpa_onnx.OfflineTtsModelConfig(vits=vits, num_threads=_threads())
    return sherpa_onnx.OfflineTts(sherpa_onnx.OfflineTtsConfig(model=model))


def _threads() -> int:
    """Return how many threads to use: two halve the wait, more cost memory and gain little."""
    return min(_MOST_THREADS, len(os.sched_getaffinity(0)))


def _known_symbols(path: str) -> frozenset[str]:
    """Return the phonemes that the model was taught."""
    with open(path, encoding="utf-8") as file:  # noqa: PTH123 - the child has a plain path
        return frozenset(line[0] for line in file)


def _say(
    voice: sherpa_onnx.OfflineTts, sentence: str, known: frozenset[str], pace: int
) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
    """Return the samples of one sentence, which must be heard."""
    how = sherpa_onnx.GenerationConfig()
    how.speed = pace / 100
    apart = unicodedata.normalize("NFD", sentence)
    symbols = [ord(symbol) for symbol in apart if symbol in known]
    how.phoneme_codepoints = [symbols]
    samples = np.asarray(voice.generate("", how).samples, dtype=np.float32)
    if not symbols or not _is_heard(samples):
        raise SpeechFailed(seconds=0, words=len(sentence.split()))
    return samples


def _is_heard(samples: "np.ndarray[tuple[int], np.dtype[np.float32]]") -> bool:
    """Tell whether there is any sound in these samples."""
    if not len(samples) or not np.isfinite(samples).all():
        return False
    return bool(np.abs(samples).max() >= _QUIETEST)


if __name__ == "__main__":
    answer(VoiceRequest, work)
