"""Keep a signed order, and one row for each topic it has to go out on.

Everything that leaves this site as sound, or takes sound back, passes `keep`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from loa_protocol.messages import Kind, Manifest, Order, read_as
from loa_protocol.signing import Envelope

from loa.broadcast import live
from loa.broadcast.models import OrderRow, Outbox
from loa.domain.targeting import topics_of

SAMPLES_A_MS: Final = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """In whose name an order was signed, and by whose hand it was let out."""

    unit: str
    released_by: UUID
    second_by: UUID | None = None


def keep(envelope: Envelope, by: Signature, *, cancels: OrderRow | None = None) -> OrderRow:
    """Keep an order and post it, inside the caller's transaction."""
    order = read_as(envelope.body, Order)
    row = OrderRow.objects.create(
        order_id=order.id,
        kind=order.kind.value,
        klass=order.klass.value,
        envelope=envelope.to_bytes(),
        subject=order.subject,
        revision=order.revision,
        unit=by.unit,
        areas=list(order.target.areas),
        clusters=list(order.target.clusters),
        bulletin=order.manifest.bulletin if order.manifest else "",
        version=order.manifest.version if order.manifest else None,
        duration_ms=length_ms(order.manifest),
        issued_at=instant(order.issued_at),
        start_at=instant(order.start_at or order.issued_at),
        expires_at=instant(order.expires_at),
        kid=envelope.kid,
        released_by=by.released_by,
        second_by=by.second_by,
        cancels=cancels,
    )
    post(row, topics_of(order.target, klass=order.klass), urgency=urgency_of(order))
    return row


def post(row: OrderRow, topics: tuple[str, ...], *, urgency: int) -> None:
    """Put an order in the outbox, once for each topic."""
    Outbox.objects.bulk_create(
        Outbox(
            order=row, topic=topic, urgency=urgency, due_at=row.issued_at, expires_at=row.expires_at
        )
        for topic in topics
    )
    live.tell_outbox()


def urgency_of(order: Order) -> int:
    """Say what goes first: the class decides, and taking back goes before letting out."""
    return 2 * order.klass.rank + (order.kind is Kind.CANCEL)


def length_ms(manifest: Manifest | None) -> int:
    """Return how long a bulletin sounds: every language, one after the other."""
    if manifest is None:
        return 0
    return sum(sound.samples for sound in manifest.sounds) // SAMPLES_A_MS


def instant(ms: int) -> datetime:
    """Return the instant that a message names in milliseconds."""
    return datetime.fromtimestamp(ms / 1000, UTC)


def milliseconds(at: datetime) -> int:
    """Return an instant as messages name it."""
    return int(at.timestamp() * 1000)
