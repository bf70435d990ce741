"""What was played is recognised, measured and placed to the sample."""

from pathlib import Path

import numpy as np
import pytest
from loa.config.proof import hearing
from loa.media.audio.chain import RATE
from loa.media.testing import voice, write_sound


@pytest.fixture
def sentence() -> hearing.Samples:
    syllables = np.random.default_rng(7).normal(0, 0.1, RATE).astype(np.float32)
    return syllables * np.abs(np.sin(np.linspace(0, 20, RATE, dtype=np.float32)))


@pytest.fixture
def another() -> hearing.Samples:
    return np.random.default_rng(8).normal(0, 0.1, RATE).astype(np.float32)


def silence(seconds: float) -> hearing.Samples:
    return np.zeros(int(seconds * RATE), np.float32)


def test_a_sound_is_found_where_it_begins(sentence: hearing.Samples) -> None:
    played = np.concatenate([silence(0.5), sentence * 0.3, silence(1)])

    match = hearing.find(sentence, played)

    assert match.begins == RATE // 2
    assert match.likeness == pytest.approx(1, abs=1e-3)


def test_another_sound_is_not_alike(sentence: hearing.Samples, another: hearing.Samples) -> None:
    assert hearing.find(sentence, np.concatenate([silence(1), another])).likeness < 0.1


def test_half_a_sound_is_not_the_whole(sentence: hearing.Samples) -> None:
    assert hearing.find(sentence, sentence[: RATE // 2]).likeness < 0.9


def test_silence_is_like_nothing(sentence: hearing.Samples) -> None:
    assert hearing.find(sentence, silence(2)).likeness < 0.1
    assert hearing.find(silence(0), sentence).likeness == 0


def test_two_samples_at_full_scale_are_clipping() -> None:
    loud = np.array([0, 1, 1, 0], np.float32)

    assert hearing.is_clipped(loud)
    assert not hearing.is_clipped(loud * 0.99)
    assert not hearing.is_clipped(np.array([0, 1, 0, 1], np.float32))


def test_a_file_is_heard_at_its_length_and_loudness(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "voice.flac", voice(2), "flac")

    assert hearing.seconds(len(hearing.load(path))) == pytest.approx(2, abs=0.01)
    assert hearing.meter(path).lufs == pytest.approx(-20, abs=10)
