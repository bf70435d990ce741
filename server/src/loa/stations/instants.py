"""Turn datetimes into the milliseconds that are signed, and number what is signed."""

from datetime import datetime, timedelta
from typing import Final

MS: Final = timedelta(milliseconds=1)


def to_ms(at: datetime | timedelta) -> int:
    """Return UTC milliseconds since 1970, or a length in milliseconds."""
    if isinstance(at, timedelta):
        return at // MS
    return int(at.timestamp() * 1000)


def next_serial(held: int | None, *, now: datetime) -> int:
    """Return a serial above the last one, and above all that were given before now.

    It is the time. A site restored from yesterday's backup has forgotten today's
    serials, and what it signs must still be newer than what the boxes hold.
    """
    return max(to_ms(now), (held or 0) + 1)
