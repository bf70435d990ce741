"""What the gateway asks of a broker: one port, an adapter for NATS and one for any MQTT 3.1.1."""

from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from loa_protocol.topics import ROOT, Up


class BrokerAway(Exception):  # noqa: N818 - read as a sentence
    """The broker did not take what we gave it. Try again later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """What a box said, and on which of its topics. The broker answers for the box's name."""

    home: str
    device: str
    what: Up
    payload: bytes


Take = Callable[[Incoming], None]
"""Called for every message of a box. It never blocks."""


class Broker(Protocol):
    """A connection that comes back by itself."""

    @property
    def is_connected(self) -> bool:
        """Say whether the broker is there now."""
        ...

    async def __aenter__(self) -> Self:
        """Connect, or begin to try."""
        ...

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave."""
        ...

    async def publish(self, topic: str, payload: bytes) -> None:
        """Give the broker a message.

        Raises:
            BrokerAway: it cannot take it now.
        """
        ...

    async def flush(self) -> None:
        """Return when the broker has everything that was published.

        Raises:
            BrokerAway: it does not have it, or does not say so in time.
        """
        ...


def read_topic(topic: str, payload: bytes) -> Incoming | None:
    """Say who spoke about what; None for a topic that no box speaks on."""
    parts = topic.removeprefix(f"{ROOT}/up/").split("/")
    match parts:
        case [home, device, what] if what in set(Up):
            return Incoming(home=home, device=device, what=Up(what), payload=payload)
        case _:
            return None
