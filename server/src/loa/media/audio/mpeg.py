"""Read what an MP3 says about itself: its frame header, and how many frames it was made with.

A cut MP3 decodes without complaint, so these two facts are the only witnesses.
"""

from dataclasses import dataclass
from typing import Final

_SYNC: Final = 0xFFE00000
_RATES: Final = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_KBIT_MPEG1: Final = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KBIT_MPEG2: Final = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_LAYER_3: Final = 1
_MPEG_1: Final = 3
_MONO: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameHeader:
    """What the first four bytes of a layer III frame say."""

    rate: int
    samples: int
    length: int
    side_info: int


def frame_header(start: bytes) -> FrameHeader | None:
    """Read a frame header, or return None where there is none."""
    word = int.from_bytes(start[:4], "big")
    version, layer = (word >> 19) & 3, (word >> 17) & 3
    kbit_index, rate_index = (word >> 12) & 15, (word >> 10) & 3
    if word & _SYNC != _SYNC or layer != _LAYER_3 or version not in _RATES:
        return None
    if kbit_index in {0, 15} or rate_index == 3:  # noqa: PLR2004 - both are "reserved" in the standard
        return None
    first = version == _MPEG_1
    rate = _RATES[version][rate_index]
    kbit = (_KBIT_MPEG1 if first else _KBIT_MPEG2)[kbit_index]
    samples = 1152 if first else 576
    mono = (word >> 6) & 3 == _MONO
    side_info = (17 if mono else 32) if first else (9 if mono else 17)
    length = samples // 8 * kbit * 1000 // rate + ((word >> 9) & 1)
    return FrameHeader(rate=rate, samples=samples, length=length, side_info=side_info)


def declared_seconds(start: bytes) -> float | None:
    """Return the length that the Xing or Info frame declares; None if there is no such frame."""
    at = _after_id3(start)
    header = frame_header(start[at : at + 4])
    if header is None:
        return None
    tag = at + 4 + header.side_info
    has_count = start[tag : tag + 4] in {b"Xing", b"Info"} and len(start) >= tag + 12
    if not has_count or not start[tag + 7] & 1:
        return None
    frames = int.from_bytes(start[tag + 8 : tag + 12], "big")
    return frames * header.samples / header.rate


def is_cut_frame(packet: bytes) -> bool:
    """Tell whether a packet is a frame that stops before its own length."""
    header = frame_header(packet)
    return header is not None and len(packet) < header.length


def _after_id3(start: bytes) -> int:
    """Skip the ID3v2 tag, whose size is written in seven-bit bytes."""
    if start[:3] != b"ID3" or len(start) < 10:  # noqa: PLR2004 - the tag's own header
        return 0
    size = 0
    for seven in start[6:10]:
        size = size << 7 | seven & 0x7F
    return size + 10
