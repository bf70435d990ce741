"""Everything centre, province and station say to one another.

Downwards: `Order`, `Programme`, `Place`, `Settings`, `Delegation`,
`Revocations`, `RootChange`, `Ack`, `TimeReply`. Upwards: `Hello`, `Heartbeat`,
`Receipt`. Each travels as the body of a signed envelope (`signing`).

A newer sender may add fields: a receiver ignores those it does not know, unless
their names stand in `crit`, which means "do not act on this unless you
understand these" (the idea of RFC 7515 §4.1.11).
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Final, TypeVar

import msgspec
from msgspec import Meta

from loa_protocol.areas import Area
from loa_protocol.errors import Refusal
from loa_protocol.fields import (
    CentiDb,
    Count,
    Digest,
    DurationMs,
    Id,
    Instant,
    KeyName,
    KeyText,
    Language,
    Nonce,
    Offset,
    Percent,
    Samples,
    Serial,
    Text,
)
from loa_protocol.priority import Klass

VERSION: Final = 1


class BadMessage(Refusal):
    """The body is not a message of this kind."""

    code = "message.bad_message"


class UnknownVersion(Refusal):
    """The message speaks a major version that this receiver does not."""

    code = "message.unknown_version"


class MustUnderstand(Refusal):
    """The sender insists on fields that this receiver does not know."""

    code = "message.must_understand"


class Message(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="type"):
    """What every message has."""

    v: Annotated[int, Meta(ge=1)] = VERSION
    crit: Annotated[tuple[str, ...], Meta(max_length=20)] = ()


class Value(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A part of a message."""


# What may sound ------------------------------------------------------------


class Role(StrEnum):
    """What a rendition of a sound is for."""

    HORN = "horn"
    LISTEN = "listen"
    LOW = "low"


class Rendition(Value, frozen=True, kw_only=True):
    """One encoded file of a sound, named by its digest."""

    role: Role
    file: Digest
    size: Count
    codec: Text
    samples: Samples
    lufs: CentiDb
    true_peak: CentiDb


class Sound(Value, frozen=True, kw_only=True):
    """One language of a bulletin: the approved master and what was made of it."""

    language: Language
    master: Digest
    samples: Samples
    renditions: Annotated[tuple[Rendition, ...], Meta(min_length=1, max_length=8)]


class Manifest(Value, frozen=True, kw_only=True):
    """The approved bulletin that an order lets out.

    `approval` is the digest that a person approved, over text, languages and
    masters: a later edit cannot borrow it.
    """

    bulletin: Id
    version: Serial
    approval: Digest
    sounds: Annotated[tuple[Sound, ...], Meta(min_length=1, max_length=12)]


# Orders --------------------------------------------------------------------


class Kind(StrEnum):
    """What an order is for. A drill or a test can never become real."""

    REAL = "real"
    CANCEL = "cancel"
    DRILL = "drill"
    TEST = "test"


class Target(Value, frozen=True, kw_only=True):
    """Where an order is to sound: areas, and clusters inside them (none: all)."""

    areas: Annotated[tuple[Area, ...], Meta(min_length=1, max_length=400)]
    clusters: Annotated[tuple[Id, ...], Meta(max_length=400)] = ()


class Order(Message, frozen=True, kw_only=True, tag="order"):
    """Let an approved bulletin sound, or take an earlier order back.

    Signed once by the issuing authority; nobody below signs it again. `subject`
    and `revision`: a box keeps only the highest revision of a subject.
    `start_at` absent means at once. After `expires_at` it never sounds.
    """

    id: Id
    subject: Id
    revision: Serial = 1
    kind: Kind
    klass: Klass
    issued_at: Instant
    start_at: Instant | None = None
    expires_at: Instant
    offline_until: Instant | None = None
    target: Target
    manifest: Manifest | None = None
    cancels: Id | None = None


class Occurrence(Value, frozen=True, kw_only=True):
    """One item of a programme, at one instant."""

    id: Id
    start_at: Instant
    duration_ms: DurationMs
    klass: Klass = Klass.ORDINARY
    item: Annotated[int, Meta(ge=0, le=2_000, description="Index into `manifests`.")]
    clusters: Annotated[tuple[Id, ...], Meta(max_length=400)] = ()
    play_late_until: Instant | None = None
    offline_until: Instant | None = None


class Programme(Message, frozen=True, kw_only=True, tag="programme"):
    """All that a commune's boxes play from `start` until `end`, already worked out.

    A programme with a higher serial replaces the one before it, whole.
    """

    id: Id
    serial: Serial
    area: Area
    issued_at: Instant
    start: Instant
    end: Instant
    manifests: Annotated[tuple[Manifest, ...], Meta(max_length=2_000)] = ()
    occurrences: Annotated[tuple[Occurrence, ...], Meta(max_length=2_000)] = ()


class Place(Message, frozen=True, kw_only=True, tag="place"):
    """Where a box stands. Its topics derive from this and from nothing else."""

    device: Id
    home: Id
    serial: Serial
    area: Area
    cluster: Id
    valid_from: Instant


class Settings(Message, frozen=True, kw_only=True, tag="settings"):
    """How loud a box may be, and what it speaks. 100 % is the level of the file (0 dB).

    `languages`: those in which the people around it listen, the first one first (`spoken`).
    `is_metered`: its line is paid by what goes over it. `is_noisy`: it is noisy around it.
    """

    device: Id
    serial: Serial
    volume_percent: Percent
    ceiling_percent: Percent
    languages: Annotated[tuple[Language, ...], Meta(max_length=8)] = ()
    is_metered: bool = False
    is_noisy: bool = False


