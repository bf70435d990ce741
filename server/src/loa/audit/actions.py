"""Write the log.

`record` belongs inside the transaction of what it records: both happen or neither.
It locks the head of that unit's chain and nothing else. `record_emergency` locks
nothing at all: it adds a row to a table that nobody updates, and `link_urgent`
takes the row into the chain later.
"""

import logging
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from loa.audit import chain
from loa.audit.models import Anchor, Chain, Entry, UrgentEntry
from loa.domain.areas import UnitPath, path_of, text_of
from loa.domain.permissions import Actor

logger = logging.getLogger(__name__)

MOVED = """
    SELECT unit, audit_chain.n, digest FROM audit_chain
    LEFT JOIN (
        SELECT key AS unit, max((value ->> 0)::bigint) AS n
        FROM audit_anchor CROSS JOIN LATERAL jsonb_each(heads) GROUP BY key
    ) AS anchored USING (unit)
    WHERE audit_chain.n > coalesce(anchored.n, 0)
"""


def record(
    actor: Actor, action: str, subject: models.Model | str, unit: UnitPath | str, **facts: object
) -> Entry:
    """Add an entry to the chain of a unit, in the caller's transaction.

    `unit` is a path, `("vn", "31")` or `vn/31`; a fact is a code, a number, a date or a digest.
    """
    return _link(
        unit=_place(unit),
        at=None,
        actor_id=str(actor.actor_id),
        action=action,
        subject=_name(subject),
        facts=_plain(facts),
    )


def record_emergency(
    actor: Actor, action: str, subject: models.Model | str, unit: UnitPath | str, **facts: object
) -> UrgentEntry:
    """Add an entry without waiting for anybody, in the caller's transaction."""
    return UrgentEntry.objects.create(
        unit=_place(unit),
        at=chain.whole_ms(timezone.now()),
        actor_id=str(actor.actor_id),
        action=action,
        subject=_name(subject),
        facts=_plain(facts),
    )


@transaction.atomic
def link_urgent() -> int:
    """Take urgent entries into their chains, oldest first; return how many."""
    linked = Entry.objects.filter(urgent_id=models.OuterRef("pk"))
    waiting = (
        UrgentEntry.objects.select_for_update(skip_locked=True, no_key=True)
        .filter(~models.Exists(linked))
        .order_by("unit", "id")
    )
    count = 0
    for urgent in waiting:
        _link(
            unit=urgent.unit,
            at=urgent.at,
            actor_id=urgent.actor_id,
            action=urgent.action,
            subject=urgent.subject,
            facts=urgent.facts,
            urgent_id=urgent.pk,
        )
        count += 1
    return count


@transaction.atomic
def anchor() -> Anchor:
    """Fix what every chain has come to. Keep the digest somewhere else as well.

    The log line is that other place: whoever rewrites the whole database still
    has to explain the digests in the log files and in yesterday's backup.
    """
    last = Anchor.objects.select_for_update(no_key=True).order_by("-n").first()
    heads = _moved()
    n, previous = (last.n + 1, last.digest) if last else (1, chain.BEGINNING)
    at = chain.whole_ms(timezone.now())
    digest = chain.anchor_digest(n=n, at=at, heads=heads, previous=previous)
    made = Anchor.objects.create(n=n, at=at, heads=heads, previous=previous, digest=digest)
    logger.info("Audit log anchored", extra={"action": "audit.anchored", "n": n, "digest": digest})
    return made


def _moved() -> dict[str, list[Any]]:
    """Return the heads of the chains that moved since they were anchored last."""
    with connection.cursor() as cursor:
        cursor.execute(MOVED)
        return {unit: [n, digest] for unit, n, digest in cursor.fetchall()}


def _link(
    *,
    unit: str,
    at: datetime | None,
    actor_id: str,
    action: str,
    subject: str,
    facts: dict[str, Any],
    urgent_id: int | None = None,
) -> Entry:
    """Lock the head of the chain, add a link, move the head."""
    head = _lock(unit)
    link = chain.Link(
        unit=unit,
        n=head.n + 1,
        at=at or chain.whole_ms(timezone.now()),
        actor_id=actor_id,
        action=action,
        subject=subject,
        facts=facts,
        previous=head.digest,
    )
    entry = Entry.objects.create(
        unit=unit,
        n=link.n,
        at=link.at,
        actor_id=actor_id,
        action=action,
        subject=subject,
        facts=facts,
        previous=link.previous,
        digest=link.digest,
        urgent_id=urgent_id,
    )
    Chain.objects.filter(pk=unit).update(n=link.n, digest=link.digest)
    return entry


def _lock(unit: str) -> Chain:
    """Lock the head of a unit's chain, and begin the chain if there is none."""
    heads = Chain.objects.select_for_update(no_key=True)
    head = heads.filter(pk=unit).first()
    if head is None:
        Chain.objects.bulk_create([Chain(unit=unit)], ignore_conflicts=True)
        head = heads.get(pk=unit)
    return head


def _place(unit: UnitPath | str) -> str:
    """Insist on a whole path: a bare code would begin a second chain for the same unit."""
    return text_of(path_of(unit)) if isinstance(unit, str) else text_of(unit)


def _name(subject: models.Model | str) -> str:
    """Name a thing as text, `bulletin:12`."""
    if isinstance(subject, str):
        return str(chain.fact(subject))
    return f"{type(subject).__name__.lower()}:{subject.pk}"


def _plain(facts: dict[str, object]) -> dict[str, Any]:
    return {name: chain.fact(value) for name, value in facts.items()}
