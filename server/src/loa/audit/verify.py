"""Walk every chain and say where it does not hold.

A fault names the unit and the link. What can be seen: an entry altered, removed,
inserted or put elsewhere; a chain cut short; a head or an anchor that does not
fit; an urgent entry that was never linked, or is not what its link says.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from django.db import connection
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from loa.audit import chain
from loa.audit.models import Anchor, Chain, Check, Entry, UrgentEntry

GRACE = timedelta(hours=1)
"""How long an urgent entry may wait for its link."""
AT_A_TIME = 2000

GONE_SINCE_ANCHORED = """
    SELECT DISTINCT head.key, (head.value ->> 0)::bigint
    FROM audit_anchor CROSS JOIN LATERAL jsonb_each(heads) AS head
    LEFT JOIN audit_entry AS entry
        ON entry.unit = head.key
        AND entry.n = (head.value ->> 0)::bigint
        AND entry.digest = head.value ->> 1
    WHERE audit_anchor.n = ANY(%s) AND entry.id IS NULL
"""
"""Asked of whole anchors only: what an altered one names says nothing."""


class Wrong(StrEnum):
    """What is wrong with a link."""

    ALTERED = "altered"
    """The entry is no longer what its digest says."""
    MISSING = "missing"
    """The chain skips this link."""
    UNLINKED = "unlinked"
    """The link does not point at the one before."""
    CUT = "cut"
    """The chain ends here, and its head or an anchor has seen more."""
    HEAD = "head"
    """The head of the chain is not its last link."""
    ANCHOR = "anchor"
    """The anchor does not fit the anchors before, or the entry it names."""
    URGENT = "urgent"
    """An urgent entry has no link, or another one than it should."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One place where the log does not hold."""

    unit: str
    n: int
    wrong: Wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a verification found."""

    entries: int
    chains: int
    anchors: int
    faults: tuple[Fault, ...]


class Head(NamedTuple):
    """Where a chain says that it ends."""

    n: int | None
    digest: str | None


def verify() -> Finding:
    """Check the whole log, and keep what was found."""
    started = timezone.now()
    faults = (*_chains(), *_emptied(), *_anchors(), *_urgent())
    finding = Finding(
        entries=Entry.objects.count(),
        chains=Chain.objects.count(),
        anchors=Anchor.objects.count(),
        faults=faults,
    )
    Check.objects.create(
        started_at=started,
        ended_at=timezone.now(),
        entries=finding.entries,
        faults=[asdict(fault) for fault in faults],
    )
    return finding


def _chains() -> Iterator[Fault]:
    """Walk every chain from its first link, in one statement and so in one snapshot."""
    head = Chain.objects.filter(pk=OuterRef("unit"))
    entries = Entry.objects.order_by("unit", "n").annotate(
        head_n=Subquery(head.values("n")), head_digest=Subquery(head.values("digest"))
    )
    for unit, links in groupby(entries.iterator(AT_A_TIME), attrgetter("unit")):
        yield from _faults_of(unit, links)


def _faults_of(unit: str, entries: Iterable[Entry]) -> Iterator[Fault]:
    """Check one chain: every link whole, pointing at the one before, none missing."""
    n, digest, head = 0, chain.BEGINNING, Head(None, None)
    for entry in entries:
        if entry.n > n + 1:
            yield Fault(unit=unit, n=n + 1, wrong=Wrong.MISSING)
        elif entry.previous != digest:
            yield Fault(unit=unit, n=entry.n, wrong=Wrong.UNLINKED)
        if entry.as_link().digest != entry.digest:
            yield Fault(unit=unit, n=entry.n, wrong=Wrong.ALTERED)
        n, digest = entry.n, entry.digest
        head = Head(getattr(entry, "head_n"), getattr(entry, "head_digest"))  # noqa: B009
    if head.n is not None and head.n > n:
        yield Fault(unit=unit, n=n + 1, wrong=Wrong.CUT)
    elif head != (n, digest):
        yield Fault(unit=unit, n=n, wrong=Wrong.HEAD)


def _emptied() -> Iterator[Fault]:
    """Find chains that have moved and of which nothing is left."""
    entries = Entry.objects.filter(unit=OuterRef("pk"))
    for head in Chain.objects.filter(~Exists(entries), n__gt=0):
        yield Fault(unit=head.unit, n=1, wrong=Wrong.CUT)


def _anchors() -> Iterator[Fault]:
    """Check the chain of anchors, and that every entry they name is still there."""
    previous, n, whole = chain.BEGINNING, 0, []
    for anchor in Anchor.objects.order_by("n").iterator(AT_A_TIME):
        expected = chain.anchor_digest(
            n=anchor.n, at=anchor.at, heads=anchor.heads, previous=previous
        )
        if anchor.n != n + 1 or anchor.previous != previous or anchor.digest != expected:
            yield Fault(unit="", n=anchor.n, wrong=Wrong.ANCHOR)
        else:
            whole.append(anchor.n)
        previous, n = anchor.digest, anchor.n
    with connection.cursor() as cursor:
        cursor.execute(GONE_SINCE_ANCHORED, [whole])
        for unit, link in cursor.fetchall():
            yield Fault(unit=unit, n=link, wrong=Wrong.ANCHOR)


def _urgent() -> Iterator[Fault]:
    """Compare every urgent entry with the link that took it in."""
    links = {entry.urgent_id: entry for entry in Entry.objects.filter(urgent_id__isnull=False)}
    old = timezone.now() - GRACE
    for urgent in UrgentEntry.objects.order_by("id").iterator(AT_A_TIME):
        link = links.pop(urgent.pk, None)
        if link is None:
            if urgent.at < old:
                yield Fault(unit=urgent.unit, n=0, wrong=Wrong.URGENT)
        elif _words(urgent) != _words(link):
            yield Fault(unit=link.unit, n=link.n, wrong=Wrong.URGENT)
    for link in links.values():
        yield Fault(unit=link.unit, n=link.n, wrong=Wrong.URGENT)


def _words(entry: Entry | UrgentEntry) -> tuple[object, ...]:
    """Return what both forms of an entry say."""
    return (entry.unit, entry.at, entry.actor_id, entry.action, entry.subject, entry.facts)
