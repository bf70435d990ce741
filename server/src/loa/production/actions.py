"""What people do about pay: put a rate table in force, say who did what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from loa import audit
from loa.bulletins import queries as bulletins
from loa.bulletins.models import Bulletin
from loa.domain import royalties as rules
from loa.domain.permissions import Actor, Duty, require
from loa.orgs.models import AdminUnit
from loa.production.models import Credit, Rate, RateTable


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTable:
    """A rate table as somebody wrote it."""

    since: date
    until: date | None = None
    legal_basis: str = ""
    rates: tuple[rules.Rate, ...]


@transaction.atomic
def put_in_force(actor: Actor, unit: AdminUnit, told: NewTable) -> RateTable:
    """Put the rates of a province in force from a day. The table before it ends there.

    Raises:
        NotAllowed: the actor does not approve for the province.
        BadRates: the table contradicts itself or another.
    """
    require(actor.as_officer(), Duty.APPROVE, unit.as_path(), on=timezone.localdate())
    AdminUnit.objects.select_for_update(no_key=True).get(pk=unit.pk)  # one table after the other
    open_ended = RateTable.objects.filter(unit_path=unit.path, until=None, since__lt=told.since)
    others = RateTable.objects.filter(unit_path=unit.path).exclude(pk__in=open_ended)
    table = rules.Table(since=told.since, until=told.until, rates=told.rates)
    rules.check_table(table, others=[other.as_table() for other in others])
    open_ended.update(until=told.since)
    kept = RateTable.objects.create(
        unit_path=unit.path,
        since=told.since,
        until=told.until,
        legal_basis=told.legal_basis,
        made_by=actor.actor_id,
    )
    Rate.objects.bulk_create(
        Rate(
            table=kept,
            kind=rate.kind.value,
            role=rate.role.value,
            basis=rate.basis.value,
            vnd=rate.vnd,
        )
        for rate in told.rates
    )
    audit.record(actor, "rates.in_force", kept, unit.path, since=told.since.isoformat())
    return kept


@transaction.atomic
def credit(actor: Actor, bulletin_id: int, named: Sequence[rules.Credit]) -> Bulletin:
    """Say who did what for a bulletin; what was said before is replaced.

    Raises:
        NotFound, NotAllowed: it is not the actor's to say.
        BadShares: the shares of one role do not make a whole.
    """
    bulletin = bulletins.bulletin(actor, bulletin_id)
    require(actor.as_officer(), Duty.WRITE, bulletin.unit.as_path(), on=timezone.localdate())
    checked = rules.check_credits(named)
    Credit.objects.filter(bulletin=bulletin).delete()
    Credit.objects.bulk_create(
        Credit(bulletin=bulletin, name=one.name, role=one.role.value, percent=one.percent)
        for one in checked
    )
    audit.record(actor, "bulletin.credited", bulletin, bulletin.unit_path, people=len(checked))
    return bulletin
