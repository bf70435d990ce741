"""Which day it is in Vietnam, the whole of which keeps one time and no summer time."""

from datetime import date, datetime, timedelta, timezone
from typing import Final

VIETNAM: Final = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


FIRST: Final = date(2000, 1, 1)
LAST: Final = date(2199, 12, 31)
"""Nobody's work lies before or after; a calendar that ends leaves no room for the next day."""


def day_of(at: datetime) -> date:
    """Return the day in Vietnam of an aware instant: duties are held by the day."""
    return at.astimezone(VIETNAM).date()
