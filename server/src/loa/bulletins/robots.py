"""Whether the robot voice reads in the sessions of a unit: off, until its approver switches it on.

What plays at once, by an order, is not asked here: a warning at night may have no
other voice. It is never let out unheard either way (`domain.bulletins.approve`).
"""

from django.db import transaction
from django.utils import timezone

from loa import audit
from loa.bulletins import queries
from loa.bulletins.models import RobotSwitch
from loa.domain.permissions import Duty, require
from loa.orgs.models import AdminUnit, Person


def is_on(unit: str) -> bool:
    """Tell whether the robot voice reads in this unit's sessions now."""
    return RobotSwitch.objects.filter(unit_path=unit, off_since__isnull=True).exists()


@transaction.atomic
def switch_on(actor: Person, unit: str) -> None:
    """Let the robot voice read in the sessions of one unit. Twice is once.

    Raises:
        UnitIsGone: there is no such unit.
        NotAllowed: the actor does not approve for it.
    """
    _locked_for(actor, unit)
    now = timezone.now()
    switch, is_new = RobotSwitch.objects.get_or_create(
        unit_path=unit, off_since=None, defaults={"on_since": now, "on_by": actor.actor_id}
    )
    if is_new:
        audit.record(actor, "robot.switched_on", switch, unit)


@transaction.atomic
def switch_off(actor: Person, unit: str) -> None:
    """Keep the robot voice out of what is placed from now on. Twice is once.

    What stands in a session already stays there, for its people to take out.

    Raises:
        UnitIsGone: there is no such unit.
        NotAllowed: the actor does not approve for it.
    """
    _locked_for(actor, unit)
    switch = RobotSwitch.objects.filter(unit_path=unit, off_since__isnull=True).first()
    if switch is not None:
        switch.off_since, switch.off_by = timezone.now(), actor.actor_id
        switch.save(update_fields=["off_since", "off_by"])
        audit.record(actor, "robot.switched_off", switch, unit)


def _locked_for(actor: Person, unit: str) -> None:
    """Let one approver of the unit at a time through."""
    record = queries.latest_record(unit)
    require(actor.as_officer(), Duty.APPROVE, record.as_path(), on=timezone.localdate())
    AdminUnit.objects.select_for_update(no_key=True).get(pk=record.pk)
