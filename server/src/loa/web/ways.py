"""Keep the ways in: which pages stand in the navigation, and for whom.

Every app adds its own from its `AppConfig.ready`. A person sees a way when they
hold one of its duties today; the first four stand at the thumb on a phone, so
`order` says how near to the work a page is.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    from loa.orgs.models import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A page that stands in the navigation."""

    label: "_StrOrPromise"
    url: str
    """Name of the address, `bulletins:today`."""
    icon: str
    order: int
    duties: frozenset[str] = frozenset()
    """Who sees it; nobody named means everybody."""
    count: "Callable[[Person], int] | None" = None
    """How many things wait there for this person."""

    def is_open_to(self, duties: Iterable[str]) -> bool:
        """Say whether somebody with these duties has business here."""
        return not self.duties or not self.duties.isdisjoint(duties)

    @property
    def address(self) -> str:
        """Where it is."""
        return reverse(self.url)


_ways: dict[str, Way] = {}


def add(*ways: Way) -> None:
    """Put pages into the navigation."""
    _ways.update({way.url: way for way in ways})


def ways_for(person: "Person") -> list[Way]:
    """List the ways in for a person, the nearest to their work first."""
    duties = duties_today(person)
    return sorted((w for w in _ways.values() if w.is_open_to(duties)), key=lambda w: w.order)


def duties_today(person: "Person") -> frozenset[str]:
    """Name the duties that a person holds today, for whatever unit."""
    today = timezone.localdate()
    grants = person.as_officer().grants
    return frozenset(str(grant.duty) for grant in grants if grant.holds(today))
