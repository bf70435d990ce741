"""Take a file of units into the database: all of it, or nothing.

Running it again changes nothing. A record is known by its code and first day; what
differs is brought into line, what is new is added, and what the file does not
mention, such as villages, stays.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any, Final

from django.db import IntegrityError, transaction

from loa import audit
from loa.domain.areas import NATION, search_key, sort_key
from loa.domain.permissions import SYSTEM
from loa.orgs.copying import copy_in, number
from loa.orgs.models import AdminUnit, UnitChange
from loa.orgs.units_file import BadUnits, Record, read

TOLD: Final = (
    "level",
    "kind",
    "name",
    "path",
    "valid_to",
    "search_key",
    "sort_key",
    "district",
    "lat",
    "lng",
    "legal_basis",
)
"""What a file says about a record, beside its code and first day."""
AT_A_TIME: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What an import did."""

    added: int
    changed: int
    unchanged: int
    changes: int
    """New links from a former unit to what it became."""


def shipped() -> str:
    """Return the file that comes with Loa: every unit of Vietnam, old and new."""
    return files("loa.orgs").joinpath("data/units.csv").read_text(encoding="utf-8")


@transaction.atomic
def take_in(text: str) -> Report:
    """Bring the units into line with a file.

    Raises:
        BadUnits: some lines cannot be taken, so none was.
    """
    records = read(text)
    wanted = _with_paths(records)
    kept = {(unit.code, unit.valid_from): unit for unit in AdminUnit.objects.all()}
    changed = [unit for unit in wanted if _differs(unit, kept.get((unit.code, unit.valid_from)))]
    new = [unit for unit in wanted if (unit.code, unit.valid_from) not in kept]
    try:
        _save(changed, new, kept)
        links = _keep_changes(records)
    except IntegrityError as fault:
        raise BadUnits([(0, f"the units do not fit those already here: {fault}")]) from fault
    report = Report(
        added=len(new),
        changed=len(changed),
        unchanged=len(wanted) - len(new) - len(changed),
        changes=links,
    )
    if report.added or report.changed or report.changes:
        audit.record(
            SYSTEM, "units.imported", "unit:vn", NATION, added=report.added, changed=report.changed
        )
    return report


def _with_paths(records: Iterable[Record]) -> list[AdminUnit]:
    """Turn records into rows, each with the whole path to it."""
    made: list[AdminUnit] = []
    paths: dict[tuple[str, date], str] = {}
    by_code: dict[str, list[Record]] = {}
    for record in records:
        above = next(
            (other for other in by_code.get(record.parent, ()) if other.holds(record.valid_from)),
            None,
        )
        start = f"{paths[above.code, above.valid_from]}/" if above else ""
        paths[record.code, record.valid_from] = start + record.code
        by_code.setdefault(record.code, []).append(record)
        made.append(_row(record, start + record.code))
    return made


def _row(record: Record, path: str) -> AdminUnit:
    return AdminUnit(
        code=record.code,
        level=record.level.value,
        kind=record.kind.value,
        name=record.name,
        path=path,
        valid_from=record.valid_from,
        valid_to=record.valid_to,
        search_key=search_key(f"{record.kind.value} {record.name}"),
        sort_key=sort_key(record.name),
        district=record.district,
        lat=record.lat,
        lng=record.lng,
        legal_basis=record.legal_basis,
    )


def _differs(wanted: AdminUnit, kept: AdminUnit | None) -> bool:
    return kept is not None and any(_told(wanted, name) != _told(kept, name) for name in TOLD)


def _told(unit: AdminUnit, name: str) -> Any:
    """Return what is told about a unit; the database hands bytes back in a view."""
    value = getattr(unit, name)
    return bytes(value) if name == "sort_key" else value


def _save(
    changed: list[AdminUnit], new: list[AdminUnit], kept: dict[tuple[str, date], AdminUnit]
) -> None:
    """Write changed rows first, since an end may make room for a new record; then new ones."""
    for unit in changed:
        unit.pk = kept[unit.code, unit.valid_from].pk
    AdminUnit.objects.bulk_update(changed, TOLD, batch_size=AT_A_TIME)
    number(AdminUnit, new)
    by_path: dict[str, list[AdminUnit]] = {}
    for unit in sorted([*kept.values(), *new], key=lambda unit: unit.valid_from):
        by_path.setdefault(unit.path, []).append(unit)
    for unit in new:
        unit.parent_id = _parent(unit, by_path)
    copy_in(AdminUnit, new)


def _parent(unit: AdminUnit, by_path: dict[str, list[AdminUnit]]) -> int | None:
    """Find the record above, as it was on the first day."""
    above = by_path.get(unit.path.rpartition("/")[0], ())
    return next(
        (
            other.pk
            for other in above
            if other.valid_from <= unit.valid_from
            and (other.valid_to is None or unit.valid_from < other.valid_to)
        ),
        None,
    )


def _keep_changes(records: Iterable[Record]) -> int:
    """Keep what each former unit became; return how many links are new."""
    kept = {(one.from_code, one.to_code, one.on): one for one in UnitChange.objects.all()}
    new, changed = [], []
    for link in _links(records):
        before = kept.get((link.from_code, link.to_code, link.on))
        if before is None:
            new.append(link)
        elif (before.kind, before.is_default) != (link.kind, link.is_default):
            link.pk = before.pk
            changed.append(link)
    UnitChange.objects.bulk_update(changed, ["kind", "is_default"], batch_size=AT_A_TIME)
    number(UnitChange, new)
    copy_in(UnitChange, new)
    return len(new)


def _links(records: Iterable[Record]) -> Iterator[UnitChange]:
    for record in records:
        if record.how and record.valid_to:
            for place, code in enumerate(record.became):
                yield UnitChange(
                    from_code=record.code,
                    to_code=code,
                    on=record.valid_to,
                    kind=record.how.value,
                    is_default=place == 0,
                )
