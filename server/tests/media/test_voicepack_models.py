"""A model that misbehaves is a refusal with words, whatever it does instead of speaking."""

from pathlib import Path

import pytest
from loa.media.refusals import SpeechFailed, TooHard
from loa.media.testing import read_samples
from loa.media.testing.models import RATE, Tone, write_voice
from loa.media.testing.shelves import engine_with

WARNING = "Attention please, the water will rise."


def said_by(folder: Path, tone: Tone) -> Path:
    engine = engine_with(folder / "shelf", write_voice(folder / "pack", tone))
    (voice,) = engine.voices()
    return engine.synthesise(WARNING, voice, folder)


def test_a_model_of_a_few_hundred_bytes_is_a_voice(tmp_path: Path) -> None:
    samples = read_samples(said_by(tmp_path, Tone(seconds=1.5)))

    assert 1.5 * 48_000 < len(samples) < 2 * 48_000


@pytest.mark.parametrize(
    "tone",
    [
        Tone(seconds=0),
        Tone(seconds=0.1),
        Tone(seconds=90),
        Tone(value=0.0),
        Tone(value=0.0001),
        Tone(value=float("nan")),
        Tone(value=float("inf")),
    ],
    ids=[
        "empty",
        "far too short",
        "far too long",
        "silent",
        "far too quiet",
        "no numbers",
        "beyond numbers",
    ],
)
def test_what_cannot_be_that_text_is_refused(tmp_path: Path, tone: Tone) -> None:
    with pytest.raises(SpeechFailed):
        said_by(tmp_path, tone)


def test_a_sound_louder_than_there_is_is_cut_at_the_ceiling(tmp_path: Path) -> None:
    samples = read_samples(said_by(tmp_path, Tone(value=100.0)))

    assert samples[RATE : RATE + 100].max() <= 1


def test_a_model_that_would_fill_the_memory_is_a_refusal(tmp_path: Path) -> None:
    with pytest.raises((TooHard, SpeechFailed)):
        said_by(tmp_path, Tone(seconds=100_000))
