"""Read the production plan. The actor comes first, and sees nothing of other units."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone
from loa_protocol.errors import NotFound

from loa.bulletins import queries as bulletins
from loa.domain import plan as rules
from loa.domain.areas import text_of
from loa.domain.permissions import Actor, Duty
from loa.domain.plan import PlanState
from loa.orgs import queries as orgs
from loa.production.models import PlanItem

MOST_SHOWN: Final = 300
_IS_NOT_DROPPED: Final = Q(dropped_at__isnull=True)
_IS_APPROVED: Final = Q(bulletin__first_approved_at__isnull=False)
IN_STATE: Final[Mapping[PlanState, Q]] = {
    PlanState.PLANNED: _IS_NOT_DROPPED & Q(bulletin__isnull=True, maker__isnull=True),
    PlanState.ASSIGNED: _IS_NOT_DROPPED & Q(bulletin__isnull=True, maker__isnull=False),
    PlanState.IN_WORK: _IS_NOT_DROPPED & Q(bulletin__isnull=False) & ~_IS_APPROVED,
    PlanState.DONE: _IS_NOT_DROPPED & _IS_APPROVED,
    PlanState.DROPPED: Q(dropped_at__isnull=False),
}
"""What the rules say of one item (`domain.plan.Item.state`), asked of the whole table."""
IS_OPEN: Final = _IS_NOT_DROPPED & ~_IS_APPROVED


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One item as a page shows it."""

    item: PlanItem
    state: PlanState
    is_overdue: bool
    maker: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """The items of one week, which begins on a Monday."""

    monday: date
    rows: tuple[Shown, ...]


def items(actor: Actor) -> QuerySet[PlanItem]:
    """Find what the units plan in which the actor handles words, the next due first."""
    reach = within(actor, *bulletins.READERS)
    return PlanItem.objects.filter(reach).select_related("topic", "bulletin").order_by("due", "pk")


def item(actor: Actor, item_id: int) -> PlanItem:
    """Return one item that the actor may see.

    Raises:
        NotFound: there is none such, or not for this actor.
    """
    found = items(actor).filter(pk=item_id).first()
    if found is None:
        raise NotFound(planned=item_id)
    return found


def mine(actor: Actor) -> QuerySet[PlanItem]:
    """Find what the actor still has to make."""
    return items(actor).filter(IS_OPEN, maker=actor.actor_id)


def by_week(actor: Actor, state: PlanState | None) -> list[Week]:
    """List the plan week by week: what is in a state, or whatever is still to be made."""
    found = items(actor).filter(IN_STATE[state] if state else IS_OPEN)
    weeks = groupby(shown(found[:MOST_SHOWN]), key=lambda row: rules.week_of(row.item.due))
    return [Week(monday=monday, rows=tuple(rows)) for monday, rows in weeks]


def shown(found: QuerySet[PlanItem]) -> list[Shown]:
    """Name people and units of items, and say how far each came."""
    every, today = list(found), timezone.localdate()
    people = orgs.names_of({str(one.maker) for one in every})
    units = orgs.names_of_units({one.unit_path for one in every})
    return [
        Shown(
            item=one,
            state=one.as_item().state,
            is_overdue=one.as_item().is_overdue(today),
            maker=people.get(str(one.maker), ""),
            unit=units.get(one.unit_path, one.unit_path),
        )
        for one in every
    ]


def steps(actor: Actor, row: Shown) -> dict[str, bool | str]:
    """Say what the actor may do with an item now, and who dropped it."""
    officer, today, unit = actor.as_officer(), timezone.localdate(), row.item.as_item().unit
    may_write = officer.may(Duty.WRITE, unit, today)
    may_plan = may_write or officer.may(Duty.APPROVE, unit, today)
    is_theirs = row.item.maker in {None, actor.actor_id}
    dropped_by = str(row.item.dropped_by)
    return {
        "may_change": row.state in rules.OPEN and may_plan,
        "may_begin": row.state in rules.NOT_BEGUN and may_write and is_theirs,
        "dropped_by": orgs.names_of({dropped_by}).get(dropped_by, ""),
    }


def within(actor: Actor, *duties: Duty) -> Q:
    """Describe whatever belongs to the units for which the actor holds one of these duties."""
    officer, today = actor.as_officer(), timezone.localdate()
    reach = Q(pk__in=[])
    for path in {path for duty in duties for path in officer.units_for(duty, today)}:
        reach |= bulletins.inside(text_of(path))
    return reach
