"""What people send becomes one master and its renditions, or a refusal."""

from pathlib import Path

import av
import numpy as np
import pytest
from loa.media import mastering
from loa.media.audio.formats import FLAC, MASTER_LUFS
from loa.media.audio.values import Bounds, Made, Mastered
from loa.media.mastering import master
from loa.media.refusals import (
    Damaged,
    EmptyFile,
    NoSoundTrack,
    NotSound,
    SoundRefused,
    TooBig,
    TooLong,
    TooQuiet,
    TooShort,
    Truncated,
)
from loa.media.testing import (
    FORMATS,
    Samples,
    cut,
    read_samples,
    voice,
    write_film_without_sound,
    write_live_webm,
    write_sound,
)

THREE_SECONDS = voice(3)


def envelope(samples: Samples) -> Samples:
    """How loud it is in every hundredth of a second."""
    loud: Samples = np.log(
        np.abs(samples[: len(samples) // 480 * 480]).reshape(-1, 480).mean(axis=1)
    )
    return loud


def mastered(source: Path, *, bounds: Bounds | None = None) -> Mastered:
    into = source.parent / f"made-{source.name}"
    into.mkdir()
    return master(source, into, bounds=bounds)


def every(made: Mastered) -> tuple[Made, ...]:
    return (made.master, *made.renditions)


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_that_people_send_becomes_a_master(tmp_path: Path, kind: str) -> None:
    made = mastered(write_sound(tmp_path / f"sent.{kind}", THREE_SECONDS, kind))

    assert made.master.measured.samples == pytest.approx(3 * 48_000, abs=4_800)
    assert made.master.measured.lufs == pytest.approx(-16, abs=0.5)


def test_a_browser_recording_that_does_not_know_its_length_becomes_a_master(tmp_path: Path) -> None:
    made = mastered(write_live_webm(tmp_path / "recorded.webm", THREE_SECONDS))

    assert made.master.measured.samples == 3 * 48_000


def test_every_rendition_plays_exactly_as_long_as_the_master(tmp_path: Path) -> None:
    source = write_sound(tmp_path / "sent.wav", THREE_SECONDS)

    made = mastered(source)

    assert {each.measured.samples for each in every(made)} == {3 * 48_000}
    assert [(each.role, each.codec) for each in made.renditions] == [
        ("horn", "opus"),
        ("listen", "opus"),
        ("listen", "mp3"),
        ("low", "opus"),
        ("loud", "opus"),
    ]


def test_music_gets_files_of_the_same_names_and_more_bits(tmp_path: Path) -> None:
    source = write_sound(tmp_path / "sent.wav", THREE_SECONDS)
    (tmp_path / "music").mkdir()

    spoken, music = mastered(source), master(source, tmp_path / "music", is_music=True)

    assert [each.name for each in music.files] == [each.name for each in spoken.files]
    assert music.master == spoken.master
    assert [each.bitrate for each in music.renditions] == [64_000, 64_000, 96_000, 24_000, 64_000]
    assert [each.bitrate for each in spoken.renditions] == [24_000, 24_000, 64_000, 16_000, 24_000]
    assert all(each.measured.true_peak < 0 for each in music.renditions)


@pytest.mark.parametrize("level", [0.03, 0.2, 0.9])
def test_quiet_and_loud_voices_come_out_equally_loud_and_unclipped(
    tmp_path: Path, level: float
) -> None:
    made = mastered(write_sound(tmp_path / "sent.wav", voice(4, level=level)))
    horn, loud = made.renditions[0], made.renditions[-1]
    assert loud.measured.lufs == pytest.approx(-12, abs=1)
    assert loud.measured.true_peak <= 0

    assert made.master.measured.lufs == pytest.approx(-16, abs=0.5)
    assert made.master.measured.true_peak < -1
    assert horn.measured.lufs == pytest.approx(-14, abs=1)
    assert all(each.measured.true_peak < 0 for each in made.renditions)


def test_a_sound_that_overshoots_in_opus_is_made_again_with_a_lower_ceiling(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write_sound(tmp_path / "sent.wav", THREE_SECONDS)
    once = mastered(source).renditions[0].measured
    (tmp_path / "made-sent.wav").rename(tmp_path / "made-once")
    monkeypatch.setattr(mastering, "_HIGHEST_PEAK_DB", once.true_peak - 1)

    again = mastered(source).renditions[0].measured

    assert again.true_peak < once.true_peak
    assert again.samples == once.samples


def test_the_master_is_the_sound_that_was_sent(tmp_path: Path) -> None:
    made = mastered(write_sound(tmp_path / "sent.wav", THREE_SECONDS))
    master_samples = read_samples(tmp_path / "made-sent.wav" / made.master.name)

    likeness = np.corrcoef(envelope(THREE_SECONDS), envelope(master_samples))[0, 1]

    assert likeness > 0.8


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    first = write_sound(tmp_path / "first.wav", THREE_SECONDS)
    second = tmp_path / "second.wav"
    second.write_bytes(first.read_bytes())

    made = mastered(first)
    mastered(second)

    for each in every(made):
        one = (tmp_path / "made-first.wav" / each.name).read_bytes()
        assert one == (tmp_path / "made-second.wav" / each.name).read_bytes()


def test_progress_is_told_up_to_the_end(tmp_path: Path) -> None:
    told: list[float] = []
    source = write_sound(tmp_path / "sent.wav", THREE_SECONDS)

    master(source, tmp_path, progress=told.append)

    assert told == sorted(told)
    assert told[-1] == 1.0


def test_silence_at_both_ends_is_measured(tmp_path: Path) -> None:
    quiet = np.zeros(48_000, dtype=np.float32)
    source = write_sound(
        tmp_path / "sent.wav", np.concatenate([quiet, THREE_SECONDS, quiet, quiet])
    )

    measured = mastered(source).master.measured

    assert measured.leading_ms == pytest.approx(1000, abs=60)
    assert measured.trailing_ms == pytest.approx(2000, abs=250)


def test_a_recording_that_changes_its_rate_on_the_way_is_read_whole(tmp_path: Path) -> None:
    one = write_sound(tmp_path / "one.ogg", THREE_SECONDS, "ogg").read_bytes()
    two = write_sound(tmp_path / "two.ogg", voice(2), "ogg").read_bytes()
    (tmp_path / "chained.ogg").write_bytes(one + two)

    made = mastered(tmp_path / "chained.ogg")

    assert made.master.measured.samples == pytest.approx(5 * 48_000, abs=4_800)


def test_master_files_are_flac_so_that_nothing_is_lost_twice() -> None:
    assert FLAC.codec == "flac"
    assert MASTER_LUFS == -16


# --- Refusals: each starts from the sound that the tests above accept. ---------------------------


def refused(
    source: Path, kind: type[SoundRefused], *, bounds: Bounds | None = None
) -> SoundRefused:
    with pytest.raises(kind) as caught:
        mastered(source, bounds=bounds)
    assert type(caught.value) is kind
    return caught.value


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.mp3").touch()

    refused(tmp_path / "empty.mp3", EmptyFile)


def test_text_that_calls_itself_mp3_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.mp3").write_text("Kính thưa bà con. " * 400)

    refused(tmp_path / "text.mp3", NotSound)


def test_a_film_without_sound_is_refused(tmp_path: Path) -> None:
    refused(write_film_without_sound(tmp_path / "film.mp4"), NoSoundTrack)


@pytest.mark.parametrize("kind", [*FORMATS])
@pytest.mark.parametrize("share", [0.6, 0.97])
def test_a_file_whose_end_is_missing_is_refused(tmp_path: Path, kind: str, share: float) -> None:
    source = write_sound(tmp_path / f"sent.{kind}", voice(8), kind)

    refused(cut(source, share), Truncated)


def test_an_mp3_without_a_table_of_its_length_is_refused_when_cut(tmp_path: Path) -> None:
    source = write_sound(tmp_path / "sent.mp3", voice(8), "mp3", options={"write_xing": "0"})

    refused(cut(source), Truncated)


def test_half_a_frame_behind_a_whole_mp3_does_no_harm(tmp_path: Path) -> None:
    source = write_sound(tmp_path / "sent.mp3", THREE_SECONDS, "mp3")
    whole = source.read_bytes()
    source.write_bytes(whole + whole[-300:-100])

    assert mastered(source).master.measured.samples == pytest.approx(3 * 48_000, abs=4_800)


def test_a_streamable_m4a_is_refused_when_cut(tmp_path: Path) -> None:
    source = write_sound(tmp_path / "sent.m4a", voice(8), "m4a", options={"movflags": "faststart"})

    refused(cut(source), Truncated)


def test_a_file_with_holes_is_refused(tmp_path: Path) -> None:
    source = write_sound(tmp_path / "sent.flac", voice(8), "flac")
    content = bytearray(source.read_bytes())
    for start in range(len(content) // 4, len(content) // 2, 3000):
        content[start : start + 64] = b"\xff" * 64
    source.write_bytes(bytes(content))

    with pytest.raises((Damaged, Truncated)):
        mastered(source)


def with_broken_packets(source: Path, *, every: int) -> Path:
    """Break one packet in so many of a sound beyond reading."""
    content = source.read_bytes()
    with av.open(str(source)) as container:
        packets = [bytes(packet) for packet in container.demux(audio=0) if packet.size]
    for packet in packets[every // 2 :: every]:
        content = content.replace(packet, b"\x55" * len(packet))
    broken = source.with_name(f"broken-{every}-{source.name}")
    broken.write_bytes(content)
    return broken


def test_a_few_broken_packets_are_stepped_over_but_many_are_not(tmp_path: Path) -> None:
    source = write_sound(tmp_path / "sent.mp4", voice(8), "mp4")

    made = mastered(with_broken_packets(source, every=120))
    many = refused(with_broken_packets(source, every=90), Damaged)

    assert made.master.measured.samples == pytest.approx(8 * 48_000, rel=0.05)
    assert many.facts["bad"] > many.facts["packets"] / 100


def test_a_file_that_is_too_big_is_refused_before_it_is_read(tmp_path: Path) -> None:
    source = write_sound(tmp_path / "sent.wav", THREE_SECONDS)

    assert refused(source, TooBig, bounds=Bounds(bytes=1000)).facts["limit"] == 1000


def test_three_hours_are_refused_without_decoding_them(tmp_path: Path) -> None:
    source = tmp_path / "three-hours.wav"
    write_sound(source, THREE_SECONDS)
    head = bytearray(source.read_bytes()[:200])
    at = head.index(b"data")
    size = 3 * 3600 * 44_100 * 4
    head[at + 4 : at + 8] = size.to_bytes(4, "little")
    with source.open("wb") as file:
        file.write(head[: at + 8])
        file.truncate(at + 8 + size)

    refusal = refused(source, TooLong, bounds=Bounds(bytes=4 << 30))

    assert refusal.facts == {"seconds": 3 * 3600, "limit": 3600}


def test_a_recording_that_does_not_know_its_length_is_stopped_at_the_limit(tmp_path: Path) -> None:
    source = write_live_webm(tmp_path / "recorded.webm", voice(4))

    assert refused(source, TooLong, bounds=Bounds(seconds=3)).facts["limit"] == 3


def test_a_click_is_too_short(tmp_path: Path) -> None:
    source = write_sound(tmp_path / "sent.wav", voice(0.2))

    assert refused(source, TooShort).facts["milliseconds"] == pytest.approx(200, abs=2)


@pytest.mark.parametrize("level", [0, 0.0008])
def test_silence_and_whispers_of_noise_are_refused(tmp_path: Path, level: float) -> None:
    refused(write_sound(tmp_path / "sent.wav", voice(3, level=level)), TooQuiet)
