"""Read in which languages people listen, where a bulletin is to sound."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from django.db.models import Q
from loa_protocol.areas import contains

from loa.domain.areas import Level, path_of
from loa.domain.languages import Lack, lacking
from loa.orgs.models import AdminUnit, Listening
from loa.orgs.queries import in_force

JOB: Final = "stations.tell_languages"
"""What stations do when somebody has said in which languages people listen."""
Told = tuple[AdminUnit, list[str]]


def languages_of(code: str) -> tuple[str, ...]:
    """Return the languages that were set for this unit itself, the first one first."""
    found = Listening.objects.filter(unit_code=code).first()
    return tuple(found.languages) if found else ()


def heard_at(area: str) -> tuple[str, ...]:
    """Return in which languages people listen at a place: its village's own, else its commune's."""
    village_first = path_of(area)[: Level.PROVINCE : -1]
    told = Listening.objects.in_bulk(village_first)
    return next((tuple(told[code].languages) for code in village_first if code in told), ())


def lacks(areas: Collection[str], has: Collection[str]) -> tuple[Lack, ...]:
    """Return which languages a bulletin lacks for those who live in these areas.

    `has`: the languages that it has.
    """
    told = _for_these(areas, _told_in(areas))
    return lacking([(unit.full_name, languages) for unit, languages in told], has)


def _told_in(areas: Iterable[str]) -> list[Told]:
    """Find what was set for communes and villages in these areas, and for the communes above."""
    inside = Q(pk__in=[])
    for area in areas:
        inside |= Q(path__startswith=f"{area}/") | Q(path=area)
        inside |= Q(path=area.rpartition("/")[0])
    known = Listening.objects.values("unit_code")
    units = in_force().filter(inside, level__gte=Level.COMMUNE, code__in=known)
    found = list(units.order_by("level", "sort_key"))
    told = Listening.objects.in_bulk([unit.code for unit in found])
    return [(unit, told[unit.code].languages) for unit in found]


def _for_these(areas: Collection[str], told: Sequence[Told]) -> list[Told]:
    """Leave out a commune of which only villages are meant that each tell for themselves."""
    own = {unit.path for unit, _languages in told}
    silent = [area for area in areas if area not in own]
    return [
        (unit, languages)
        for unit, languages in told
        if any(contains(area, unit.path) for area in areas)
        or any(contains(unit.path, area) for area in silent)
    ]
