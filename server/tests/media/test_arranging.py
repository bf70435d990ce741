"""A rendered arrangement is exactly the samples that were asked for, where they were asked for."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from loa.domain.arrangement import Arrangement, Music, Part
from loa.media.audio.arranging import render
from loa.media.testing import Samples, read_samples, voice, write_sound

SECOND = 48_000
VOICE = voice(3)
TUNE = np.sin(np.arange(2 * SECOND) * 2 * np.pi * 440 / SECOND).astype(np.float32) * 0.5


@pytest.fixture
def sounds(tmp_path: Path) -> Path:
    folder = tmp_path / "sounds"
    folder.mkdir()
    for name, samples in (("voice", VOICE), ("tune", TUNE)):
        write_sound(folder / f"{name}.flac", samples, "flac").rename(folder / name)
    return folder


def kept(sounds: Path) -> Samples:
    """The voice as its file gives it back: the file is written at 44.1 kHz."""
    return read_samples(sounds / "voice")


def rendered(arrangement: Arrangement, sounds: Path) -> Samples:
    path = sounds.parent / "rendered.w64"
    count = render(arrangement, sounds, path)
    samples = read_samples(path)
    assert len(samples) == count == arrangement.lasts_ms * 48
    return samples


def loudness(samples: Samples, from_s: float, to_s: float) -> float:
    part = samples[int(from_s * SECOND) : int(to_s * SECOND)]
    return float(20 * np.log10(np.sqrt(np.mean(part**2)) + 1e-9))


def test_progress_is_told_up_to_the_end_and_no_oftener_than_it_shows(sounds: Path) -> None:
    told: list[float] = []
    part = Part(master="voice", to_ms=2000, gap_ms=500)
    arrangement = Arrangement(parts=(part, part))

    render(arrangement, sounds, sounds.parent / "rendered.w64", progress=told.append)

    assert told == sorted(told)
    assert told[-1] == 1.0
    assert 10 < len(told) <= 100


def test_a_trimmed_part_is_that_stretch_of_its_sound(sounds: Path) -> None:
    part = Part(master="voice", from_ms=500, to_ms=1500)

    heard = rendered(Arrangement(parts=(part,)), sounds)

    stretch = kept(sounds)[SECOND // 2 : SECOND * 3 // 2]
    inside = slice(480, -480)
    assert np.abs(heard[inside] - stretch[inside]).max() < 2e-4


def test_a_cut_does_not_click(sounds: Path) -> None:
    part = Part(master="tune", from_ms=501, to_ms=1333)

    heard = rendered(Arrangement(parts=(part,)), sounds)

    assert abs(heard[0]) < 0.01
    assert abs(heard[-1]) < 0.01


def test_the_pause_after_a_part_is_silent_and_the_last_is_not_heard(sounds: Path) -> None:
    parts = (Part(master="voice", to_ms=1000, gap_ms=700), Part(master="voice", to_ms=500))

    heard = rendered(Arrangement(parts=(*parts[:1], replace(parts[1], gap_ms=9000))), sounds)

    assert len(heard) == 2200 * 48
    assert np.abs(heard[1000 * 48 : 1700 * 48]).max() == 0
    assert np.abs(heard[1710 * 48 : 2190 * 48] - kept(sounds)[10 * 48 : 490 * 48]).max() < 2e-4


def test_fades_and_levels_are_heard(sounds: Path) -> None:
    part = Part(master="tune", to_ms=2000, fade_in_ms=500, fade_out_ms=1000, level_db=-6)

    heard = rendered(Arrangement(parts=(part,)), sounds)

    full = loudness(TUNE, 0.6, 0.9) - 6
    assert loudness(heard, 0.6, 0.9) == pytest.approx(full, abs=0.1)
    assert loudness(heard, 0.24, 0.26) == pytest.approx(full - 6, abs=0.5)
    assert loudness(heard, 1.49, 1.51) == pytest.approx(full - 6, abs=0.5)


def test_music_steps_back_under_a_voice_and_comes_forward_again(sounds: Path) -> None:
    silent = np.zeros(3 * SECOND, np.float32)
    write_sound(sounds / "silent.flac", silent, "flac").rename(sounds / "silent")
    part = Part(master="silent", to_ms=3000, gap_ms=300)
    music = Music(master="tune", alone_db=0, under_db=-20, lead_in_ms=3000, lead_out_ms=2000)

    heard = rendered(Arrangement(parts=(part, part), music=music), sounds)

    full = loudness(TUNE, 0.2, 1.8)
    assert loudness(heard, 1.2, 2.5) == pytest.approx(full, abs=0.3)
    assert loudness(heard, 3.1, 9.2) == pytest.approx(full - 20, abs=0.3)
    assert loudness(heard, 9.8, 10.2) == pytest.approx(full, abs=0.3)
    assert abs(heard[0]) < 0.001
    assert abs(heard[-1]) < 0.001


def test_music_comes_forward_in_a_long_pause(sounds: Path) -> None:
    silent = np.zeros(3 * SECOND, np.float32)
    write_sound(sounds / "silent.flac", silent, "flac").rename(sounds / "silent")
    part = Part(master="silent", to_ms=2000, gap_ms=3000)
    music = Music(master="tune", alone_db=0, under_db=-30, lead_in_ms=0, lead_out_ms=0, fade_ms=0)

    heard = rendered(Arrangement(parts=(part, part), music=music), sounds)

    full = loudness(TUNE, 0.2, 1.8)
    assert loudness(heard, 0.1, 1.9) == pytest.approx(full - 30, abs=0.5)
    assert loudness(heard, 2.5, 4.5) == pytest.approx(full, abs=0.3)


def test_voice_and_music_add_up(sounds: Path) -> None:
    part = Part(master="voice", to_ms=3000)
    music = Music(master="tune", alone_db=0, under_db=-12, lead_in_ms=1000, lead_out_ms=1000)

    together = rendered(Arrangement(parts=(part,), music=music), sounds)

    alone = together[SECOND : 4 * SECOND] - kept(sounds)[: 3 * SECOND]
    assert loudness(alone, 0.1, 2.9) == pytest.approx(loudness(TUNE, 0.2, 1.8) - 12, abs=0.3)


def test_a_sound_that_ends_a_little_early_is_filled_with_silence(sounds: Path) -> None:
    part = Part(master="voice", from_ms=2900, to_ms=3100)

    heard = rendered(Arrangement(parts=(part,)), sounds)

    assert np.abs(heard[100 * 48 :]).max() == 0


def test_the_same_arrangement_gives_the_same_bytes(sounds: Path) -> None:
    music = Music(master="tune")
    arrangement = Arrangement(parts=(Part(master="voice", to_ms=2500),), music=music)

    first = (sounds.parent / "a.w64", sounds.parent / "b.w64")
    for path in first:
        render(arrangement, sounds, path)

    assert first[0].read_bytes() == first[1].read_bytes()