# Trust ---------------------------------------------------------------------


class Authority(StrEnum):
    """What a delegated key is for."""

    CENTRE = "centre"
    PROVINCE = "province"
    COMMUNE = "commune"
    LINK = "link"


class Delegation(Message, frozen=True, kw_only=True, tag="delegation"):
    """The signer lets another key speak: for this area, these classes, this long."""

    id: Id
    key: KeyText
    role: Authority
    area: Area
    klasses: Annotated[tuple[Klass, ...], Meta(max_length=3)] = ()
    may_delegate: bool = False
    not_before: Instant
    not_after: Instant


class Revocations(Message, frozen=True, kw_only=True, tag="revocations"):
    """Keys that no longer speak. Whole each time; an older serial never replaces a newer."""

    serial: Serial
    issued_at: Instant
    next_update: Instant
    revoked: Annotated[tuple[KeyName, ...], Meta(max_length=10_000)] = ()


class RootChange(Message, frozen=True, kw_only=True, tag="root"):
    """The old root names the new one. Both hold until `overlap_until`."""

    serial: Serial
    key: KeyText
    not_before: Instant
    overlap_until: Instant


# The link ------------------------------------------------------------------


class Clock(StrEnum):
    """What a box knows about the time."""

    FRESH = "fresh"
    FLOOR = "floor"
    UNSET = "unset"


class Cursor(Value, frozen=True, kw_only=True):
    """How far a box has heard. A server restored from backup starts a new epoch."""

    epoch: Id
    n: Count


class Hello(Message, frozen=True, kw_only=True, tag="hello"):
    """A box has connected: what it has, and a nonce to be answered with the time."""

    device: Id
    boot: Id
    nonce: Nonce
    at: Instant
    clock: Clock
    cursor: Cursor | None = None
    place: Count = 0
    settings: Count = 0
    programme: Count = 0
    root: Count = 0
    revocations: dict[KeyName, Serial] = {}
    software: Text = ""


class TimeReply(Message, frozen=True, kw_only=True, tag="time"):
    """The time, for one nonce of one box."""

    device: Id
    nonce: Nonce
    now: Instant


class Ack(Message, frozen=True, kw_only=True, tag="ack"):
    """These receipts are in the database. Sent after the commit, never before."""

    device: Id
    receipts: Annotated[tuple[Id, ...], Meta(max_length=1_000)]


class Heartbeat(Message, frozen=True, kw_only=True, tag="heartbeat"):
    """How a box is. Lost ones do not matter."""

    device: Id
    at: Instant
    clock: Clock
    clock_offset_ms: Offset = 0
    playing: Id | None = None
    playing_since: Instant | None = None
    volume_percent: Percent
    free_bytes: Count
    block_age_ms: Count
    underruns: Count = 0
    receipts_waiting: Count = 0
    software: Text = ""


class Stage(StrEnum):
    """What happened to an order or an occurrence on one box."""

    RECEIVED = "received"
    STARTED = "started"
    FINISHED = "finished"
    STOPPED = "stopped"
    REFUSED = "refused"
    MISSED = "missed"


class Receipt(Message, frozen=True, kw_only=True, tag="receipt"):
    """What really happened, signed by the box, with an id made on the box.

    `order` names the order, or the programme, that asked for it. `reason` is the
    code of the refusal, or why it was missed or stopped.
    """

    id: Id
    device: Id
    order: Id
    occurrence: Id | None = None
    stage: Stage
    at: Instant
    clock: Clock
    planned_ms: DurationMs | None = None
    actual_ms: DurationMs | None = None
    level: CentiDb | None = None
    file: Digest | None = None
    reason: Text = ""


AnyMessage = (
    Order
    | Programme
    | Place
    | Settings
    | Delegation
    | Revocations
    | RootChange
    | Hello
    | TimeReply
    | Ack
    | Heartbeat
    | Receipt
)
KINDS: Final[Mapping[str, type[Message]]] = {
    str(kind.__struct_config__.tag): kind
    for kind in (
        Order,
        Programme,
        Place,
        Settings,
        Delegation,
        Revocations,
        RootChange,
        Hello,
        TimeReply,
        Ack,
        Heartbeat,
        Receipt,
    )
}


M = TypeVar("M", bound=Message)


def to_body(message: Message) -> dict[str, Any]:
    """Return the plain values that are signed."""
    body = msgspec.to_builtins(message)
    return {"v": message.v, **body}


def read(body: Mapping[str, Any]) -> AnyMessage:
    """Read a body whose signature was checked.

    Raises:
        UnknownVersion: another major version.
        MustUnderstand: `crit` names a field that this code does not have.
        BadMessage: a field is missing or outside its limits.
    """
    version = body.get("v")
    if version != VERSION or isinstance(version, bool):
        raise UnknownVersion(version=version, known=VERSION)
    try:
        message: AnyMessage = msgspec.convert(body, AnyMessage)
    except msgspec.ValidationError as fault:
        raise BadMessage(why=str(fault)) from fault
    if unknown := set(message.crit) - set(message.__struct_fields__):
        raise MustUnderstand(fields=sorted(unknown))
    return message


def read_as(body: Mapping[str, Any], kind: type[M]) -> M:
    """Read a body that must be of one kind.

    Raises:
        BadMessage: it is another kind, or not well formed.
    """
    message = read(body)
    if not isinstance(message, kind):
        raise BadMessage(why="another kind of message", type=body.get("type"))
    return message
