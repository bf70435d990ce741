"""Write the few fields of protocol-buffer messages that we need, without a library for it."""

from typing import Final

_BYTES: Final = 2
_MORE: Final = 0x80


def field(number: int, content: bytes) -> bytes:
    """Return one length-delimited field of a message."""
    return varint(number << 3 | _BYTES) + varint(len(content)) + content


def whole(number: int, value: int) -> bytes:
    """Return one field that holds a whole number."""
    return varint(number << 3) + varint(value)


def varint(number: int) -> bytes:
    """Return a number in groups of seven bits, the lowest first."""
    written = bytearray()
    while number >= _MORE:
        written.append(number & 0x7F | _MORE)
        number >>= 7
    written.append(number)
    return bytes(written)
