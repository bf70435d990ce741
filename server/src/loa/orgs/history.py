"""Read what units were before, and what duties people held and hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from loa.orgs import queries
from loa.orgs.models import AdminUnit, DutyGrant, Person, UnitChange

LAST_DAY_BEFORE_THE_REFORM: Final = date(2025, 6, 30)
"""The day before 34 provinces replaced 63, and 3,321 communes 10,035."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """A unit that is no more, and what it became, the likeliest first."""

    unit: AdminUnit
    became: tuple[AdminUnit, ...]
    is_divided: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldDuty:
    """A duty of a person, and whether it is held on the day asked for."""

    grant: DutyGrant
    state: str
    last_day: date | None

    @property
    def words(self) -> str:
        """Name the duty."""
        return str(self.grant.get_duty_display())

    @property
    def can_end(self) -> bool:
        """Say whether there is something left to end."""
        return self.state != "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A unit, and what it lies in: many communes share a name."""

    unit: AdminUnit
    where: str


def placed(units: Iterable[AdminUnit]) -> list[Placed]:
    """Say of each unit what it lies in, in one query for all of them."""
    shown = list(units)
    around = {unit.pk: unit.path.rpartition("/")[0] for unit in shown}
    names = queries.names_of_units(set(around.values()))
    return [Placed(unit=unit, where=names.get(around[unit.pk], "")) for unit in shown]


def search_former(text: str, most: int = 20) -> list[Former]:
    """Find units of before July 2025 by name or code, with what they became."""
    found = list(queries.search(text, LAST_DAY_BEFORE_THE_REFORM)[:most])
    return _with_successors([unit for unit in found if unit.valid_to is not None])


def made_of(unit: AdminUnit) -> list[Former]:
    """Find the former units that went into this one, in Vietnamese order."""
    codes = queries.changes_to(unit.code).values_list("from_code", flat=True)
    former = AdminUnit.objects.filter(
        code__in=list(codes), valid_to__lte=unit.valid_from, level=unit.level
    )
    changed = {(change.from_code, change.on) for change in queries.changes_to(unit.code)}
    fitting = [old for old in former.order_by("sort_key") if (old.code, old.valid_to) in changed]
    return _with_successors([old for old in fitting if old.pk != unit.pk])


def duties_of(person: Person, on: date) -> list[HeldDuty]:
    """Return every duty of a person, the newest first."""
    return [_held(grant, on) for grant in queries.duties_of(person)]


def duties_on(people: Iterable[Person], on: date) -> dict[int, list[HeldDuty]]:
    """Return what each of these people holds on a day."""
    shown = {person.actor_id: person.pk for person in people}
    grants = DutyGrant.objects.filter(person__in=shown).select_related("unit")
    held: dict[int, list[HeldDuty]] = {pk: [] for pk in shown.values()}
    for grant in grants:
        duty = _held(grant, on)
        if duty.state == "held":
            held[shown[grant.person_id]].append(duty)
    return held


def _held(grant: DutyGrant, on: date) -> HeldDuty:
    """See a grant from a day: held, to come, or over."""
    last = grant.valid_to - timedelta(days=1) if grant.valid_to else None
    if grant.valid_to is not None and grant.valid_to <= max(on, grant.valid_from):
        return HeldDuty(grant=grant, state="over", last_day=last)
    state = "held" if grant.valid_from <= on else "to_come"
    return HeldDuty(grant=grant, state=state, last_day=last)


def _with_successors(former: list[AdminUnit]) -> list[Former]:
    """Look up what each of these became, in two queries for all of them."""
    changes = list(
        UnitChange.objects.filter(from_code__in={unit.code for unit in former}).order_by(
            "-is_default", "to_code"
        )
    )
    now = {
        unit.code: unit
        for unit in queries.in_force().filter(code__in={change.to_code for change in changes})
    }
    return [_former(unit, changes, now) for unit in former]


def _former(unit: AdminUnit, changes: list[UnitChange], now: dict[str, AdminUnit]) -> Former:
    own = [c for c in changes if c.from_code == unit.code and c.on == unit.valid_to]
    became = tuple(now[change.to_code] for change in own if change.to_code in now)
    return Former(
        unit=unit,
        became=became,
        is_divided=any(change.kind == UnitChange.How.PART for change in own),
    )
