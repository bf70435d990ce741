"""Do what an attacker would: alter a stored sound, forge an order. Both must come to nothing."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import nats
from django.conf import settings
from django.utils import timezone
from loa_protocol import topics
from loa_protocol.messages import Kind, Manifest, Order, Stage, Target, read_as, to_body
from loa_protocol.messages import Receipt as Said
from loa_protocol.priority import Klass
from loa_protocol.signing import Envelope, SigningKey

from loa.broadcast import outbox
from loa.broadcast.models import Receipt
from loa.config.proof.story import await_
from loa.media.store import store

REFUSALS_WITHIN_S = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """One box that said no, and why."""

    device: str
    reason: str


def alter(digest: str) -> None:
    """Change one byte in the middle of a stored sound, behind everybody's back."""
    with store().on_disk(digest) as path:
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        mode = path.stat().st_mode
        path.chmod(0o600)
        path.write_bytes(content)
        path.chmod(mode)


def forge(area: str, manifest: Manifest, *, now: datetime | None = None) -> str:
    """Publish an order signed by a key that nobody delegated to; return its id.

    It goes out through the broker's most trusted user, so nothing but the signature can stop it.
    """
    at = int((now or timezone.now()).timestamp() * 1000)
    order = Order(
        id=f"o-{uuid4()}",
        subject=f"b-{uuid4()}",
        kind=Kind.REAL,
        klass=Klass.EMERGENCY,
        issued_at=at,
        expires_at=at + int(timedelta(minutes=10).total_seconds() * 1000),
        target=Target(areas=(area,)),
        manifest=manifest,
    )
    envelope = SigningKey.generate().sign(to_body(order))
    payload = outbox.framed(outbox.epoch(), outbox.next_n(), envelope.to_bytes())
    topic = topics.broadcast(area, emergency=True)
    asyncio.run(_publish(topic.replace("/", "."), payload))
    return order.id


async def _publish(subject: str, payload: bytes) -> None:
    connection = await nats.connect(settings.ENV.NATS_URL, allow_reconnect=False)
    await connection.publish(subject, payload)
    await connection.drain()


def wait_for_refusals(order: str, *, boxes: int) -> list[Refused]:
    """Wait until so many boxes have refused an order in a signed receipt."""

    def refused() -> list[Refused] | None:
        rows = Receipt.objects.filter(order=order, stage=Stage.REFUSED).order_by("device")
        return [_refused(row) for row in rows] if len(rows) >= boxes else None

    return await_(refused, within_s=REFUSALS_WITHIN_S, what="the boxes to refuse")


def _refused(row: Receipt) -> Refused:
    said = read_as(Envelope.from_bytes(bytes(row.envelope)).body, Said)
    return Refused(device=row.device, reason=said.reason)


def devices_that_sounded(order: str, *, file: str | None = None) -> set[str]:
    """Return the boxes that say they sounded an order, or one file for it."""
    loud = (Stage.STARTED, Stage.STOPPED, Stage.FINISHED)
    rows = Receipt.objects.filter(order=order, stage__in=loud)
    said = [read_as(Envelope.from_bytes(bytes(row.envelope)).body, Said) for row in rows]
    return {one.device for one in said if file is None or one.file == file}
