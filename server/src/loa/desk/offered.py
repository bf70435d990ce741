"""Gather what may be placed in a session, and what each of it lacks there."""

from dataclasses import dataclass
from functools import cache
from typing import Final
from uuid import UUID, uuid4

from loa_protocol.messages import Target

from loa.broadcast.models import Session
from loa.bulletins import queries
from loa.desk.shown import Row, lacks_of, rows
from loa.domain.sessions import fits
from loa.orgs.models import Person

MOST_OFFERED: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """An approved bulletin beside a session."""

    row: Row
    has_room: bool
    lacks: tuple[str, ...]
    """Languages that people listen in where it would sound and it does not have, as sentences."""
    key: UUID
    """Made with the page: placing it twice by a second tap places it once."""


def offered_to(actor: Person, session: Session) -> list[Offered]:
    """List the newest approved bulletins of a session's unit."""
    unit, as_rules = session.unit_path, session.as_session()

    @cache  # most speak the same languages, everywhere
    def lacks(has: frozenset[str], clusters: tuple[str, ...]) -> tuple[str, ...]:
        return lacks_of(actor, has, Target(areas=(unit,), clusters=clusters))

    return [
        Offered(
            row=row,
            has_room=fits(row.lasts_ms, into=as_rules),
            lacks=lacks(row.languages, tuple(row.version.bulletin.clusters)),
            key=uuid4(),
        )
        for row in rows(queries.cleared(actor, unit)[:MOST_OFFERED])
    ]
