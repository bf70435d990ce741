"""Turn a value into the one sequence of bytes that is signed.

The bytes are JSON as RFC 8785 (JCS) writes it, for a subset that leaves nothing
to argue about: objects with ASCII names, lists, strings, booleans, null, and
whole numbers that every language holds exactly (|n| < 2**53). No fractions:
decibels travel as hundredths, instants as UTC milliseconds.
"""

import json
from collections.abc import Mapping
from typing import Any, Final, NoReturn

from loa_protocol.errors import Refusal

MOST_BYTES: Final = 1024 * 1024
"""No message is larger. A week's programme of one commune is about 200 KiB."""
DEEPEST: Final = 12
LARGEST: Final = 2**53 - 1


class NotCanonical(Refusal):
    """The bytes, or the value, have no single agreed form."""

    code = "message.not_canonical"


def encode(value: Any) -> bytes:
    """Return the canonical bytes of a value.

    Raises:
        NotCanonical: the value holds something that has no agreed form.
    """
    _check(value, depth=0)
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError as fault:
        raise NotCanonical(why="half a character") from fault


def decode(data: bytes, *, most: int = MOST_BYTES) -> Any:
    """Read canonical bytes, and only canonical bytes.

    Raises:
        NotCanonical: too large, not JSON, or written in any other way than
            `encode` would write it (a name twice, a space, another order …).
    """
    if len(data) > most:
        raise NotCanonical(why="too large", bytes=len(data), most=most)
    try:
        value = json.loads(data, parse_float=_no_fraction, parse_constant=_no_fraction)
    except (ValueError, RecursionError) as fault:
        raise NotCanonical(why="not JSON") from fault
    if encode(value) != data:
        raise NotCanonical(why="written in another way")
    return value


def _no_fraction(text: str) -> NoReturn:
    raise NotCanonical(why="not a whole number", number=text[:40])


def _check(value: Any, *, depth: int) -> None:
    if depth > DEEPEST:
        raise NotCanonical(why="too deep")
    if isinstance(value, int) and abs(value) > LARGEST:
        raise NotCanonical(why="number too large")
    if isinstance(value, Mapping):
        for name, item in value.items():
            if not isinstance(name, str) or not name.isascii():
                raise NotCanonical(why="a name that is not ASCII text")
            _check(item, depth=depth + 1)
    elif isinstance(value, list | tuple):
        for item in value:
            _check(item, depth=depth + 1)
    elif value is not None and not isinstance(value, bool | str | int):
        raise NotCanonical(why="a kind of value that JSON cannot hold exactly")
