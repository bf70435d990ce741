"""The one connection of a box: MQTT, outward only, and always taken up again."""

import asyncio
import logging
import random
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import urlsplit

import aiomqtt
from loa_protocol import canonical, topics
from loa_protocol.topics import Up

from loa_player.box import Identity
from loa_player.fetch import LOOPBACK, NeedsTLS

logger = logging.getLogger(__name__)

PORTS: Final = {"mqtt": 1883, "mqtts": 8883}
OFFLINE: Final = canonical.encode({"online": False})
ONLINE: Final = canonical.encode({"online": True})
AT_LEAST_ONCE: Final = 1
GOODBYE_S: Final = 1.0
REFUSED: Final = 0x80
SAY_WITHIN_S: Final = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How soon a box tries again. Full jitter: ten thousand boxes must not come at once."""

    first_s: float = 1.0
    most_s: float = 60.0
    keep_alive_s: int = 60

    def pause_s(self, tries: int) -> float:
        """Return how long to wait before the next try."""
        most = min(self.most_s, self.first_s * 2 ** min(tries, 10))
        return random.uniform(min(self.first_s, most), most)  # noqa: S311 - not a secret


class Listener(Protocol):
    """Who is told about the link."""

    def link_up(self) -> None:
        """We are connected and subscribed."""

    def link_down(self) -> None:
        """We are connected no longer."""

    def arrived(self, payload: bytes) -> None:
        """Something came down."""


class Link:
    """The box's end of the broker."""

    def __init__(
        self,
        identity: Identity,
        *,
        listener: Listener,
        area: Callable[[], str],
        pace: Pace,
        authorities: Path | None = None,
    ) -> None:
        self._identity = identity
        self._listener = listener
        self._area = area
        self._pace = pace
        self._tls, self._host, self._port = _address(identity.broker_url, authorities)
        self._client: aiomqtt.Client | None = None
        self._moved = asyncio.Event()

    @property
    def is_up(self) -> bool:
        """Say whether we are connected."""
        return self._client is not None

    async def run(self) -> None:
        """Stay connected, as well as it can be done."""
        tries = 0
        while True:
            try:
                await self._live_once()
                tries = 0
            except aiomqtt.MqttError as fault:
                logger.warning("No link", extra={"action": "link.down", "why": str(fault)})
                tries = 1 if self.is_up else tries + 1
            finally:
                was_up, self._client = self.is_up, None
                if was_up:
                    self._listener.link_down()
            if not self._moved.is_set():
                await asyncio.sleep(self._pace.pause_s(tries))
            self._moved.clear()

    def come_back(self) -> None:
        """Connect anew: the box was moved, so its topics and its rights are others."""
        self._moved.set()

    async def say(self, what: Up, payload: bytes, *, qos: int = AT_LEAST_ONCE) -> bool:
        """Publish on one of our own topics; say whether the broker has it."""
        if self._client is None:
            return False
        sending = asyncio.create_task(self._client.publish(self._topic(what), payload, qos=qos))
        try:
            await asyncio.wait({sending}, timeout=SAY_WITHIN_S)
        finally:
            sending.cancel()
        if not sending.done() or sending.cancelled():
            return False
        return sending.exception() is None

    async def _live_once(self) -> None:
        async with self._connection() as client:
            names = self._identity
            wanted = topics.listened(self._area(), home=names.home, device=names.device)
            await _subscribe(client, wanted, qos=names.broker_qos)
            self._client = client
            await self.say(Up.STATE, ONLINE)
            self._listener.link_up()
            try:
                await self._listen(client)
            finally:
                with suppress(TimeoutError):
                    async with asyncio.timeout(GOODBYE_S):
                        await self.say(Up.STATE, OFFLINE)

    async def _listen(self, client: aiomqtt.Client) -> None:
        """Hand on what comes until the link breaks, or the box is moved."""
        listening = asyncio.create_task(self._hand_on(client))
        moved = asyncio.create_task(self._moved.wait())
        try:
            await asyncio.wait({listening, moved}, return_when=asyncio.FIRST_COMPLETED)
            if listening.done():
                listening.result()
        finally:
            listening.cancel()
            moved.cancel()
            await asyncio.gather(listening, moved, return_exceptions=True)

    async def _hand_on(self, client: aiomqtt.Client) -> None:
        async for message in client.messages:
            if isinstance(message.payload, bytes | bytearray):
                self._listener.arrived(bytes(message.payload))

    def _connection(self) -> aiomqtt.Client:
        names = self._identity
        will = aiomqtt.Will(self._topic(Up.STATE), OFFLINE, qos=AT_LEAST_ONCE)
        return aiomqtt.Client(
            self._host,
            self._port,
            username=names.broker_user,
            password=names.broker_password,
            identifier=names.device,
            clean_session=True,
            keepalive=self._pace.keep_alive_s,
            will=will,
            tls_context=self._tls,
        )

    def _topic(self, what: Up) -> str:
        return topics.spoken(what, home=self._identity.home, device=self._identity.device)


async def _subscribe(client: aiomqtt.Client, wanted: Sequence[str], *, qos: int) -> None:
    """Listen to every topic, with a lower quality where the broker will not give a higher one.

    Raises:
        MqttError: the broker lets us listen to none of this.
    """
    granted = await client.subscribe([(topic, qos) for topic in wanted])
    if any(_is_refused(answer) for answer in granted):
        granted = await client.subscribe([(topic, 0) for topic in wanted])
    if all(_is_refused(answer) for answer in granted):
        raise aiomqtt.MqttError("The broker does not let this box listen.")


def _is_refused(answer: object) -> bool:
    code = answer if isinstance(answer, int) else getattr(answer, "value", 0)
    return code >= REFUSED


def _address(url: str, authorities: Path | None) -> tuple[ssl.SSLContext | None, str, int]:
    parts = urlsplit(url)
    host = parts.hostname or ""
    is_open = parts.scheme == "mqtt"
    if parts.scheme not in PORTS or (is_open and host not in LOOPBACK):
        raise NeedsTLS(url=url)
    tls = None if is_open else ssl.create_default_context(cafile=authorities)
    return tls, host, parts.port or PORTS[parts.scheme]
