"""The real machine, sealed: it answers, loses no piece, and keeps still about what is no speech."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from loa.media.children.ask import ask
from loa.media.children.messages import Lines, TranscribeRequest
from loa.media.mastering import master
from loa.media.refusals import NothingHeard
from loa.media.speech import scribe
from loa.media.speech.espeak import EspeakEngine
from loa.media.testing import write_sound
from loa.media.transcribing import CHILD, LIMITS

if not scribe.is_here():
    pytest.skip("The machine did not write: .ci/stt brings its package", allow_module_level=True)


def written(path: Path, folder: Path, *, seconds: float) -> Lines:
    request = TranscribeRequest(
        master=str(path), lasts_ms=round(seconds * 1000), folder=str(folder)
    )
    return ask(CHILD, request, Lines, folder=folder, limits=LIMITS)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    return folder


def test_speech_becomes_words_in_every_piece_and_nothing_leaves_the_child(
    tmp_path: Path, own: Path
) -> None:
    """Espeak is no measure of what is right; that each piece has words shows that none is lost."""
    engine = EspeakEngine()
    text = "Kính mời bà con thôn Thượng họp tại nhà văn hóa lúc bảy giờ tối. " * 12
    spoken = engine.synthesise(text, engine.voices()[0], tmp_path)
    made = master(spoken, tmp_path).master

    said = written(tmp_path / "master.flac", own, seconds=made.measured.samples / 48_000)

    begins, ends = [line.begins_ms for line in said.lines], made.measured.samples // 48
    assert len(begins) >= 2
    assert all(later - at <= 30_000 for at, later in pairwise([*begins, ends]))
    assert all(len(line.text.split()) >= 5 for line in said.lines)
    assert {path.name for path in own.iterdir()} == {"progress"}


@pytest.mark.parametrize("sound", ["silence", "a tone", "rain"])
def test_what_is_no_speech_is_no_transcript(sound: str, tmp_path: Path, own: Path) -> None:
    at = np.arange(48_000 * 4) / 48_000
    samples = {
        "silence": np.zeros_like(at),
        "a tone": np.sin(2 * np.pi * 440 * at) / 4,
        "rain": np.random.default_rng(1).normal(0, 0.1, len(at)),
    }[sound]
    path = write_sound(tmp_path / "sound.flac", samples.astype(np.float32), "flac")

    with pytest.raises(NothingHeard):
        written(path, own, seconds=4)
