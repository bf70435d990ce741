"""How many products of each kind were made and heard, by month: the figures of the year.

A product is counted once: in the month of its first approval as made, in the
month in which it first sounded as heard. Every figure opens to its items.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractMonth
from django.utils import timezone

from loa.bulletins import queries
from loa.bulletins.archive import start_of
from loa.bulletins.models import Bulletin
from loa.domain.days import VIETNAM
from loa.domain.permissions import Actor

MONTHS: Final = range(1, 13)


class Counted(StrEnum):
    """What is counted."""

    MADE = "made"
    HEARD = "heard"

    @property
    def column(self) -> str:
        """Return the instant that it is counted by."""
        return "first_approved_at" if self is Counted.MADE else "first_heard_at"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One kind over the months of a year."""

    kind: str
    name: str
    months: tuple[int, ...]

    @property
    def total(self) -> int:
        """Return the whole year's."""
        return sum(self.months)


def of_year(actor: Actor, year: int, counted: Counted, *, unit: str = "") -> list[Line]:
    """Count the products of the units that the actor sees, or of those in one of them."""
    rows = (
        _of(actor, counted, unit=unit)
        .filter(**_between(counted, date(year, 1, 1), date(year + 1, 1, 1)))
        .annotate(month=ExtractMonth(counted.column, tzinfo=VIETNAM))
        .order_by()
        .values_list("kind", "month")
        .annotate(count=Count("pk"))
    )
    counts = {(kind, month): count for kind, month, count in rows}
    return [
        Line(
            kind=kind,
            name=str(name),
            months=tuple(counts.get((kind, month), 0) for month in MONTHS),
        )
        for kind, name in Bulletin.Kind.choices
    ]


def items(
    actor: Actor, counted: Counted, *, year: int, month: int | None, kind: str, unit: str = ""
) -> QuerySet[Bulletin]:
    """Find what a figure was counted from, the oldest first: as many as the figure says."""
    first = date(year, month or 1, 1)
    last = date(year + 1, 1, 1) if month in {None, 12} else date(year, (month or 0) + 1, 1)
    found = _of(actor, counted, unit=unit).filter(**_between(counted, first, last))
    return (found.filter(kind=kind) if kind else found).order_by(counted.column, "pk")


def _of(actor: Actor, counted: Counted, *, unit: str) -> QuerySet[Bulletin]:
    found = queries.bulletins(actor).filter(**{f"{counted.column}__lte": timezone.now()})
    return found.filter(queries.inside(unit)) if unit else found


def _between(counted: Counted, first: date, after: date) -> dict[str, datetime]:
    """Say that it happened on the first day or later, and before the day after the last."""
    return {
        f"{counted.column}__gte": start_of(first),
        f"{counted.column}__lt": start_of(after),
    }
