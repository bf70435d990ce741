"""Read links and what came by them. The actor comes first; whoever has a link is asked for it."""

from hashlib import sha256

from django.db.models import QuerySet
from django.utils import timezone
from loa_protocol.errors import NotFound

from loa.bulletins import queries as bulletins
from loa.domain import contributions as rules
from loa.domain.permissions import Actor, Duty
from loa.production.models import Contribution, GivingLink
from loa.production.planned import within


def digest_of(token: str) -> str:
    """Return what is kept of a token."""
    return sha256(token.encode()).hexdigest()


def open_link(token: str) -> GivingLink:
    """Return the link that a token opens.

    Raises:
        LinkClosed: it is unknown, past its day or withdrawn, and nobody is told which.
    """
    found = GivingLink.objects.select_related("unit", "topic").filter(digest=digest_of(token))
    link = found.first()
    rules.enter(link.as_link() if link else None, at=timezone.now())
    assert link is not None
    return link


def links(actor: Actor) -> QuerySet[GivingLink]:
    """Find the links of the units for which the actor writes, the newest first."""
    return GivingLink.objects.filter(within(actor, Duty.WRITE)).select_related("unit", "topic")


def link(actor: Actor, link_id: int) -> GivingLink:
    """Return one link of a unit for which the actor writes.

    Raises:
        NotFound: there is none such, or not for this actor.
    """
    found = links(actor).filter(pk=link_id).first()
    if found is None:
        raise NotFound(link=link_id)
    return found


def contributions(actor: Actor) -> QuerySet[Contribution]:
    """Find what was given to the units in which the actor handles words, the newest first."""
    reach = within(actor, *bulletins.READERS)
    return Contribution.objects.filter(reach).select_related("sound", "unit", "link__topic")


def own(actor: Actor) -> QuerySet[Contribution]:
    """Find what the actor gave in their account, the newest first."""
    return Contribution.objects.filter(giver=actor.actor_id).select_related("unit", "bulletin")


def waiting(actor: Actor) -> QuerySet[Contribution]:
    """Find what waits for somebody who writes to take it over."""
    return contributions(actor).filter(
        within(actor, Duty.WRITE), bulletin__isnull=True, declined_at__isnull=True
    )


def contribution(actor: Actor, contribution_id: int) -> Contribution:
    """Return one thing given that the actor may see.

    Raises:
        NotFound: there is none such, or not for this actor.
    """
    found = contributions(actor).filter(pk=contribution_id).first()
    if found is None:
        raise NotFound(contribution=contribution_id)
    return found


def may_judge(actor: Actor, of: Contribution) -> bool:
    """Say whether it waits for this actor."""
    return waiting(actor).filter(pk=of.pk).exists()
