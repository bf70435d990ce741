"""Months, as the big tables are cut: receipts and states lie in one part a month."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One month of the calendar, by UTC."""

    year: int
    month: int

    @classmethod
    def of(cls, at: datetime) -> Self:
        """Return the month in which an instant lies."""
        utc = at.astimezone(UTC)
        return cls(utc.year, utc.month)

    def plus(self, months: int) -> "Month":
        """Return the month that many later; earlier when negative."""
        count = self.year * MONTHS_A_YEAR + self.month - 1 + months
        return Month(count // MONTHS_A_YEAR, count % MONTHS_A_YEAR + 1)

    @property
    def start(self) -> datetime:
        """The first instant of the month."""
        return datetime(self.year, self.month, 1, tzinfo=UTC)

    @property
    def end(self) -> datetime:
        """The first instant of the next month."""
        return self.plus(1).start

    @property
    def name(self) -> str:
        """How a part of a table is called after it: `2026_11`."""
        return f"{self.year:04}_{self.month:02}"
