"""Turn entries of the audit log into sentences, with the names that are still known."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from loa.audit.models import Entry
from loa.domain.permissions import SYSTEM_ID
from loa.office.log_words import sentence
from loa.orgs import queries


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry in words."""

    at: datetime
    words: str
    unit: str
    n: int
    facts: tuple[tuple[str, str], ...]
    digest: str


def in_words(entries: Iterable[Entry]) -> list[Line]:
    """Say each entry as one line."""
    shown = list(entries)
    ids = {entry.actor_id for entry in shown} | {_id_of(entry.subject) for entry in shown}
    names = {str(SYSTEM_ID): _("Hệ thống"), **queries.names_of(ids)}
    units = queries.names_of_units({entry.unit for entry in shown})
    return [
        Line(
            at=entry.at,
            words=sentence(
                entry.action,
                who=names.get(entry.actor_id, entry.actor_id),
                what=names.get(_id_of(entry.subject), _id_of(entry.subject)),
            ),
            unit=units.get(entry.unit, entry.unit),
            n=entry.n,
            facts=tuple((name, str(value)) for name, value in sorted(entry.facts.items())),
            digest=entry.digest,
        )
        for entry in shown
    ]


def _id_of(subject: str) -> str:
    """Return what stands after the kind, `12` of `bulletin:12`."""
    return subject.partition(":")[2] or subject
