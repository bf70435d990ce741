"""Say how long sounds are kept, hold some back, and remove at night what is due.

What is removed is sound alone: words, approvals, receipts, figures and pay stay, and
each file stays named by its digest.
"""

import logging
from collections.abc import Collection
from datetime import date
from typing import Final

from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone
from loa_protocol.errors import WrongState

from loa import audit
from loa.bulletins import queries, retained
from loa.bulletins.keeping import Hold, RetentionRule
from loa.bulletins.models import Bulletin, VersionText
from loa.bulletins.parts import Arrangement, ArrangementPart
from loa.domain import retention as rules
from loa.domain.areas import path_of, text_of
from loa.domain.days import day_of
from loa.domain.permissions import SYSTEM, Actor
from loa.media import files
from loa.media.models import Phrase, Sound
from loa.orgs.models import AdminUnit

logger = logging.getLogger(__name__)

MOST_A_NIGHT: Final = 500
"""A rule that somebody got wrong is seen and taken back before all is gone."""


@transaction.atomic
def set_rule(actor: Actor, wanted: rules.Rule) -> RetentionRule:
    """Say how long a unit keeps the sounds of a kind, in place of what was said before.

    Raises:
        UnitIsGone: there is no such unit.
        NotAllowed: the actor does not look after it.
        BadYears: no whole year, or more than fifty.
    """
    unit, now = queries.latest_record(text_of(wanted.unit)), timezone.now()
    rule = rules.make_rule(wanted, by=actor.as_officer(), at=now)
    AdminUnit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    kind = rule.kind.value if rule.kind else ""
    before = RetentionRule.objects.filter(unit_path=unit.path, kind=kind, until__isnull=True)
    if same := before.filter(years=rule.years).first():
        return same
    before.update(until=now, ended_by=actor.actor_id)
    kept = RetentionRule.objects.create(
        unit_path=unit.path, kind=kind, years=rule.years, since=now, set_by=actor.actor_id
    )
    years = str(rule.years or "for_ever")
    audit.record(actor, "retention.set", kept, unit.path, kind=kind, years=years)
    return kept


@transaction.atomic
def end_rule(actor: Actor, rule_id: int) -> RetentionRule:
    """Take a rule back: what the unit above says holds again.

    Raises:
        NotFound, NotAllowed, WrongState: it is not the actor's to end, or ended already.
    """
    retained.rule(actor, rule_id)
    kept = RetentionRule.objects.select_for_update(no_key=True).get(pk=rule_id)
    now, is_in_force = timezone.now(), kept.until is None
    officer = actor.as_officer()
    rules.end_rule(path_of(kept.unit_path), is_in_force=is_in_force, by=officer, at=now)
    kept.until, kept.ended_by = now, actor.actor_id
    kept.save(update_fields=["until", "ended_by"])
    audit.record(actor, "retention.ended", kept, kept.unit_path, kind=kept.kind)
    return kept


@transaction.atomic
def place_hold(actor: Actor, bulletin_id: int, reason: str) -> Hold:
    """Hold the sounds of a bulletin, saying why.

    Raises:
        NotFound, NotAllowed: it is not the actor's to hold.
        WrongState: it is held already, or its sounds are removed.
        HoldNeedsReason: no reason, or one too long to read.
    """
    of, now = _locked(actor, bulletin_id), timezone.now()
    if of.sounds_removed_at is not None:
        raise WrongState(state="removed", needed="kept")
    said = rules.hold(
        path_of(of.unit_path),
        reason=reason,
        is_held=retained.hold_on(of) is not None,
        by=actor.as_officer(),
        at=now,
    )
    unit = rules.held_for(path_of(of.unit_path), by=actor.as_officer(), on=day_of(now))
    kept = Hold.objects.create(
        bulletin=of,
        unit_path=text_of(unit),
        reason=said,
        placed_by=actor.actor_id,
        placed_at=now,
    )
    audit.record(actor, "bulletin.held", of, of.unit_path)
    return kept


