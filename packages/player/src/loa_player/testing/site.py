"""The server's side, small: files and enrolment over HTTP, a broker, and a gateway."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

import aiomqtt
from loa_protocol import topics
from loa_protocol.enrolment import Code
from loa_protocol.frames import Frame, unbundle
from loa_protocol.messages import (
    Ack,
    Cursor,
    Heartbeat,
    Hello,
    Message,
    Receipt,
    Stage,
    TimeReply,
    read,
    to_body,
)
from loa_protocol.signing import Envelope, SigningKey, VerifyKey
from loa_protocol.topics import Up

from loa_player.testing import authority
from loa_player.testing.authority import DEVICE, HOME, Keys, now_ms

DEADLINE_S: Final = 30.0
LOOK_AGAIN_S: Final = 0.05


@dataclass(kw_only=True)
class Web:
    """Enrolment and files, as the site gives them."""

    keys: Keys
    broker_url: str
    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[dict[str, Any]] = field(default_factory=list)
    ranges: list[str | None] = field(default_factory=list)
    cut_after: int | None = None
    """Break the connection after so many bytes of a file."""
    refusal: bytes | None = None
    """Refuse enrolment with these words."""
    change: Callable[[dict[str, Any]], None] = lambda _: None
    """Change the answer before it is sent."""
    date: str | None = None
    """What the server says its date is, if not the true one."""
    url: str = ""
    code: Code = field(init=False)

    def __post_init__(self) -> None:
        """Write a code."""
        self.code = Code.fresh(self.keys.root.public)

    def answer(self) -> dict[str, Any]:
        """Return what enrolment answers."""
        at = now_ms()
        stands = self.keys.minh.sign(to_body(authority.place()))
        loud = self.keys.hoa.sign(to_body(authority.settings()))
        return {
            "device": DEVICE,
            "home": HOME,
            "root": self.keys.root.public.text,
            "envelopes": [one.as_json() for one in (*self.keys.trust(at), stands, loud)],
            "broker": {"url": self.broker_url, "user": DEVICE, "password": "secret", "qos": 0},
            "files_url": f"{self.url}/device/v1/files/",
            "heartbeat_s": 60,
        }

    @contextmanager
    def running(self) -> Iterator["Web"]:
        """Serve on a free port of this machine."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def _handler(web: Web) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            web.asked.append(asked)
            if bytes.fromhex(asked["secret"]) != web.code.secret or len(web.asked) > 1:
                self._send(403, json.dumps({"code": "enrolment.code_used", "detail": ""}).encode())
                return
            if web.refusal is not None:
                self._send(400, web.refusal)
                return
            answer = web.answer()
            web.change(answer)
            self._send(201, json.dumps(answer).encode())

        def do_GET(self) -> None:
            content = web.files.get(self.path.rpartition("/")[2])
            asked = self.headers.get("Range")
            web.ranges.append(asked)
            if content is None:
                self._send(404, b"{}")
                return
            start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
            self._send(206 if asked else 200, content[start:])

        def _send(self, status: int, content: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content if web.cut_after is None else content[: web.cut_after])
            if web.cut_after is not None:
                self.close_connection = True

        def date_time_string(self, timestamp: float | None = None) -> str:
            return web.date or super().date_time_string(timestamp)

        def log_message(self, *words: object) -> None:
            """Say nothing."""

    return Handler


@dataclass(kw_only=True)
class Gateway:
    """Answers one box as the gateway of a site does, and remembers what it said."""

    keys: Keys
    client: aiomqtt.Client
    device_key: VerifyKey | None = None
    acknowledges: bool = True
    tells_time: bool = True
    n: int = 0
    epoch: str = "e-1"
    heard: list[Message] = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, envelope: Envelope, *, topic: str) -> None:
        """Publish one envelope in its frame."""
        self.n += 1
        frame = Frame(cursor=Cursor(epoch=self.epoch, n=self.n), envelope=envelope)
        await self.client.publish(topic, frame.to_bytes())

    async def order(self, message: Message, *, by: SigningKey | None = None) -> None:
        """Publish something of Hoa's to her commune."""
        envelope = (by or self.keys.hoa).sign(to_body(message))
        await self.send(envelope, topic=topics.broadcast(authority.COMMUNE, emergency=False))

    async def tell(self, message: Message, *, by: SigningKey | None = None) -> None:
        """Say something to the one box."""
        envelope = (by or self.keys.link).sign(to_body(message))
        await self.send(envelope, topic=topics.own(home=HOME, device=DEVICE))

    async def until(self, is_it: Callable[[Message], bool]) -> Message:
        """Return the first message that fits, as soon as it was heard."""
        await self.eventually(lambda: any(is_it(one) for one in self.heard))
        return next(one for one in self.heard if is_it(one))

    async def eventually(self, is_so: Callable[[], bool]) -> None:
        """Wait until something is so: look at all that is heard, and now and then besides."""
        async with asyncio.timeout(DEADLINE_S):
            while not is_so():
                self._news.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_AGAIN_S):
                        await self._news.wait()

    async def receipt(self, stage: Stage, order: str = "order-1", **facts: object) -> Receipt:
        """Return the receipt of a stage of an order."""

        def fits(one: Message) -> bool:
            if not isinstance(one, Receipt) or (one.stage, one.order) != (stage, order):
                return False
            return all(getattr(one, name) == value for name, value in facts.items())

        found = await self.until(fits)
        assert isinstance(found, Receipt)
        return found

    async def listen(self) -> None:
        """Hear everything that comes up."""
        async for message in self.client.messages:
            if str(message.topic).endswith("/state"):
                continue
            payload = message.payload
            assert isinstance(payload, bytes | bytearray)
            for envelope in unbundle(bytes(payload)):
                await self._hear(envelope)

    async def _hear(self, envelope: Envelope) -> None:
        if self.device_key is not None:
            envelope.verify(self.device_key)
        message = read(envelope.body)
        self.heard.append(message)
        self._news.set()
        match message:
            case Hello() if self.tells_time:
                await self.tell(TimeReply(device=DEVICE, nonce=message.nonce, now=now_ms()))
            case Receipt() if self.acknowledges:
                await self.tell(Ack(device=DEVICE, receipts=(message.id,)))
            case Heartbeat() | _:
                return


@asynccontextmanager
async def gateway(keys: Keys, port: int) -> AsyncIterator[Gateway]:
    """Run a gateway against a broker on this machine."""
    async with aiomqtt.Client("127.0.0.1", port, identifier="gateway") as client:
        await client.subscribe(f"{topics.ROOT}/up/#")
        one = Gateway(keys=keys, client=client)
        listening = asyncio.create_task(one.listen())
        try:
            yield one
        finally:
            while not listening.done():  # Python 3.11's wait_for may swallow a cancel
                listening.cancel()
                await asyncio.wait({listening}, timeout=0.05)


__all__ = ["Gateway", "Up", "Web", "gateway"]
