"""What people do with the production plan: add, change, begin, drop."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from loa_protocol.errors import NotFound

from loa import audit
from loa.bulletins import queries as bulletins
from loa.bulletins.models import Topic
from loa.domain import plan as rules
from loa.domain.permissions import Actor, ActorId, Officer
from loa.orgs.models import Person
from loa.production import planned
from loa.production.models import PlanItem

CHANGEABLE = ("title", "kind", "topic", "maker", "due", "occasion", "note")


@transaction.atomic
def plan(actor: Actor, wanted: rules.Item) -> PlanItem:
    """Put something that is to be made into the plan of a unit.

    Raises:
        NotAllowed: the actor neither writes nor approves for the unit.
        NeedsTitle, BadDue, CannotMake, UnknownTopic: what is wrong with it.
    """
    item = rules.plan(
        wanted,
        maker=_officer(wanted.maker),
        topics=bulletins.topic_codes(),
        by=actor.as_officer(),
        at=timezone.now(),
    )
    kept = PlanItem(unit_path="/".join(item.unit), made_by=actor.actor_id)
    _fill(kept, item)
    kept.save(force_insert=True)
    audit.record(actor, "plan.added", kept, kept.unit_path, due=item.due.isoformat())
    return kept


@transaction.atomic
def change(actor: Actor, item_id: int, into: rules.Item) -> PlanItem:
    """Change an open item: what it is, who makes it, by which day.

    Raises:
        NotFound, WrongState, NotAllowed: it is not to be changed by the actor.
        NeedsTitle, BadDue, CannotMake, UnknownTopic: what is wrong with it.
    """
    kept = _locked(actor, item_id)
    item = rules.change(
        kept.as_item(),
        into=into,
        maker=_officer(into.maker),
        topics=bulletins.topic_codes(),
        by=actor.as_officer(),
        at=timezone.now(),
    )
    _fill(kept, item)
    kept.save(update_fields=CHANGEABLE)
    audit.record(actor, "plan.changed", kept, kept.unit_path, due=item.due.isoformat())
    return kept


@transaction.atomic
def begin(actor: Actor, item_id: int, bulletin_id: int) -> PlanItem:
    """Note that an item is being made: this bulletin. The same bulletin twice is once.

    Raises:
        NotFound: there is no such item, or no such bulletin of that unit.
        WrongState, NotAllowed: it was begun already, or is somebody else's.
    """
    kept = _locked(actor, item_id)
    if kept.bulletin_id == bulletin_id:
        return kept
    of = bulletins.bulletin(actor, bulletin_id)
    if of.unit_path != kept.unit_path:
        raise NotFound(bulletin=bulletin_id)
    item = rules.begin(kept.as_item(), by=actor.as_officer(), at=timezone.now())
    kept.bulletin, kept.maker = of, UUID(item.maker)
    kept.save(update_fields=["bulletin", "maker"])
    audit.record(actor, "plan.begun", kept, kept.unit_path, bulletin=bulletin_id)
    return kept


@transaction.atomic
def drop(actor: Actor, item_id: int, reason: str) -> PlanItem:
    """Drop an open item, saying why.

    Raises:
        NotFound, WrongState, NotAllowed: it is not to be dropped by the actor.
        DropNeedsReason: no reason, or one too long to read.
    """
    kept, now = _locked(actor, item_id), timezone.now()
    kept.reason = rules.drop(kept.as_item(), reason=reason, by=actor.as_officer(), at=now)
    kept.dropped_by, kept.dropped_at = actor.actor_id, now
    kept.save(update_fields=["reason", "dropped_by", "dropped_at"])
    audit.record(actor, "plan.dropped", kept, kept.unit_path)
    return kept


def _locked(actor: Actor, item_id: int) -> PlanItem:
    """Lock an item that the actor may see."""
    planned.item(actor, item_id)
    locked = PlanItem.objects.select_for_update(no_key=True, of=("self",))
    return locked.select_related("topic", "bulletin").get(pk=item_id)


def _officer(maker: ActorId | None) -> Officer | None:
    """Return who is named, with their duties; nobody has none, and so makes nothing."""
    if maker is None:
        return None
    found = Person.objects.filter(actor_id=maker, is_active=True).first()
    return found.as_officer() if found else Officer(id=maker)


def _fill(kept: PlanItem, item: rules.Item) -> None:
    kept.title, kept.kind, kept.due = item.title, item.kind.value, item.due
    kept.topic = Topic.objects.get(code=item.topic) if item.topic else None
    kept.maker = UUID(item.maker) if item.maker else None
    kept.occasion, kept.note = item.occasion.strip(), item.note.strip()
