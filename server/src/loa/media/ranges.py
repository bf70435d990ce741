"""Read the one kind of byte range that players ask for (RFC 9110 §14)."""

import re
from dataclasses import dataclass
from typing import Final

_ONE_RANGE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a file, and whether somebody asked for a part at all."""

    start: int
    length: int
    is_whole: bool = False


class OutOfRange(ValueError):  # noqa: N818 - read as a sentence
    """The range begins after the file's end."""


def asked(header: str | None, size: int) -> Part:
    """Return the part that a Range header asks for.

    What is no single range of bytes is ignored, as the standard allows: the
    whole file is the answer.

    Raises:
        OutOfRange: there is nothing of the file there.
    """
    found = _ONE_RANGE.fullmatch((header or "").strip())
    if found is None or found.group() == "bytes=-":
        return Part(start=0, length=size, is_whole=True)
    first, last = found.groups()
    if not first:
        return _last_bytes(int(last), size)
    start = int(first)
    end = min(int(last), size - 1) if last else size - 1
    if last and int(last) < start:
        return Part(start=0, length=size, is_whole=True)
    if start >= size:
        raise OutOfRange
    return Part(start=start, length=end - start + 1)


def _last_bytes(count: int, size: int) -> Part:
    """Return the end of the file."""
    if count == 0 or size == 0:
        raise OutOfRange
    length = min(count, size)
    return Part(start=size - length, length=length)
