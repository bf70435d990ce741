"""Turn the pages of a list that is too long to be counted."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

if TYPE_CHECKING:
    from django.db.models import QuerySet

ON_A_PAGE: Final = 20
FARTHEST: Final = 200
"""Whoever turns so many pages should narrow the search; the database need not count so far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One page of a list, and whether there is more."""

    rows: list[Any]
    number: int
    has_next: bool

    @classmethod
    def of(cls, found: "QuerySet[Any]", asked: str | None) -> Self:
        """Fetch the page that an address asks for; the first where it asks for nonsense."""
        number = int(asked) if asked and asked.isdecimal() and len(asked) < len("1000") else 1
        number = max(1, min(number, FARTHEST))
        first = (number - 1) * ON_A_PAGE
        rows = list(found[first : first + ON_A_PAGE + 1])
        has_next = len(rows) > ON_A_PAGE and number < FARTHEST
        return cls(rows=rows[:ON_A_PAGE], number=number, has_next=has_next)

    @property
    def has_previous(self) -> bool:
        """Say whether something comes before."""
        return self.number > 1

    @property
    def next_number(self) -> int:
        """Return the number of the page after this."""
        return self.number + 1

    @property
    def previous_number(self) -> int:
        """Return the number of the page before this."""
        return self.number - 1
