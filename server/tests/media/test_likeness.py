"""A recording that was sent before is known again: coded anew, louder, or cut."""

from pathlib import Path

import numpy as np
import pytest
from loa.domain.likeness import MOST_MARKS, is_same, likeness
from loa.media import likeness as kept
from loa.media import making
from loa.media.actions import take_upload
from loa.media.audio.marks import marks_of
from loa.media.audio.opening import read
from loa.media.audio.values import Bounds
from loa.media.models import SoundMarks
from loa.media.testing import RATE, Samples, write_sound
from loa.media.testing.sounds import ready_sound
from loa.orgs.models import Person

SECONDS = 20


def talk(seed: int) -> Samples:
    """Return something like a talk: three tones at a time, five times a second, that die away."""
    chance = np.random.default_rng(seed)
    at = np.arange(RATE // 5) / RATE
    spoken = []
    for _ in range(SECONDS * 5):
        pitches, strengths = chance.uniform(200, 3_000, 3), chance.uniform(0.05, 0.3, 3)
        tones = strengths[:, None] * np.sin(2 * np.pi * pitches[:, None] * at)
        spoken.append(tones.sum(axis=0) * np.exp(-8 * at))
    noise = chance.normal(0, 0.003, SECONDS * len(at) * 5)
    return (np.concatenate(spoken) + noise).astype(np.float32)


def marks(path: Path) -> tuple[int, ...]:
    return marks_of(read(path, Bounds()))


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, ...]:
    return marks(write_sound(tmp_path_factory.mktemp("sent") / "sent.wav", talk(1)))


@pytest.mark.parametrize("kind", ["wav", "mp3", "ogg", "m4a"])
@pytest.mark.parametrize(("gain", "cut_s"), [(1.0, 0.0), (0.2, 0.0), (1.0, 1.234), (0.5, 4.321)])
def test_a_copy_is_the_same_recording(
    sent: tuple[int, ...], tmp_path: Path, kind: str, gain: float, cut_s: float
) -> None:
    samples = gain * talk(1)[round(cut_s * RATE) :]

    assert is_same(likeness(sent, marks(write_sound(tmp_path / "copy", samples, kind))))


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_another_talk_is_another_recording(
    sent: tuple[int, ...], tmp_path: Path, seed: int
) -> None:
    assert likeness(sent, marks(write_sound(tmp_path / "other", talk(seed)))) < 0.02


def test_marks_are_few_and_silence_has_none(sent: tuple[int, ...], tmp_path: Path) -> None:
    assert len(sent) == MOST_MARKS
    assert list(sent) == sorted(set(sent))
    assert marks(write_sound(tmp_path / "silence", np.zeros(RATE * 5, np.float32))) == ()
    assert marks(write_sound(tmp_path / "short", talk(1)[:RATE])) == ()


def test_what_was_sent_before_is_found_the_likest_first(nam: Person, files: Path) -> None:
    said = [ready_sound(nam, nam.unit, said=f"Bản {number}") for number in range(4)]
    kept.keep(said[0], range(100))
    kept.keep(said[1], range(1000, 1100))
    kept.keep(said[2], range(50, 150))
    found = kept.keep(said[3], range(40, 140))

    assert found.twins == [said[2].pk, said[0].pk]
    assert kept.twins([one.pk for one in said]) == {
        said[2].pk: [said[0].pk],
        said[3].pk: [said[2].pk, said[0].pk],
    }


def test_what_is_sent_twice_is_known_once_it_is_mastered(
    nam: Person, files: Path, tmp_path: Path
) -> None:
    sounds = []
    for name, samples, kind in (("a", talk(1), "wav"), ("b", 0.5 * talk(1)[RATE:], "mp3")):
        with write_sound(tmp_path / name, samples, kind).open("rb") as file:
            sounds.append(making.make(take_upload(nam, file, nam.unit, "vi").pk))

    first, second = sounds
    assert [one.state for one in sounds] == ["ready", "ready"]
    assert kept.twins([first.pk, second.pk]) == {second.pk: [first.pk]}


def test_a_sound_without_marks_is_like_nothing(nam: Person, files: Path) -> None:
    silent = [ready_sound(nam, nam.unit, said=f"Bản {number}") for number in range(2)]

    assert [kept.keep(one, ()).twins for one in silent] == [[], []]
    assert SoundMarks.objects.count() == 2
