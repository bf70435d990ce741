"""What a container says about its own end, and an MP3 about itself."""

from pathlib import Path

import pytest
from loa.media.audio import mpeg
from loa.media.audio.endings import is_cut

EBML = b"\x1a\x45\xdf\xa3\x80"
SEGMENT = b"\x18\x53\x80\x67"


def box(kind: bytes, content: bytes = b"", length: int | None = None) -> bytes:
    said = len(content) + 8 if length is None else length
    return said.to_bytes(4, "big") + kind + content


def chunk(kind: bytes, content: bytes, length: int | None = None) -> bytes:
    said = len(content) if length is None else length
    return kind + said.to_bytes(4, "little") + content


def wav(*chunks: bytes) -> bytes:
    return b"RIFF\xff\xff\xff\xffWAVE" + b"".join(chunks)


def page(content: bytes) -> bytes:
    return b"OggS" + bytes(22) + bytes([1, len(content)]) + content


FTYP = box(b"ftyp", b"M4A \0\0\0\0")
LARGE = (1).to_bytes(4, "big") + b"mdat" + (24).to_bytes(8, "big") + bytes(8)

WHOLE = {
    "an mp4": FTYP + box(b"moov", bytes(9)) + box(b"mdat", bytes(20)),
    "an mp4 with a large box": FTYP + box(b"moov") + LARGE,
    "an mp4 whose last box goes to the end": FTYP + box(b"moov") + box(b"mdat", bytes(9), length=0),
    "a wav": wav(chunk(b"fmt ", bytes(16)), chunk(b"data", bytes(10))),
    "a wav with an odd chunk": wav(chunk(b"LIST", b"abc") + b"\0", chunk(b"data", bytes(4))),
    "a wav that was streamed": wav(chunk(b"data", bytes(4), length=0xFFFFFFFF)),
    "an ogg": page(b"abc") + page(b"defgh"),
    "a webm": EBML + SEGMENT + b"\x84abcd",
    "a webm with a long size": EBML + SEGMENT + b"\x01\0\0\0\0\0\0\x04abcd",
    "a webm that was made live": EBML + SEGMENT + b"\x01\xff\xff\xff\xff\xff\xff\xffabcd",
    "something else": b"ID3 or anything",
}
CUT = {
    "an mp4 whose sound is missing": FTYP + box(b"moov") + box(b"mdat", bytes(4), length=500),
    "an mp4 without its index": FTYP + box(b"mdat", bytes(20)),
    "an mp4 with an impossible box": FTYP + box(b"moov") + box(b"mdat", length=3),
    "a wav whose sound is missing": wav(chunk(b"data", bytes(4), length=500)),
    "a wav without sound": wav(chunk(b"fmt ", bytes(16))),
    "an ogg that ends within a page": page(b"abc") + page(b"defgh")[:-2],
    "an ogg that ends within a header": page(b"abc") + page(b"defgh")[:10],
    "a webm whose sound is missing": EBML + SEGMENT + b"\x88abcd",
    "a webm that ends after its header": EBML,
    "a webm that ends within its segment's size": EBML + SEGMENT,
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_file_is_not_cut(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_bytes(WHOLE[name])

    assert not is_cut(tmp_path / "file")


@pytest.mark.parametrize("name", CUT)
def test_a_cut_file_is_cut(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_bytes(CUT[name])

    assert is_cut(tmp_path / "file")


# --- MP3 -----------------------------------------------------------------------------------------

MPEG_1 = b"\xff\xfb\x90\x00"  # 128 kbit/s, 44.1 kHz, stereo
MPEG_1_MONO = b"\xff\xfb\x90\xc0"
MPEG_2 = b"\xff\xf3\x80\x00"  # 64 kbit/s, 22.05 kHz, stereo
MPEG_2_MONO = b"\xff\xf3\x80\xc0"


@pytest.mark.parametrize(
    ("start", "length", "samples", "side_info"),
    [
        (MPEG_1, 417, 1152, 32),
        (MPEG_1_MONO, 417, 1152, 17),
        (MPEG_2, 208, 576, 17),
        (MPEG_2_MONO, 208, 576, 9),
    ],
)
def test_a_frame_says_how_long_it_is(
    start: bytes, length: int, samples: int, side_info: int
) -> None:
    header = mpeg.frame_header(start)

    assert header is not None
    assert (header.length, header.samples, header.side_info) == (length, samples, side_info)
    assert mpeg.is_cut_frame(start + bytes(length - 5))
    assert not mpeg.is_cut_frame(start + bytes(length - 4))


@pytest.mark.parametrize(
    "start",
    [
        b"",
        b"TAG\0",
        b"\xff\xfd\x90\x00",  # layer II
        b"\xff\xeb\x90\x00",  # no such version
        b"\xff\xfb\x00\x00",  # a free bitrate
        b"\xff\xfb\xf0\x00",  # no such bitrate
        b"\xff\xfb\x9c\x00",  # no such rate
    ],
)
def test_what_is_no_frame_is_not_cut(start: bytes) -> None:
    assert mpeg.frame_header(start) is None
    assert not mpeg.is_cut_frame(start)
    assert mpeg.declared_seconds(start) is None


def first_frame(tag: bytes) -> bytes:
    return MPEG_1 + bytes(32) + tag


@pytest.mark.parametrize("name", [b"Xing", b"Info"])
@pytest.mark.parametrize("before", [b"", b"ID3\4\0\0\0\0\1\2" + bytes(130)])
def test_the_first_frame_says_how_long_the_sound_is(name: bytes, before: bytes) -> None:
    tag = name + (1).to_bytes(4, "big") + (3828).to_bytes(4, "big")

    assert mpeg.declared_seconds(before + first_frame(tag)) == pytest.approx(100, abs=0.01)


@pytest.mark.parametrize(
    "tag", [b"", b"LAME" + bytes(8), b"Xing" + bytes(8), b"Xing" + (1).to_bytes(4, "big")]
)
def test_a_first_frame_without_a_count_says_nothing(tag: bytes) -> None:
    assert mpeg.declared_seconds(first_frame(tag)) is None
