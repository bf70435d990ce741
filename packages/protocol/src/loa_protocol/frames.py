"""The wrappers around envelopes on the broker.

Downwards each payload is a frame: the site's cursor and one envelope. The
cursor is the site's own count and is not signed; it only tells a box how far it
has heard. Upwards a payload is a bundle of one or more envelopes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import msgspec

from loa_protocol import canonical
from loa_protocol.messages import BadMessage, Cursor
from loa_protocol.signing import Envelope

MOST_IN_A_BUNDLE: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One envelope on its way down, and where the site's count stands."""

    cursor: Cursor
    envelope: Envelope

    def to_bytes(self) -> bytes:
        """Return the payload."""
        value = {
            "cursor": msgspec.to_builtins(self.cursor),
            "envelope": self.envelope.as_json(),
        }
        return canonical.encode(value)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read a payload.

        Raises:
            NotCanonical, BadMessage, BadEnvelope: it is not a frame.
        """
        match canonical.decode(data):
            case {"cursor": dict() as cursor, "envelope": dict() as envelope}:
                return cls(cursor=_cursor(cursor), envelope=Envelope.from_json(envelope))
            case _:
                raise BadMessage(why="not a frame")


def _cursor(value: dict[str, Any]) -> Cursor:
    try:
        return msgspec.convert(value, Cursor)
    except msgspec.ValidationError as fault:
        raise BadMessage(why=str(fault)) from fault


def bundle(envelopes: Sequence[Envelope]) -> bytes:
    """Return the payload that carries envelopes upwards."""
    return canonical.encode({"envelopes": [envelope.as_json() for envelope in envelopes]})


def unbundle(data: bytes) -> tuple[Envelope, ...]:
    """Read a payload from a box.

    Raises:
        NotCanonical, BadMessage, BadEnvelope: it is not a bundle.
    """
    match canonical.decode(data):
        case {"envelopes": list() as envelopes} if len(envelopes) <= MOST_IN_A_BUNDLE:
            return tuple(Envelope.from_json(one) for one in envelopes)
        case _:
            raise BadMessage(why="not a bundle")
