"""Read a file of units, or say line by line why it cannot be read.

One line is one record of a unit: its code, the code above it, what it is and is
called, and the days on which that held. `became` says where it went when it
ended: `whole:11848`, `part:26116/26119` (the likeliest first), `renamed:25270`.
The first line names the columns. Nothing here touches the database.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from unicodedata import normalize

from loa_protocol.errors import Refusal

from loa.domain.areas import SHAPES, Level
from loa.orgs.models import Kind, UnitChange

COLUMNS: Final = (
    "code",
    "parent",
    "kind",
    "name",
    "valid_from",
    "valid_to",
    "lat",
    "lng",
    "district",
    "legal_basis",
    "became",
)
KINDS: Final = {
    Level.NATION: {Kind.NATION},
    Level.PROVINCE: {Kind.PROVINCE, Kind.CITY},
    Level.COMMUNE: {Kind.COMMUNE, Kind.WARD, Kind.SPECIAL_ZONE, Kind.TOWNSHIP},
    Level.VILLAGE: set(Kind)
    - {Kind.NATION, Kind.PROVINCE, Kind.CITY, Kind.COMMUNE, Kind.WARD, Kind.SPECIAL_ZONE},
}
LONGEST: Final = {"name": 120, "district": 120, "legal_basis": 120}
NORTH_SOUTH: Final = (6.0, 24.0)
EAST_WEST: Final = (102.0, 118.0)
MOST_TOLD: Final = 50


class BadUnits(Refusal):
    """The file of units has lines that cannot be taken. None was."""

    code = "units.bad_file"

    def __init__(self, problems: Iterable[tuple[int, str]]) -> None:
        """Keep the lines and what is wrong with each."""
        self.problems = tuple(problems)
        super().__init__(lines=[line for line, _ in self.problems[:MOST_TOLD]])

    def sentences(self) -> list[str]:
        """Say what is wrong, one sentence a line, and how many more there are."""
        told = [f"line {line}: {words}" for line, words in self.problems[:MOST_TOLD]]
        more = len(self.problems) - MOST_TOLD
        return [*told, f"… and {more} more"] if more > 0 else told


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One unit as it was from one day until before another."""

    line: int
    code: str
    parent: str
    level: Level
    kind: Kind
    name: str
    valid_from: date
    valid_to: date | None
    lat: float | None
    lng: float | None
    district: str
    legal_basis: str
    how: UnitChange.How | None
    became: tuple[str, ...]

    def holds(self, on: date) -> bool:
        """Say whether this is how the unit was on a day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


class _Wrong(Exception):  # noqa: N818 - never leaves this module
    """What is wrong with a line."""


def read(text: str) -> list[Record]:
    """Read every record of a file, parents before what lies inside them.

    Raises:
        BadUnits: names every line that cannot be taken.
    """
    lines = csv.reader(io.StringIO(normalize("NFC", text.removeprefix("\ufeff"))))
    if tuple(next(lines, ())) != COLUMNS:
        raise BadUnits([(1, f"the columns must be {','.join(COLUMNS)}")])
    records: list[Record] = []
    problems: list[tuple[int, str]] = []
    for values in lines:
        try:
            records.append(_record(lines.line_num, values))
        except _Wrong as wrong:
            problems.append((lines.line_num, str(wrong)))
    problems += _misfits(records) if not problems else []
    if problems:
        raise BadUnits(sorted(problems))
    return sorted(records, key=lambda record: (record.level, record.code, record.valid_from))


def _record(line: int, values: list[str]) -> Record:
    """Read one line."""
    if len(values) != len(COLUMNS):
        raise _Wrong(f"{len(COLUMNS)} columns are needed, here are {len(values)}")
    cell = {name: value.strip() for name, value in zip(COLUMNS, values, strict=True)}
    level = _level(cell["code"])
    how, became = _became(cell["became"])
    record = Record(
        line=line,
        code=cell["code"],
        parent=cell["parent"],
        level=level,
        kind=_kind(cell["kind"], level),
        name=cell["name"],
        valid_from=_day(cell["valid_from"]),
        valid_to=_day(cell["valid_to"]) if cell["valid_to"] else None,
        lat=_degrees(cell["lat"], NORTH_SOUTH),
        lng=_degrees(cell["lng"], EAST_WEST),
        district=cell["district"],
        legal_basis=cell["legal_basis"],
        how=how,
        became=became,
    )
    _refuse_nonsense(record, cell)
    return record


def _refuse_nonsense(record: Record, cell: Mapping[str, str]) -> None:
    """Refuse a line whose cells are right one by one and wrong together."""
    if not record.name:
        raise _Wrong("the unit has no name")
    for column, most in LONGEST.items():
        if len(cell[column]) > most:
            raise _Wrong(f"{column} is longer than {most} letters")
    if record.valid_to is not None and record.valid_to <= record.valid_from:
        raise _Wrong(f"it ends on {record.valid_to}, before it begins on {record.valid_from}")
    if (record.lat is None) != (record.lng is None):
        raise _Wrong("a point needs both lat and lng")
    if record.became and record.valid_to is None:
        raise _Wrong("it became something else, so it needs valid_to")
    if (record.level is Level.NATION) == bool(record.parent):
        raise _Wrong("every unit but the nation needs the code of the unit above it")


def _level(code: str) -> Level:
    for level, shape in SHAPES.items():
        if shape.fullmatch(code):
            return level
    raise _Wrong(f"{code!r} is not the code of a unit; 01, 00004 and 00004-01 are")


def _kind(text: str, level: Level) -> Kind:
    if text not in {kind.value for kind in KINDS[level]}:
        known = ", ".join(sorted(kind.value for kind in KINDS[level]))
        raise _Wrong(f"{text!r} is no kind of unit at this level; {known} are")
    return Kind(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _Wrong(f"{text!r} is not a day; write it as 2025-07-01") from None


def _degrees(text: str, between: tuple[float, float]) -> float | None:
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        raise _Wrong(f"{text!r} is not a number of degrees") from None
    if not between[0] <= value <= between[1]:
        raise _Wrong(f"{text} degrees lies outside Vietnam")
    return value


def _became(text: str) -> tuple[UnitChange.How | None, tuple[str, ...]]:
    if not text:
        return None, ()
    how, _, codes = text.partition(":")
    became = tuple(codes.split("/"))
    if how not in UnitChange.How.values or not all(became):
        raise _Wrong(f"{text!r} does not say what became of it; whole:11848 does")
    return UnitChange.How(how), became


def _misfits(records: list[Record]) -> Iterator[tuple[int, str]]:
    """Find records that do not fit together: overlaps, missing parents and successors."""
    of_code: dict[str, list[Record]] = defaultdict(list)
    for record in sorted(records, key=lambda record: record.valid_from):
        before = of_code[record.code][-1:]
        if before and (before[0].valid_to is None or before[0].valid_to > record.valid_from):
            yield record.line, f"{record.code} is already there on {record.valid_from}"
        of_code[record.code].append(record)
    for record in records:
        if record.parent and not _above(record, of_code):
            yield record.line, f"{record.parent} is not there on {record.valid_from}"
        for code in record.became:
            if not any(record.valid_to and other.holds(record.valid_to) for other in of_code[code]):
                yield record.line, f"{code}, which it became, is not there on {record.valid_to}"


def _above(record: Record, of_code: Mapping[str, list[Record]]) -> bool:
    """Say whether the unit above is there on the first day, and one level up."""
    return any(
        above.holds(record.valid_from) and above.level == record.level - 1
        for above in of_code.get(record.parent, ())
    )
