"""Judge every message that comes down to the box, before anything acts on it.

Bytes → frame → signature and chain → may this speaker say this, here, now? What
passes becomes an event; what does not becomes a signed receipt that says why.
A key that arrives in the message it signs is never used.

While the time is in doubt nothing is judged but trust and the answer to our own
question: an order waits for that answer, and cancels are taken first.
"""

import logging
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from loa_protocol.acceptance import (
    AlreadyHeld,
    NotForThisPlace,
    accept,
    accept_programme,
    may_cancel,
)
from loa_protocol.areas import contains
from loa_protocol.clock import check_told
from loa_protocol.errors import Refusal
from loa_protocol.frames import Frame
from loa_protocol.messages import (
    Ack,
    AnyMessage,
    Authority,
    Clock,
    Cursor,
    Delegation,
    Kind,
    Order,
    Place,
    Programme,
    Revocations,
    Settings,
    TimeReply,
    read,
    read_as,
)
from loa_protocol.signing import Envelope, KeyId, VerifyKey
from loa_protocol.trust import (
    ISSUERS,
    Older,
    Speaker,
    TrustStore,
    WrongRole,
    about_trust,
    must_be_for,
    take_place,
)

from loa_player.clock import NS_PER_S, BoxClock, steady_ns
from loa_player.events import Distrusted, Event, Moved, OrderArrived, ProgrammeArrived
from loa_player.receipts import NOBODY, Receipts
from loa_player.store import HeldOrder, Store
from loa_player.waiting import Waiting

logger = logging.getLogger(__name__)

ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
QUIET: Final = (NotForThisPlace, Older)
"""What happens every day on a topic that many share, and nobody needs to be told."""
ANSWER_WITHIN_S: Final = 30
"""An answer about the time that took longer says too little about now."""


class WrongNonce(Refusal):
    """The answer is to a question that we did not ask, or not now."""

    code = "time.wrong_nonce"


class TimeTooLate(Refusal):
    """The answer is to a question that we asked too long ago."""

    code = "time.too_late"


class NoPlace(Refusal):
    """Nobody has said yet where this box stands."""

    code = "box.no_place"


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsArrived:
    """How loud the box may be was set anew."""

    settings: Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeTold:
    """Our question was answered: the clock is fresh, and what we missed is here."""

    step_ms: int
    """By how much our clock was put forward."""
    is_all: bool
    """There was room for everything that came before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptsKept:
    """The server has these receipts in its database."""

    count: int


Arrival = Event | SettingsArrived | TimeTold | ReceiptsKept


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What we asked at the hello, and when."""

    nonce: str
    asked_ns: int


