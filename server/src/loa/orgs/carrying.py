"""Carry duties over from a unit that ends to the one that takes its place.

Only when a person says so, and says where to: a unit that was divided has several
successors. The new duty is dated from the change, the old one ends that day.
"""

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from loa_protocol.areas import contains
from loa_protocol.errors import NotFound

from loa import audit
from loa.domain import permissions as rules
from loa.domain.permissions import Actor, ActorId, Duty, Grant
from loa.orgs import actions, queries, succession
from loa.orgs.models import AdminUnit, DutyGrant, Person


@transaction.atomic
def carry_over(actor: Actor, grant_id: int, *, to: str) -> DutyGrant:
    """Entrust somebody in a successor with what they were entrusted with in a unit that ends.

    Whose account belongs to the unit that ends belongs to the successor from then on. Asked
    twice, it answers with the duty that was given the first time.

    Raises:
        NotFound: no such duty for this actor, or that unit does not take the place of this one.
        NotAllowed, OwnDuty, WrongState: see `rules.carry_over`.
        AlreadyHeld: they hold it there on some of those days, but not on all.
    """
    today = timezone.localdate()
    person, old = _locked(actor, grant_id, today)
    ended_on = _end_of(old)
    since = max(ended_on, today)
    unit = _successor(old.unit, to, since)
    carried = _carried_before(old, unit, max(since, old.valid_from))
    if carried is not None:
        return carried
    new = rules.carry_over(
        old.as_grant(),
        into=unit.as_path(),
        ended_on=ended_on,
        of=ActorId(str(person.actor_id)),
        by=actor.as_officer(),
        on=today,
    )
    carried = _held_throughout(person, unit, new) or actions.keep_grant(
        actor, person, unit, new, came=old.unit.path
    )
    _end(actor, old, on=new.valid_from, went=unit)
    _bring_account(actor, person, old.unit, unit)
    return carried


@transaction.atomic
def carry_all_over(actor: Actor, unit_id: int, *, to: str) -> int:
    """Carry every duty over that still stands on a unit. Returns how many there were.

    One's own is left for somebody else.

    Raises:
        NotFound: nothing stands there, or not for this actor.
        NotAllowed, WrongState, AlreadyHeld: as for one; then none is carried over.
    """
    left = queries.duties_left_behind(actor).filter(
        unit__path__in=AdminUnit.objects.filter(pk=unit_id).values("path")
    )
    if not left.exists():
        raise NotFound(unit=unit_id)
    others = list(left.exclude(person__actor_id=actor.actor_id).values_list("pk", flat=True))
    for grant_id in others:
        carry_over(actor, grant_id, to=to)
    return len(others)


def _locked(actor: Actor, grant_id: int, today: date) -> tuple[Person, DutyGrant]:
    """Lock the holder, as granting does, then the duty; the actor administers its unit."""
    asked = DutyGrant.objects.select_related("unit").filter(pk=grant_id).first()
    if asked is None or not actor.as_officer().sees(asked.unit.as_path(), today):
        raise NotFound(grant=grant_id)
    rules.require(actor.as_officer(), Duty.ADMINISTRATOR, asked.unit.as_path(), on=today)
    person = Person.objects.select_for_update(no_key=True, of=("self",)).select_related("unit")
    holder = person.get(actor_id=asked.person_id)
    if not holder.is_active:
        raise rules.WrongState(state="inactive", needed="active")
    locked = DutyGrant.objects.select_for_update(no_key=True, of=("self",)).select_related("unit")
    return holder, locked.get(pk=grant_id)


def _end_of(grant: DutyGrant) -> date:
    """Say when the unit of a duty ends."""
    ends_on = queries.end_of_unit(grant)
    if ends_on is None:
        raise rules.WrongState(state="in_force", needed="ended")
    return ends_on


def _successor(unit: AdminUnit, code: str, on: date) -> AdminUnit:
    for one in succession.successors(unit, on):
        if one.code == code:
            return one
    raise NotFound(unit=code)


def _carried_before(old: DutyGrant, unit: AdminUnit, start: date) -> DutyGrant | None:
    """Return what they hold in the successor since the day on which the old duty ended."""
    if old.valid_to is None or old.valid_to > start:
        return None
    held = _held(old, unit).filter(valid_from__lte=old.valid_to)
    return held.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=old.valid_to)).first()


def _held_throughout(person: Person, unit: AdminUnit, new: Grant) -> DutyGrant | None:
    """Return a duty of theirs that covers all the days of the new one, if they hold such."""
    until = Q(valid_to__isnull=True)
    if new.valid_to is not None:
        until |= Q(valid_to__gte=new.valid_to)
    held = queries.duties_of(person).filter(duty=new.duty.value, unit__path=unit.path)
    return held.filter(until, valid_from__lte=new.valid_from).first()


def _held(old: DutyGrant, unit: AdminUnit) -> QuerySet[DutyGrant]:
    return DutyGrant.objects.filter(
        person__actor_id=old.person_id, duty=old.duty, unit__path=unit.path
    ).select_related("unit")


def _end(actor: Actor, old: DutyGrant, *, on: date, went: AdminUnit) -> None:
    old.valid_to = on
    old.save(update_fields=["valid_to"])
    whose = f"person:{old.person_id}"
    audit.record(actor, "duty.ended", whose, old.unit.path, duty=old.duty, went=went.path)


def _bring_account(actor: Actor, person: Person, old: AdminUnit, unit: AdminUnit) -> None:
    """Let the account belong to the successor, if it belonged to the unit that ends."""
    came = person.unit.path
    if contains(old.path, came):
        person.unit = unit
        person.save(update_fields=["unit"])
        audit.record(actor, "person.moved", f"person:{person.actor_id}", unit.path, came=came)
