"""Gather what the page of a unit's reading dictionary shows."""

from dataclasses import dataclass

from loa_protocol.errors import NotFound

from loa.domain.languages import FIRST
from loa.domain.permissions import Duty
from loa.domain.reading import Reading
from loa.media import dictionary
from loa.media.models import DictionaryEntry
from loa.orgs import queries as orgs
from loa.orgs.models import AdminUnit, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class DictionaryPage:
    """A unit's words, those it inherits, and how a text that is tried is read."""

    unit: AdminUnit
    others: tuple[AdminUnit, ...]
    """Other units for which the person writes."""
    own: tuple[DictionaryEntry, ...]
    inherited: tuple[tuple[DictionaryEntry, str], ...]
    """Each with the name of its unit."""
    reading: Reading | None


def page_of(actor: Person, wanted: str, *, text: str) -> DictionaryPage:
    """Gather the page of a unit; of the person's first unit when none is named.

    Raises:
        NotFound: the person writes for no unit, or not for that one.
    """
    units = list(orgs.units_for(actor, Duty.WRITE))
    unit = next((unit for unit in units if wanted in {"", unit.path}), None)
    if unit is None:
        raise NotFound(unit=wanted)
    found = list(dictionary.in_sight(unit.path))
    names = {above.path: str(above) for above in orgs.above(unit.as_path())}
    return DictionaryPage(
        unit=unit,
        others=tuple(other for other in units if other.pk != unit.pk),
        own=tuple(entry for entry in found if entry.unit_path == unit.path),
        inherited=tuple((e, names[e.unit_path]) for e in found if e.unit_path in names),
        reading=dictionary.reading_of(text, FIRST, unit.path) if text else None,
    )
