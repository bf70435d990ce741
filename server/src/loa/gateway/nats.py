"""Speak to NATS in its own protocol. Boxes speak MQTT to the same server.

NATS writes `/` as `.`; our topics hold neither dots nor empty levels, so one is the
other. Several gateways share the incoming messages by a queue group.
"""

import logging
from types import TracebackType
from typing import Final, Self

import nats
from loa_protocol.topics import ROOT
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error

from loa.gateway.port import BrokerAway, Take, read_topic

logger = logging.getLogger(__name__)

GROUP: Final = "gateway"
FLUSH_WITHIN_S: Final = 5
RETRY_EVERY_S: Final = 0.5


def subject(topic: str) -> str:
    """Write a topic as NATS does."""
    return topic.replace("/", ".")


def topic(name: str) -> str:
    """Read a topic as NATS writes it."""
    return name.replace(".", "/")


class NatsBroker:
    """The gateway's connection to NATS."""

    def __init__(self, url: str, take: Take) -> None:
        """Say where, and who takes what comes in."""
        self._url = url
        self._take = take
        self._client = Client()

    @property
    def is_connected(self) -> bool:
        """Say whether the broker is there now."""
        return self._client.is_connected

    async def __aenter__(self) -> Self:
        """Connect, however long it takes, and listen to every box."""
        self._client = await connect(self._url)
        await self._client.subscribe(subject(f"{ROOT}/up/*/*/*"), queue=GROUP, cb=self._arrived)
        await self._client.flush()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave."""
        await self._client.close()

    async def publish(self, topic: str, payload: bytes) -> None:
        """Give the broker a message.

        Raises:
            BrokerAway: it cannot take it now.
        """
        try:
            await self._client.publish(subject(topic), payload)
        except Error as fault:
            raise BrokerAway(str(fault)) from fault

    async def flush(self) -> None:
        """Return when the broker has everything that was published.

        Raises:
            BrokerAway: it does not say so in time.
        """
        if not self._client.is_connected:
            raise BrokerAway("not connected")
        try:
            await self._client.flush(FLUSH_WITHIN_S)
        except (Error, TimeoutError) as fault:
            raise BrokerAway(str(fault)) from fault

    async def _arrived(self, message: Msg) -> None:
        incoming = read_topic(topic(message.subject), message.data)
        if incoming is not None:
            self._take(incoming)


async def connect(url: str) -> Client:
    """Connect to NATS, however long it takes, and stay connected."""
    return await nats.connect(
        url,
        allow_reconnect=True,
        max_reconnect_attempts=-1,
        reconnect_time_wait=RETRY_EVERY_S,
        error_cb=_complain,
        disconnected_cb=_left,
        reconnected_cb=_back,
    )


async def _complain(fault: Exception) -> None:
    logger.warning("The broker complains: %s", fault, extra={"action": "broker.error"})


async def _left() -> None:
    logger.warning("The broker is gone.", extra={"action": "broker.left"})


async def _back() -> None:
    logger.info("The broker is back.", extra={"action": "broker.back"})