class Inbox:
    """The only door inwards."""

    def __init__(
        self, *, device: str, root: VerifyKey, store: Store, clock: BoxClock, receipts: Receipts
    ) -> None:
        self.device = device
        self.question: Question | None = None
        self._store = store
        self._clock = clock
        self._receipts = receipts
        self._trust = _gathered(
            TrustStore.starting_with(root), store.trusted(), at=clock.now(), here=_ground(store)
        )
        self._waiting = Waiting()
        self._taken: dict[str, HeldOrder] = {}
        """What was taken since we began: a full disk may have kept none of it."""

    @property
    def root_serial(self) -> int:
        """The newest root that we know."""
        return max(root.serial for root in self._trust.roots.values())

    @property
    def list_serials(self) -> dict[str, int]:
        """The newest revocation list that we have of each issuer."""
        return {str(kid): told.serial for kid, told in self._trust.lists.items()}

    def take(self, payload: bytes) -> tuple[Arrival, ...]:
        """Judge one payload, and return what it means for the box."""
        try:
            frame = Frame.from_bytes(payload)
        except Refusal as refusal:
            self._refuse(NOBODY, refusal)
            return ()
        return self._take(frame)

    def _take(self, frame: Frame) -> tuple[Arrival, ...]:
        arrivals: tuple[Arrival, ...] = ()
        try:
            arrivals = self._judge(frame)
            self._advance(frame.cursor)
        except AlreadyHeld:
            with self._store.if_there_is_room():
                self._receipts.repeat_received(_named(frame.envelope))
        except QUIET as refusal:
            logger.debug("Not for us", extra={"action": "inbox.passed_over", "why": str(refusal)})
        except Refusal as refusal:
            self._refuse(_named(frame.envelope), refusal)
        except sqlite3.OperationalError:
            logger.exception("Could not write", extra={"action": "store.failed"})
        return arrivals

    def _judge(self, frame: Frame) -> tuple[Arrival, ...]:
        envelope = frame.envelope
        message = read(envelope.body)
        if about_trust(message):
            return self._learn(envelope)
        if isinstance(message, TimeReply):
            return self._time_told(envelope, message)
        if self._clock.state is not Clock.FRESH:
            self._waiting.add(frame)
            return ()
        return self._judge_now(envelope, message)

    def _judge_now(self, envelope: Envelope, message: AnyMessage) -> tuple[Arrival, ...]:
        now = self._clock.now()
        if isinstance(message, Place):
            return self._moved(envelope, now=now)
        speaker = self._trust.verified(envelope, at=now)
        match message:
            case Order():
                return self._order(envelope, message, speaker, now=now)
            case Programme():
                return self._programme(envelope, message, speaker, now=now)
            case Settings():
                return self._settings(envelope, message, speaker)
            case Ack():
                return self._acknowledged(message, speaker)
            case _:
                raise WrongRole(why="a box does not take this", type=envelope.body["type"])

    # One kind of message each ----------------------------------------------

    def _learn(self, envelope: Envelope) -> tuple[Arrival, ...]:
        here = _ground(self._store)
        self._trust = self._trust.take(envelope, at=self._clock.now(), here=here)
        name = trust_name(envelope)
        self._store.trust(name, envelope.to_bytes())
        logger.info("Trust changed", extra={"action": "trust.changed", "what": name})
        gone = self._no_longer_trusted()
        return (Distrusted(orders=gone),) if gone else ()

    def _no_longer_trusted(self) -> frozenset[str]:
        """Return the orders, and the programme, whose keys were taken back since they came."""
        signed = [(held.id, held.envelope) for held in self._store.open_orders()]
        programme = self._store.kept("programme")
        if programme is not None:
            signed.append((str(Envelope.from_bytes(programme).body["id"]), programme))
        is_gone = self._trust.is_taken_back
        gone = frozenset(name for name, one in signed if is_gone(Envelope.from_bytes(one).kid))
        if programme is not None and is_gone(Envelope.from_bytes(programme).kid):
            self._store.forget("programme")
        return gone

    def _time_told(self, envelope: Envelope, reply: TimeReply) -> tuple[Arrival, ...]:
        """Take the time. It is judged by the day that it names: we know no better one.

        The nonce shows that the answer was made just now, by whoever holds the
        link key; the floor keeps a stolen old key from turning time back, our own
        counting and the dates of the lists keep it from turning time far ahead.
        """
        speaker = self._trust.verified(envelope, at=reply.now)
        speaker.must_be(Authority.LINK, *ISSUERS)
        speaker.must_cover(self._here().area)
        must_be_for(reply.device, self.device)
        if self.question is None or reply.nonce != self.question.nonce:
            raise WrongNonce(nonce=reply.nonce)
        if (age_ns := steady_ns() - self.question.asked_ns) > ANSWER_WITHIN_S * NS_PER_S:
            raise TimeTooLate(seconds=age_ns // NS_PER_S)
        clock, vouched = self._clock, self._trust.vouched(speaker)
        check_told(reply.now, floor=clock.floor, counted=clock.counted, vouched=vouched)
        step_ms = clock.told(reply.now, asked_ns=self.question.asked_ns, vouched=vouched)
        self.question = None
        self._store.keep_number("floor", self._clock.floor)
        frames, is_all = self._waiting.take()
        arrivals = (arrival for frame in frames for arrival in self._take(frame))
        return (*arrivals, TimeTold(step_ms=step_ms, is_all=is_all))

    def _order(
        self, envelope: Envelope, order: Order, speaker: Speaker, *, now: int
    ) -> tuple[Arrival, ...]:
        memory = self._store.memory(order_id=order.id, subject=order.subject, area=speaker.area)
        taken = self._taken.get(order.id)
        if taken is not None and contains(taken.area, speaker.area):
            raise AlreadyHeld(order=order.id)
        accept(order, speaker=speaker, place=self._here(), memory=memory, now=now)
        withdraws = self._superseded(order, speaker)
        if order.kind is Kind.CANCEL and order.cancels is not None:
            withdraws |= self._cancelled(order.cancels, speaker)
        if taken is not None or self._store.held(order.id) is not None:
            withdraws |= {order.id}  # ground below used the id first: it is none of its own
        self._clock.heard(order.issued_at)
        self._remember(envelope, order, speaker)
        return (OrderArrived(order=order, withdraws=withdraws),)

    def _superseded(self, order: Order, speaker: Speaker) -> frozenset[str]:
        """Return the orders that a later revision, by somebody who may, replaces."""
        return frozenset(
            held.id
            for held in self._store.of_subject(order.subject)
            if held.revision < order.revision and contains(speaker.area, held.area)
        )

    def _cancelled(self, order_id: str, speaker: Speaker) -> frozenset[str]:
        issuer = self._issuer_of(order_id)
        if issuer is None:
            return frozenset()
        may_cancel(speaker, issuer_area=issuer)
        return frozenset({order_id})

    def _issuer_of(self, item: str) -> str | None:
        """Return the ground of whoever let an order, or an occurrence, out."""
        held = self._store.held(item)
        if held is not None:
            return held.area
        programme = kept_programme(self._store)
        if programme is None or item not in {one.id for one in programme.occurrences}:
            return None
        return (self._store.kept("programme_by") or b"").decode()

    def _remember(self, envelope: Envelope, order: Order, speaker: Speaker) -> None:
        """Keep an order until it expires. A full disk must not silence a warning."""
        held = HeldOrder(
            id=order.id,
            area=speaker.area,
            subject=order.subject,
            revision=order.revision,
            until=order.expires_at,
            envelope=envelope.to_bytes(),
        )
        now = self._clock.now()
        self._taken = {name: one for name, one in self._taken.items() if one.until >= now}
        self._taken[order.id] = held
        with self._store.if_there_is_room(), self._store.together():
            self._store.make_way(order.id)
            self._store.hold(held, is_open=order.kind is not Kind.CANCEL)
            if order.cancels is not None:
                self._store.cancel(order.cancels, area=speaker.area, until=order.expires_at)
            self._store.keep_number("floor", self._clock.floor)

    def _programme(
        self, envelope: Envelope, programme: Programme, speaker: Speaker, *, now: int
    ) -> tuple[Arrival, ...]:
        current = kept_programme(self._store)
        is_same_area = current is not None and current.area == programme.area
        accept_programme(
            programme,
            speaker=speaker,
            place=self._here(),
            held=current.serial if current is not None and is_same_area else 0,
            newest=self._newest_programme(programme.area),
            now=now,
        )
        with self._store.together():
            self._store.keep("programme", envelope.to_bytes())
            self._store.keep("programme_by", speaker.area.encode())
            self._store.number_programme(
                area=programme.area, kid=speaker.kid, serial=programme.serial
            )
        return (ProgrammeArrived(programme=programme),)

    def _newest_programme(self, area: str) -> int:
        """Return the highest number taken for a ground.

        A key that was taken back counts no more: a thief's number must not keep
        out what comes after.
        """
        numbers = self._store.programme_numbers(area)
        still = (n for kid, n in numbers.items() if not self._trust.is_taken_back(KeyId(kid)))
        return max(still, default=0)

    def _moved(self, envelope: Envelope, *, now: int) -> tuple[Arrival, ...]:
        current = kept_place(self._store)
        place = take_place(self._trust, envelope, device=self.device, current=current, at=now)
        self._store.keep("place", envelope.to_bytes())
        return (Moved(place=place),)

    def _settings(
        self, envelope: Envelope, settings: Settings, speaker: Speaker
    ) -> tuple[Arrival, ...]:
        speaker.must_be(*ISSUERS)
        speaker.must_cover(self._here().area)
        must_be_for(settings.device, self.device)
        current = kept_settings(self._store)
        if current is not None and settings.serial <= current.serial:
            raise Older(serial=settings.serial, held=current.serial)
        self._store.keep("settings", envelope.to_bytes())
        return (SettingsArrived(settings=settings),)

    def _acknowledged(self, ack: Ack, speaker: Speaker) -> tuple[Arrival, ...]:
        speaker.must_be(Authority.LINK, *ISSUERS)
        speaker.must_cover(self._here().area)
        must_be_for(ack.device, self.device)
        with self._store.together():
            self._store.forget_receipts(ack.receipts)
        return (ReceiptsKept(count=len(ack.receipts)),)

    # Small words -----------------------------------------------------------

    def _here(self) -> Place:
        place = kept_place(self._store)
        if place is None:
            raise NoPlace
        return place

    def _refuse(self, order: str, refusal: Refusal) -> None:
        logger.warning(
            "Refused a message",
            extra={"action": "inbox.refused", "order": order, "why": str(refusal)},
        )
        with self._store.if_there_is_room():
            self._receipts.refuse(order, code=refusal.code)

    def _advance(self, cursor: Cursor) -> None:
        """Remember how far we have heard; a restored server counts anew."""
        held = kept_cursor(self._store)
        if held is None or held.epoch != cursor.epoch or cursor.n > held.n:
            self._store.keep("cursor", f"{cursor.epoch} {cursor.n}".encode())


def trust_name(envelope: Envelope) -> str:
    """Return under what name a statement about trust is kept: a newer one takes its place."""
    match read(envelope.body):
        case Delegation() as told:
            return f"delegation {VerifyKey.from_text(told.key).kid}"
        case Revocations():
            return f"revocations {envelope.kid}"
        case _:
            return f"root after {envelope.kid}"


def kept_place(store: Store) -> Place | None:
    """Return where the box stands."""
    kept = store.kept("place")
    return None if kept is None else read_as(Envelope.from_bytes(kept).body, Place)


def kept_programme(store: Store) -> Programme | None:
    """Return the programme that the box holds."""
    kept = store.kept("programme")
    return None if kept is None else read_as(Envelope.from_bytes(kept).body, Programme)


def kept_settings(store: Store) -> Settings | None:
    """Return how loud the box may be."""
    kept = store.kept("settings")
    return None if kept is None else read_as(Envelope.from_bytes(kept).body, Settings)


def kept_orders(store: Store) -> tuple[Order, ...]:
    """Return the orders that have not come to their end."""
    held = store.open_orders()
    return tuple(read_as(Envelope.from_bytes(one.envelope).body, Order) for one in held)


def kept_cursor(store: Store) -> Cursor | None:
    """Return how far the box has heard."""
    kept = store.kept("cursor")
    if kept is None:
        return None
    epoch, _, n = kept.decode().partition(" ")
    return Cursor(epoch=epoch, n=int(n))


def _named(envelope: Envelope) -> str:
    """Return the id that a refused message claims, if it is one."""
    claimed = envelope.body.get("id")
    return claimed if isinstance(claimed, str) and ID.fullmatch(claimed) else NOBODY


def _ground(store: Store) -> str | None:
    place = kept_place(store)
    return None if place is None else place.area


def _gathered(trust: TrustStore, kept: Sequence[bytes], *, at: int, here: str | None) -> TrustStore:
    """Build trust again from what was taken before, whatever no longer holds left out."""
    waiting = [Envelope.from_bytes(one) for one in kept]
    while True:
        left: list[Envelope] = []
        for envelope in waiting:
            try:
                trust = trust.take(envelope, at=at, here=here)
            except Refusal:
                left.append(envelope)
        if len(left) == len(waiting):
            return trust
        waiting = left
