"""Tell whether a file was cut, by what its own container says about where it ends.

Decoders play what is there and call it a success; a half-uploaded announcement
must not. Only whole-file facts are read here, never samples.
"""

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final

_UNKNOWN_SIZE: Final = {0, 0xFFFFFFFF}
_SEGMENT: Final = b"\x18\x53\x80\x67"
_MATROSKA_HEAD: Final = 4096
_OGG_HEADER: Final = 27
_OGG_TAIL: Final = 66_000  # one page is at most 65,307 bytes


def is_cut(path: Path) -> bool:
    """Tell whether the container promises more than the file holds."""
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(12)
        for matches, cut in _CONTAINERS:
            if matches(start):
                return cut(file, size)
    return False


def _mp4_is_cut(file: BinaryIO, size: int) -> bool:
    """Walk the top-level boxes: each must fit, and `moov` must be among them."""
    at, seen_moov = 0, False
    while at + 8 <= size:
        file.seek(at)
        header = file.read(16)
        length, kind = int.from_bytes(header[:4], "big"), header[4:8]
        if length == 1:
            length = int.from_bytes(header[8:16], "big")
        if length == 0:
            length = size - at
        if length < 8 or at + length > size:  # noqa: PLR2004 - a box holds at least its header
            return True
        seen_moov = seen_moov or kind == b"moov"
        at += length
    return not seen_moov


def _wav_is_cut(file: BinaryIO, size: int) -> bool:
    """Walk the chunks up to `data`, which must fit unless its size was never filled in."""
    at = 12
    while at + 8 <= size:
        file.seek(at)
        header = file.read(8)
        length = int.from_bytes(header[4:], "little")
        if header[:4] == b"data":
            return length not in _UNKNOWN_SIZE and at + 8 + length > size
        at += 8 + length + (length & 1)
    return True


def _ogg_is_cut(file: BinaryIO, size: int) -> bool:
    """Look at the last page, which must be whole."""
    file.seek(max(0, size - _OGG_TAIL))
    tail = file.read()
    at = tail.rfind(b"OggS")
    page = tail[at:]
    if at < 0 or len(page) < _OGG_HEADER:
        return True
    segments = page[26]
    table = page[_OGG_HEADER : _OGG_HEADER + segments]
    return len(page) < _OGG_HEADER + segments + sum(table)


def _matroska_is_cut(file: BinaryIO, size: int) -> bool:
    """Look at the segment: it must fit, unless it was made live and never learnt its size."""
    file.seek(0)
    start = file.read(_MATROSKA_HEAD)
    at = start.find(_SEGMENT)
    if at < 0 or len(start) <= at + len(_SEGMENT):
        return True
    at += len(_SEGMENT)
    width = 9 - start[at].bit_length()
    told = int.from_bytes(start[at : at + width], "big") & ((1 << 7 * width) - 1)
    is_live = told == (1 << 7 * width) - 1
    return not is_live and at + width + told > size


_CONTAINERS: Final[tuple[tuple[Callable[[bytes], bool], Callable[[BinaryIO, int], bool]], ...]] = (
    (lambda start: start[4:8] == b"ftyp", _mp4_is_cut),
    (lambda start: start[:4] == b"RIFF" and start[8:12] == b"WAVE", _wav_is_cut),
    (lambda start: start[:4] == b"OggS", _ogg_is_cut),
    (lambda start: start[:4] == b"\x1aE\xdf\xa3", _matroska_is_cut),
)
