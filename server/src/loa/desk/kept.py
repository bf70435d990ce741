"""Say how long sounds are kept and who holds them, as pages show it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from loa.bulletins import queries, retained
from loa.bulletins.keeping import Hold
from loa.desk.product_forms import KINDS
from loa.domain import retention as rules
from loa.domain.areas import path_of, text_of
from loa.orgs import queries as orgs
from loa.orgs.models import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is known of how long the sounds of a bulletin stay, and what may be done about it."""

    until: date | None
    """None: for ever."""
    removed_at: datetime | None
    hold: Hold | None
    holder: str
    may_hold: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A rule in words."""

    rule: rules.Rule
    unit: str
    kind: str
    years: str


def stated(rule: rules.Rule) -> Stated:
    """Say a rule as people read it."""
    path = text_of(rule.unit)
    years = rule.years
    return Stated(
        rule=rule,
        unit=orgs.names_of_units({path}).get(path, path),
        kind=str(KINDS[rule.kind.value] if rule.kind else _("Tất cả thể loại")),
        years=_("%(years)s năm") % {"years": years} if years else _("mãi mãi"),
    )


def kept_of(actor: Person, bulletin_id: int) -> Kept | None:
    """Tell it of one bulletin; nothing of what was never approved.

    Raises:
        NotFound: there is no such bulletin, or not for this actor.
    """
    of = queries.bulletin(actor, bulletin_id)
    if of.first_approved_at is None:
        return None
    hold = retained.hold_on(of)
    officer, today = actor.as_officer(), timezone.localdate()
    return Kept(
        until=_until(bulletin_id),
        removed_at=of.sounds_removed_at,
        hold=hold,
        holder=orgs.names_of({str(hold.placed_by)}).get(str(hold.placed_by), "") if hold else "",
        may_hold=rules.may_hold(
            officer, path_of(hold.unit_path if hold else of.unit_path), on=today
        ),
    )


def _until(bulletin_id: int) -> date | None:
    """Return the day from which the rule in force lets its sounds go."""
    of = retained.archived().filter(pk=bulletin_id).first()
    if of is None:
        return None
    every = [kept.as_rule() for kept in retained.in_force()]
    return rules.kept_until(retained.as_rules_see(of), every)
