"""Run a broker, a gateway and boxes on this machine, for tests.

The same tests run against NATS, which pip brings, and Mosquitto, where it is installed.
"""

import asyncio
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any, Final, Self
from urllib.parse import urlsplit

from loa_protocol.frames import Frame, bundle
from loa_protocol.signing import Envelope, SigningKey
from loa_protocol.topics import Up, spoken
from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion

from loa.gateway.counts import Counts
from loa.gateway.service import Wiring, served

DEADLINE_S: Final = 20.0
QUIET_S: Final = 0.3
"""How long nothing must come, where nothing may come."""
NEVER: Final = 128
"""What a broker answers to a subscription that it refuses."""


def mosquitto() -> str | None:
    """Return Mosquitto's program, where it is installed."""
    return shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")


class RunningGateway:
    """A gateway in a thread of its own, as `loa gateway` runs it in a process."""

    def __init__(self, wiring: Wiring) -> None:
        """Start it, and wait until it serves."""
        self.counts = Counts()
        self._wiring = wiring
        self._ready: Future[None] = Future()
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        self._ready.result(DEADLINE_S)

    def stop(self) -> None:
        """Stop it as SIGTERM does.

        Raises:
            TimeoutError: it did not stop.
        """
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(DEADLINE_S)
        if self._thread.is_alive():
            raise TimeoutError("The gateway was asked to stop, and goes on.")

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        try:
            async with served(self._wiring) as self.counts:
                self._ready.set_result(None)
                await self._stop.wait()
        except BaseException as fault:
            if not self._ready.done():
                self._ready.set_exception(fault)
            raise


@dataclass(slots=True, kw_only=True)
class Heard:
    """One message that came down, and on which topic."""

    topic: str
    payload: bytes

    @property
    def envelope(self) -> Envelope:
        """Open the frame."""
        return Frame.from_bytes(self.payload).envelope


class Refused(Exception):  # noqa: N818 - read as a sentence
    """The broker did not let the box in."""


@dataclass(slots=True, kw_only=True)
class MqttBox:
    """A box at the broker, honest or not."""

    device: str
    home: str
    key: SigningKey
    client: paho.Client
    heard: "SimpleQueue[Heard]" = field(default_factory=SimpleQueue)
    answers: "SimpleQueue[Any]" = field(default_factory=SimpleQueue)
    left: threading.Event = field(default_factory=threading.Event)

    @classmethod
    def connect(
        cls,
        url: str,
        *,
        device: str,
        home: str,
        password: str,
        key: SigningKey,
        client_id: str = "",
        will: tuple[str, bytes] | None = None,
    ) -> Self:
        """Log in. `will`: what the broker is to say, and on which topic, when we die.

        Raises:
            Refused: the broker says no, or nothing.
        """
        client = paho.Client(
            CallbackAPIVersion.VERSION2, client_id or device, reconnect_on_failure=False
        )
        client.username_pw_set(device, password)
        if will is not None:
            client.will_set(*will, qos=1)
        box = cls(device=device, home=home, key=key, client=client)
        client.on_connect = lambda _c, _u, _f, code, _p: box.answers.put(code)
        client.on_disconnect = lambda *_: box._gone()
        client.on_subscribe = lambda _c, _u, _m, codes, _p: box.answers.put(codes)
        client.on_publish = lambda *_: box.answers.put("published")
        client.on_message = lambda _c, _u, one: box.heard.put(
            Heard(topic=one.topic, payload=bytes(one.payload))
        )
        parts = urlsplit(url)
        client.connect(parts.hostname or "", parts.port or 0)
        client.loop_start()
        try:
            code = box.answers.get(timeout=DEADLINE_S)
        except Empty:
            code = None
        if code is None or code.is_failure:
            box.leave()
            raise Refused(str(code))
        return box

    def subscribe(self, *topics: str) -> list[int]:
        """Ask for topics; return the broker's answers, one each."""
        self.client.subscribe([(topic, 0) for topic in topics])
        return [code.value for code in self.answers.get(timeout=DEADLINE_S) or ()]

    def say(self, what: Up, *envelopes: Envelope) -> None:
        """Speak on one of our own topics, and wait until the broker has it."""
        self.shout(spoken(what, home=self.home, device=self.device), bundle(envelopes))

    def shout(self, topic: str, payload: bytes, *, is_kept: bool = False) -> None:
        """Publish on any topic. A broker may take it and drop it, or hang up.

        `is_kept`: the broker is to give it to whoever asks for that topic later.
        """
        self.client.publish(topic, payload, qos=1, retain=is_kept)

    def is_answered(self) -> None:
        """Wait until the broker has dealt with what was shouted: it took it, or hung up."""
        self.answers.get(timeout=DEADLINE_S)

    def next(self, kind: str) -> Heard:
        """Wait for the next message of one kind; whatever else comes down is passed over."""
        while True:
            heard = self.heard.get(timeout=DEADLINE_S)
            if heard.envelope.body["type"] == kind:
                return heard

    def hears_no(self, *words: str) -> bool:
        """Say whether nothing that holds one of these words comes, until it is quiet."""
        while True:
            try:
                heard = self.heard.get(timeout=QUIET_S)
            except Empty:
                return True
            if any(f'"{word}"'.encode() in heard.payload for word in words):
                return False

    def _gone(self) -> None:
        """Note that the broker hung up, whoever waits for its answer."""
        self.left.set()
        self.answers.put(None)

    def die(self) -> None:
        """Vanish without a word, as a box does whose power fails."""
        line = self.client.socket()
        if isinstance(line, socket.socket):
            line.shutdown(socket.SHUT_RDWR)
        self.left.wait(DEADLINE_S)

    def leave(self) -> None:
        """Hang up."""
        self.client.disconnect()
        self.client.loop_stop()


@contextmanager
def running(wiring: Wiring) -> Iterator[RunningGateway]:
    """Run a gateway while the caller does something else."""
    gateway = RunningGateway(wiring)
    try:
        yield gateway
    finally:
        gateway.stop()


def eventually(is_so: Callable[[], bool]) -> None:
    """Wait until something is so.

    Raises:
        TimeoutError: it never was.
    """
    pause = threading.Event()
    for _ in range(int(DEADLINE_S / 0.02)):
        if is_so():
            return
        pause.wait(0.02)
    raise TimeoutError
