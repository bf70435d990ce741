"""An inbox with a memory and a clock, and a site that speaks to it. No broker, no process."""

from pathlib import Path
from typing import Any, Final

from loa_protocol.frames import Frame
from loa_protocol.messages import Cursor, Message, Order, Receipt, TimeReply, read_as, to_body
from loa_protocol.signing import Envelope, SigningKey

from loa_player.clock import BoxClock, steady_ns
from loa_player.inbox import Arrival, Inbox, Question
from loa_player.receipts import Receipts, Voice
from loa_player.store import Store
from loa_player.testing import authority
from loa_player.testing.authority import DEVICE, Keys, now_ms
from loa_player.testing.driver import MARKET

NONCE: Final = "a" * 32


def answer(now: int, nonce: str = NONCE) -> TimeReply:
    """Answer a box's question about the time."""
    return TimeReply(device=DEVICE, nonce=nonce, now=now)


class Station:
    """An inbox with a memory, and a site that speaks to it."""

    def __init__(self, path: Path, *, answered: bool = True) -> None:
        self.keys = Keys()
        self.store = Store.open(path)
        self.now = now_ms()
        self.clock = BoxClock(floor=0, has_battery=False)
        self.n = 0
        if answered:
            self.clock.told(self.now, asked_ns=steady_ns(), vouched=self.now)
        for one in self.keys.trust(self.now):
            self.store.trust(str(one.signature), one.to_bytes())
        stands = self.sign(authority.place(), by=self.keys.minh)
        self.store.keep("place", stands.to_bytes())
        self.inbox = self.begin()

    def begin(self) -> Inbox:
        """Start the box anew, with what it kept."""
        voice = Voice(
            device=DEVICE,
            key=SigningKey.generate(),
            clock=lambda: self.clock.state,
            now=self.clock.now,
        )
        return Inbox(
            device=DEVICE,
            root=self.keys.root.public,
            store=self.store,
            clock=self.clock,
            receipts=Receipts(voice=voice, store=self.store),
        )

    def sign(self, message: Message, *, by: SigningKey | None = None) -> Envelope:
        """Sign a message, as Hoa if nobody else is named."""
        return (by or self.keys.hoa).sign(to_body(message))

    def send(self, message: Message, *, by: SigningKey | None = None) -> tuple[Arrival, ...]:
        """Sign a message and let it arrive."""
        return self.deliver(self.sign(message, by=by))

    def deliver(self, envelope: Envelope, *, epoch: str = "e-1") -> tuple[Arrival, ...]:
        """Let an envelope arrive."""
        self.n += 1
        frame = Frame(cursor=Cursor(epoch=epoch, n=self.n), envelope=envelope)
        return self.inbox.take(frame.to_bytes())

    def order(self, name: str = "order-1", **changed: Any) -> Order:
        """Return an order of Hoa's commune."""
        return authority.order(MARKET, at=self.now, id=name, **changed)

    def refusals(self) -> list[tuple[str, str]]:
        """Return what the box said it refused, or said again."""
        found = []
        for _, envelope in self.store.receipts(after=0, most=1000):
            receipt = read_as(Envelope.from_bytes(envelope).body, Receipt)
            found.append((receipt.order, receipt.reason))
        return found

    def told(self, now: int, *, asked_ns: int | None = None) -> tuple[Arrival, ...]:
        """Let whoever holds the link key answer our question about the time."""
        self.inbox.question = Question(nonce=NONCE, asked_ns=asked_ns or steady_ns())
        return self.send(answer(now), by=self.keys.link)
