"""The arithmetic of the chain: each link holds the digest of the one before.

Pure: values in, digest out. Change one letter of an old entry and its digest no
longer fits; remove an entry and the next one points at nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from loa_protocol import canonical

BEGINNING: Final = "0" * 64
"""What the first link of a chain points at."""
LONGEST_FACT: Final = 200
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Everything that an entry's digest covers."""

    unit: str
    n: int
    at: datetime
    actor_id: str
    action: str
    subject: str
    facts: Mapping[str, Any]
    previous: str

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the canonical bytes."""
        body = {
            "action": self.action,
            "actor": self.actor_id,
            "at": ms_of(self.at),
            "facts": self.facts,
            "n": self.n,
            "previous": self.previous,
            "subject": self.subject,
            "unit": self.unit,
        }
        return sha256(canonical.encode(body)).hexdigest()


def anchor_digest(*, n: int, at: datetime, heads: Mapping[str, Any], previous: str) -> str:
    """Return the digest of one day's anchor."""
    body = {"at": ms_of(at), "heads": heads, "n": n, "previous": previous}
    return sha256(canonical.encode(body)).hexdigest()


def ms_of(at: datetime) -> int:
    """Return an instant as whole milliseconds, the way it enters a digest."""
    return (at - EPOCH) // timedelta(milliseconds=1)


def whole_ms(at: datetime) -> datetime:
    """Drop what is finer than a millisecond, so that nothing stored escapes the digest."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def fact(value: object) -> Any:
    """Turn a fact into what the log may hold: codes, numbers, dates and digests.

    Names and sentences do not pass: the log can never be erased, so nothing that
    may have to be erased enters it.

    Raises:
        ValueError: it looks like a name or a sentence, or is no plain value.
    """
    match value:
        case Enum():
            return fact(value.value)
        case None | bool() | int():
            return value
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="milliseconds")
        case UUID() | date():
            return str(value)
        case str():
            return _code(value)
        case list() | tuple() | set() | frozenset():
            return [fact(item) for item in value]
    raise ValueError(f"the audit log cannot hold a {type(value).__name__}")


def _code(text: str) -> str:
    """Let a code pass, and nothing that reads like a name or a sentence."""
    if len(text) > LONGEST_FACT or not text.isascii() or any(map(str.isspace, text)):
        raise ValueError("the audit log holds codes, not names or sentences")
    return text
