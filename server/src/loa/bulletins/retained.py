"""Read how long sounds are kept, what is held, and what is due. The actor comes first."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest
from loa_protocol.errors import NotFound
from loa_protocol.priority import Klass

from loa.bulletins import queries
from loa.bulletins.archive import start_of
from loa.bulletins.keeping import Hold, RetentionRule
from loa.bulletins.models import Bulletin, Version
from loa.domain import retention as rules
from loa.domain.areas import path_of, text_of
from loa.domain.bulletins import OPEN
from loa.domain.days import day_of
from loa.domain.permissions import Actor, Duty
from loa.domain.products import ProductKind
from loa.orgs import queries as orgs

SHOWN_AHEAD: Final = timedelta(days=30)
A_FEW: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A bulletin whose sounds are to be removed, and from which day."""

    bulletin: Bulletin
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a rule would do: how many are due once it is settled, and which come first."""

    count: int
    first: tuple[Due, ...]


def in_force() -> list[RetentionRule]:
    """List every rule of the site that holds now."""
    return list(RetentionRule.objects.filter(until__isnull=True))


def unsettled(on: date) -> list[rules.Rule]:
    """List what was set or taken back so lately that nothing goes by it on a day."""
    lately = start_of(on - rules.SETTLES_IN)
    changed = RetentionRule.objects.filter(Q(since__gt=lately) | Q(until__gt=lately))
    return [kept.as_rule() for kept in changed]


def rules_of(actor: Actor) -> list[RetentionRule]:
    """List the rules for what the actor looks after: those above it, its own, those inside it."""
    reach = Q(pk__in=[])
    for unit in orgs.units_for(actor, Duty.ADMINISTRATOR):
        above = [text_of(unit.as_path()[:depth]) for depth in range(1, len(unit.as_path()))]
        reach |= queries.inside(unit.path) | Q(unit_path__in=above)
    return list(RetentionRule.objects.filter(reach, until__isnull=True))


def rule(actor: Actor, rule_id: int) -> RetentionRule:
    """Return one rule for what the actor looks after.

    Raises:
        NotFound: there is none such, or not for this actor.
    """
    found = RetentionRule.objects.filter(pk=rule_id).first()
    reach = orgs.units_for(actor, Duty.ADMINISTRATOR)
    if found is None or not any(_lies_in(found.unit_path, unit.path) for unit in reach):
        raise NotFound(rule=rule_id)
    return found


def hold_on(bulletin: Bulletin) -> Hold | None:
    """Return what holds the sounds of a bulletin now."""
    return Hold.objects.filter(bulletin=bulletin, lifted_at__isnull=True).first()


def archived() -> QuerySet[Bulletin]:
    """Find every bulletin that was approved and has its sounds still, with what the rules ask."""
    versions = Version.objects.filter(bulletin=OuterRef("pk"))
    approved = versions.filter(approved_at__isnull=False).order_by("-approved_at")
    held = Hold.objects.filter(bulletin=OuterRef("pk"), lifted_at__isnull=True)
    return Bulletin.objects.filter(
        first_approved_at__isnull=False, sounds_removed_at__isnull=True
    ).annotate(
        approved_last=Subquery(approved.values("approved_at")[:1]),
        is_held=Exists(held),
        is_on_the_desk=Exists(versions.filter(state__in=[state.value for state in OPEN])),
    )


def as_rules_see(of: Bulletin) -> rules.Archived:
    """Hand a bulletin of `archived` to the rules."""
    approved, heard = of.approved_last, of.last_heard_at  # type: ignore[attr-defined]
    return rules.Archived(
        unit=path_of(of.unit_path),
        kind=ProductKind(of.kind),
        approved_on=day_of(approved),
        last_heard_on=day_of(heard) if heard else None,
        is_emergency=of.klass == Klass.EMERGENCY.value,
        is_held=of.is_held,  # type: ignore[attr-defined]
        is_on_the_desk=of.is_on_the_desk,  # type: ignore[attr-defined]
    )


def due(
    every: Collection[rules.Rule],
    *,
    on: date,
    within: Q | None = None,
    unsettled: Collection[rules.Rule] = (),
) -> Iterator[Due]:
    """Find what is due by some rules on a day, the longest unheard first."""
    found = archived().filter(within or Q(), _old_enough(every, on))
    unheard = Greatest("first_approved_at", "last_heard_at")
    for of in found.select_related("unit").order_by(unheard, "pk").iterator(chunk_size=1_000):
        seen = as_rules_see(of)
        until = rules.kept_until(seen, every)
        if until is not None and rules.is_due(seen, every, on=on, unsettled=unsettled):
            yield Due(bulletin=of, until=until)


def is_due(of: Bulletin, *, on: date) -> bool:
    """Say whether the sounds of a bulletin of `archived` are to be removed on a day."""
    every = [kept.as_rule() for kept in in_force()]
    return rules.is_due(as_rules_see(of), every, on=on, unsettled=unsettled(on))


def preview(wanted: rules.Rule, *, on: date) -> Preview:
    """Say what a rule would remove in its unit once it is settled, beside the other rules."""
    others = (kept.as_rule() for kept in in_force())
    same = (wanted.unit, wanted.kind)
    every = [wanted, *(rule for rule in others if (rule.unit, rule.kind) != same)]
    count = 0
    first: list[Due] = []
    then = on + rules.SETTLES_IN
    for one in due(every, on=then, within=queries.inside(text_of(wanted.unit))):
        count += 1
        if len(first) < A_FEW:
            first.append(one)
    return Preview(count=count, first=tuple(first))


def coming(actor: Actor, *, on: date) -> list[Due]:
    """List what is due in the next days where the actor looks after the unit, the first few."""
    reach = Q(pk__in=[])
    for unit in orgs.units_for(actor, Duty.ADMINISTRATOR):
        reach |= queries.inside(unit.path)
    every = [kept.as_rule() for kept in in_force()]
    found = due(every, on=on + SHOWN_AHEAD, within=reach)
    return [one for one, _number in zip(found, range(A_FEW), strict=False)]


def _old_enough(every: Iterable[rules.Rule], on: date) -> Q:
    """Describe whatever some rule may let go: a first, coarse look that passes over nothing."""
    reach = Q(pk__in=[])
    for one in every:
        if one.years is not None:
            before = start_of(on.replace(day=1, year=on.year - one.years) + timedelta(days=32))
            fits = queries.inside(text_of(one.unit)) & Q(first_approved_at__lt=before)
            reach |= fits & Q(kind=one.kind.value) if one.kind else fits
    return reach


def _lies_in(path: str, unit: str) -> bool:
    return path == unit or path.startswith(f"{unit}/")
