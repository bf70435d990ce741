"""What the site itself says to a box: your receipts are kept; it is now this late.

Signed by the link key, which can let nothing sound.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Final

from loa_protocol.frames import Frame
from loa_protocol.messages import Ack, Cursor, Hello, TimeReply, to_body
from loa_protocol.signing import Envelope
from loa_protocol.topics import own

from loa.broadcast.orders import milliseconds
from loa.broadcast.outbox import epoch
from loa.stations import queries, signer

MOST_IN_AN_ACK: Final = 1_000
Letters = list[tuple[str, bytes]]
"""Topic and payload of each."""


def acks(kept: Mapping[str, Sequence[str]], homes: Mapping[str, str]) -> Letters:
    """Tell each box which of its receipts the database has. Only ever after the commit."""
    told = [
        Ack(device=device, receipts=part) for device, ids in kept.items() for part in _parts(ids)
    ]
    if not told:
        return []
    envelopes = signer.sign_many(queries.link_key(), [to_body(ack) for ack in told])
    cursor = Cursor(epoch=epoch(), n=0)
    return [
        (own(home=homes[ack.device], device=ack.device), _payload(cursor, envelope))
        for ack, envelope in zip(told, envelopes, strict=True)
    ]


def times(hellos: Sequence[Hello], *, now: datetime) -> list[Envelope]:
    """Answer the nonce of each hello with the time."""
    replies = [
        TimeReply(device=hello.device, nonce=hello.nonce, now=milliseconds(now)) for hello in hellos
    ]
    return signer.sign_many(queries.link_key(), [to_body(reply) for reply in replies])


def _payload(cursor: Cursor, envelope: Envelope) -> bytes:
    return Frame(cursor=cursor, envelope=envelope).to_bytes()


def _parts(ids: Sequence[str]) -> list[tuple[str, ...]]:
    rest = iter(ids)
    parts = []
    while part := tuple(islice(rest, MOST_IN_AN_ACK)):
        parts.append(part)
    return parts
