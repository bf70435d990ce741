"""Say which units took the place of one that ended, and which duties still stand on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from loa.domain.areas import Level
from loa.domain.permissions import Actor, Duty
from loa.orgs import queries
from loa.orgs.models import AdminUnit, DutyGrant, UnitChange


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftDuty:
    """A duty that outlasts its unit, and from when it would be held elsewhere."""

    grant: DutyGrant
    starts: date
    is_own: bool

    @property
    def words(self) -> str:
        """Name the duty."""
        return str(self.grant.get_duty_display())


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A unit that ends or ended, what took its place, and the duties that still stand on it."""

    unit: AdminUnit
    ends_on: date
    successors: tuple[AdminUnit, ...]
    own: tuple[AdminUnit, ...]
    """Those of the successors that the reader administers."""
    is_divided: bool
    duties: tuple[LeftDuty, ...]

    @property
    def only(self) -> AdminUnit | None:
        """Return the one unit that everything here may go to at once, if there is just one.

        A village has no like: what becomes of it is wider, so each duty is looked at.
        """
        is_plain = len(self.own) == 1 and self.successors == self.own and not self.is_divided
        return self.own[0] if is_plain and self.own[0].level == self.unit.level else None


def successors(unit: AdminUnit, on: date) -> tuple[AdminUnit, ...]:
    """Return what stands on a day where a unit was, the likeliest first; none if nobody knows.

    What took its place may have ended too: then what took the place of that. A village of a
    commune that ended, and that nothing is said of, goes where its commune went.
    """
    found: dict[str, AdminUnit] = {}
    wanted = [unit.code]
    for code in wanted:  # grows while it is walked
        now = queries.in_force(on).filter(code=code).first()
        if now is not None:
            found[code] = now
        else:
            further = queries.changes_from(code).values_list("to_code", flat=True)
            wanted += [to for to in further if to not in wanted]
    found = {code: one for code, one in found.items() if one.path != unit.path}
    if found or unit.level != Level.VILLAGE:
        return tuple(found.values())
    commune = queries.records_of(unit.as_path()[-2]).last()
    return successors(commune, on) if commune is not None else ()


def by_unit(grants: Iterable[DutyGrant]) -> list[list[DutyGrant]]:
    """Put duties that were left behind together where they stand on the same unit."""
    together: dict[str, list[DutyGrant]] = {}
    for grant in grants:
        together.setdefault(grant.unit.path, []).append(grant)
    return list(together.values())


def show(actor: Actor, grants: list[DutyGrant], on: date) -> Left:
    """Say of duties on one unit, from `queries.duties_left_behind`, where they can go."""
    unit, ends_on = grants[0].unit, queries.end_of_unit(grants[0]) or on
    known = successors(unit, max(ends_on, on))
    officer = actor.as_officer()
    return Left(
        unit=unit,
        ends_on=ends_on,
        successors=known,
        own=tuple(one for one in known if officer.may(Duty.ADMINISTRATOR, one.as_path(), on)),
        is_divided=queries.changes_from(unit.code).filter(kind=UnitChange.How.PART).exists(),
        duties=tuple(
            LeftDuty(
                grant=grant,
                starts=max(ends_on, on, grant.valid_from),
                is_own=grant.person_id == actor.actor_id,
            )
            for grant in grants
        ),
    )
