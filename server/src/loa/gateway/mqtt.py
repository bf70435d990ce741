"""Speak MQTT 3.1.1 to any broker."""

import asyncio
import logging
from asyncio import Future, Task
from contextlib import suppress
from types import TracebackType
from typing import Final, Self
from urllib.parse import unquote, urlsplit

import aiomqtt
from loa_protocol.topics import ROOT

from loa.gateway.port import BrokerAway, Take, read_topic

logger = logging.getLogger(__name__)

QOS: Final = 1
RETRY_EVERY_S: Final = 0.5
PUBLISH_WITHIN_S: Final = 5
MOST_IN_FLIGHT: Final = 1_000
TLS_PORT: Final = 8883
PLAIN_PORT: Final = 1883


class Line(aiomqtt.Client):
    """A connection that leaves nothing behind when it is given up while it opens.

    The library forgets its socket and its task then (its issue 377).
    """

    async def __aenter__(self) -> Self:
        """Connect.

        Raises:
            MqttError: the broker is not there, says no, or says nothing.
        """
        opening = asyncio.ensure_future(super().__aenter__())
        try:
            return await asyncio.shield(opening)
        except BaseException:
            await self._give_up(opening)
            raise

    async def _give_up(self, opening: "Future[Self]") -> None:
        if not self._connected.done():
            self._connected.set_exception(aiomqtt.MqttError("Given up."))
            self._connected.exception()  # nobody else asks for it
        await asyncio.wait({opening})
        self._client.disconnect()
        if self._misc_task is not None:
            await asyncio.wait({self._misc_task}, timeout=self.timeout)


class MqttBroker:
    """The gateway's connection to an MQTT broker. One gateway a broker: no shared subscriptions."""

    def __init__(self, url: str, take: Take) -> None:
        """Say where, and who takes what comes in."""
        self._url = url
        self._take = take
        self._client: aiomqtt.Client | None = None
        self._keeper: Task[None] | None = None
        self._out: set[Task[None]] = set()
        self._was_lost = False

    @property
    def is_connected(self) -> bool:
        """Say whether the broker is there now."""
        return self._client is not None

    async def __aenter__(self) -> Self:
        """Connect, however long it takes, and listen to every box."""
        first: Future[None] = asyncio.get_running_loop().create_future()
        self._keeper = asyncio.create_task(self._stay(first))
        await first
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave."""
        if self._keeper is not None:
            self._keeper.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeper

    async def publish(self, topic: str, payload: bytes) -> None:
        """Give the broker a message; `flush` says whether it has it.

        Raises:
            BrokerAway: it cannot take it now.
        """
        if self._client is None:
            raise BrokerAway("not connected")
        if len(self._out) >= MOST_IN_FLIGHT:
            await asyncio.wait(self._out, return_when=asyncio.FIRST_COMPLETED)
        task = asyncio.create_task(self._publish(self._client, topic, payload))
        self._out.add(task)
        task.add_done_callback(self._done)

    async def flush(self) -> None:
        """Return when the broker has acknowledged everything that was published.

        Raises:
            BrokerAway: some of it was lost.
        """
        if self._out:
            await asyncio.wait(self._out)
        was_lost, self._was_lost = self._was_lost, False
        if was_lost or not self.is_connected:
            raise BrokerAway("not everything was acknowledged")

    async def _publish(self, client: aiomqtt.Client, topic: str, payload: bytes) -> None:
        await client.publish(topic, payload, qos=QOS, timeout=PUBLISH_WITHIN_S)

    def _done(self, task: "Task[None]") -> None:
        self._out.discard(task)
        if task.cancelled() or task.exception() is not None:
            self._was_lost = True

    async def _stay(self, first: "Future[None]") -> None:
        """Keep a connection, and hand on what comes in."""
        while True:
            try:
                async with self._line() as client:
                    await client.subscribe(f"{ROOT}/up/+/+/+", qos=QOS)
                    self._client = client
                    if not first.done():
                        first.set_result(None)
                    await self._listen(client)
            except aiomqtt.MqttError as fault:
                logger.warning("The broker is gone: %s", fault, extra={"action": "broker.left"})
            finally:
                self._client = None
            await asyncio.sleep(RETRY_EVERY_S)

    def _line(self) -> Line:
        parts = urlsplit(self._url)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return line_to(self._url, user=user, password=password)

    async def _listen(self, client: aiomqtt.Client) -> None:
        async for message in client.messages:
            incoming = read_topic(str(message.topic), bytes(message.payload))
            if incoming is not None:
                self._take(incoming)


def line_to(url: str, *, user: str, password: str) -> Line:
    """Return a connection to a broker, not open yet. `url`: mqtt://… or mqtts://host:port."""
    parts = urlsplit(url)
    is_encrypted = parts.scheme == "mqtts"
    return Line(
        parts.hostname or "127.0.0.1",
        parts.port or (TLS_PORT if is_encrypted else PLAIN_PORT),
        username=user or None,
        password=password or None,
        identifier=user or "gateway",
        tls_params=aiomqtt.TLSParameters() if is_encrypted else None,
        max_inflight_messages=MOST_IN_FLIGHT,
    )
