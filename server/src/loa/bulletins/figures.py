"""How many products of each kind and unit were made and heard, by month: the figures of the year.

A product is counted once: in the month of its first approval as made, in the
month in which it first sounded as heard. Every figure opens to its items.
"""

from collections.abc import Mapping
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
from loa.domain.spelling import sort_key
from loa.orgs import queries as orgs

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
    """One kind, or one unit, over the months of a year."""

    key: str
    """The kind, or where the unit lies."""
    name: str
    months: tuple[int, ...]

    @property
    def total(self) -> int:
        """Return the whole year's."""
        return sum(self.months)


def by_kind(actor: Actor, year: int, counted: Counted, *, unit: str = "") -> list[Line]:
    """Count the products of the units that the actor sees, or of those in one of them, by kind."""
    counts = _counts(actor, year, counted, unit=unit, by="kind")
    return [_line(kind, str(name), counts) for kind, name in Bulletin.Kind.choices]


def by_unit(actor: Actor, year: int, counted: Counted, *, unit: str = "") -> list[Line]:
    """Count the same by the unit that made them, in the order of their names."""
    counts = _counts(actor, year, counted, unit=unit, by="unit_path")
    names = orgs.names_of_units({path for path, _month in counts})
    lines = [_line(path, names.get(path, path), counts) for path in {path for path, _ in counts}]
    return sorted(lines, key=lambda line: sort_key(line.name))


def items(
    actor: Actor,
    counted: Counted,
    *,
    year: int,
    month: int | None,
    kind: str,
    unit: str = "",
    is_its_own: bool = False,
) -> QuerySet[Bulletin]:
    """Find what a figure was counted from, the oldest first: as many as the figure says.

    `is_its_own`: only what the unit itself made, without the units inside it.
    """
    first = date(year, month or 1, 1)
    last = date(year + 1, 1, 1) if month in {None, 12} else date(year, (month or 0) + 1, 1)
    found = _of(actor, counted, unit=unit).filter(**_between(counted, first, last))
    found = found.filter(unit_path=unit) if is_its_own else found
    return (found.filter(kind=kind) if kind else found).order_by(counted.column, "pk")


def _counts(
    actor: Actor, year: int, counted: Counted, *, unit: str, by: str
) -> dict[tuple[str, int], int]:
    """Count by a column and by month."""
    rows = (
        _of(actor, counted, unit=unit)
        .filter(**_between(counted, date(year, 1, 1), date(year + 1, 1, 1)))
        .annotate(month=ExtractMonth(counted.column, tzinfo=VIETNAM))
        .order_by()
        .values_list(by, "month")
        .annotate(count=Count("pk"))
    )
    return {(key, month): count for key, month, count in rows}


def _line(key: str, name: str, counts: Mapping[tuple[str, int], int]) -> Line:
    return Line(key=key, name=name, months=tuple(counts.get((key, month), 0) for month in MONTHS))


def _of(actor: Actor, counted: Counted, *, unit: str) -> QuerySet[Bulletin]:
    found = queries.bulletins(actor).filter(**{f"{counted.column}__lte": timezone.now()})
    return found.filter(queries.inside(unit)) if unit else found


def _between(counted: Counted, first: date, after: date) -> dict[str, datetime]:
    """Say that it happened on the first day or later, and before the day after the last."""
    return {
        f"{counted.column}__gte": start_of(first),
        f"{counted.column}__lt": start_of(after),
    }