@transaction.atomic
def lift_hold(actor: Actor, bulletin_id: int) -> Bulletin:
    """Let go of a bulletin: its sounds are kept as the rule says, and no longer.

    Raises:
        NotFound, NotAllowed: it is not the actor's to let go.
        WrongState: nobody holds it.
    """
    of, now = _locked(actor, bulletin_id), timezone.now()
    kept = retained.hold_on(of)
    unit = path_of(kept.unit_path if kept else of.unit_path)
    rules.lift(unit, is_held=kept is not None, by=actor.as_officer(), at=now)
    assert kept is not None
    kept.lifted_by, kept.lifted_at = actor.actor_id, now
    kept.save(update_fields=["lifted_by", "lifted_at"])
    audit.record(actor, "bulletin.let_go", of, of.unit_path)
    return of


def remove_what_is_due(on: date) -> int:
    """Remove the sounds whose time is over, each bulletin by itself; return of how many.

    Killed in the middle, the next night goes on: nothing is gone that does not say so. A fault
    with one bulletin is told, and does not hold up the others.
    """
    every = [kept.as_rule() for kept in retained.in_force()]
    found = retained.due(every, on=on, unsettled=retained.unsettled(on))
    waiting = [one.bulletin.pk for one, _number in zip(found, range(MOST_A_NIGHT), strict=False)]
    removed = sum(_removed(bulletin_id, on) for bulletin_id in waiting)
    files.erase()
    return removed


def _removed(bulletin_id: int, on: date) -> bool:
    try:
        return _remove(bulletin_id, on)
    except DatabaseError:
        told = {"action": "bulletins.kept_for_a_fault", "bulletin": bulletin_id}
        logger.exception("Sounds not removed", extra=told)
        return False


@transaction.atomic
def _remove(bulletin_id: int, on: date) -> bool:
    """Remove the sounds of one bulletin, unless somebody held or changed it meanwhile."""
    Bulletin.objects.select_for_update(no_key=True).get(pk=bulletin_id)
    sounds = Sound.objects.filter(pk__in=_sounds_of(Q(version__bulletin=bulletin_id)))
    locked = list(sounds.order_by("pk").select_for_update())
    of = retained.archived().filter(pk=bulletin_id).first()
    if of is None or not retained.is_due(of, on=on):
        return False
    own = {sound.pk for sound in locked if sound.removed_at is None}
    removed = files.remove_sounds(own - _used_elsewhere(own, of), timezone.now())
    Bulletin.objects.filter(pk=of.pk).update(sounds_removed_at=timezone.now())
    audit.record(SYSTEM, "bulletin.sounds_removed", of, of.unit_path, files=len(removed))
    return True


def _used_elsewhere(sounds: Collection[int], of: Bulletin) -> set[int]:
    """Name those that another bulletin needs whose sounds are kept, or the phrase bank."""
    others = Q(version__bulletin__sounds_removed_at__isnull=True) & ~Q(version__bulletin=of)
    phrases = Phrase.objects.filter(sound__in=sounds).values_list("sound", flat=True)
    return {*_sounds_of(others, among=sounds), *phrases}


def _sounds_of(texts: Q, *, among: Collection[int] | None = None) -> set[int]:
    """Name every sound of some texts: what is heard, and the parts it was put together from."""
    of = VersionText.objects.filter(texts)
    found: set[int | None] = set()
    for rows, column in (
        (of, "sound"),
        (Arrangement.objects.filter(text__in=of), "made"),
        (Arrangement.objects.filter(text__in=of), "music"),
        (ArrangementPart.objects.filter(arrangement__text__in=of), "sound"),
    ):
        narrowed = rows if among is None else rows.filter(**{f"{column}__in": among})
        found |= set(narrowed.values_list(column, flat=True))
    return {sound for sound in found if sound is not None}


def _locked(actor: Actor, bulletin_id: int) -> Bulletin:
    """Lock a bulletin that the actor may see."""
    queries.bulletin(actor, bulletin_id)
    return Bulletin.objects.select_for_update(no_key=True).get(pk=bulletin_id)
