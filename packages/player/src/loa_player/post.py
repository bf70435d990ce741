"""What the box says by itself: hello, how it is, and its receipts until they are kept."""

import asyncio
import random
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from loa_protocol.areas import contains
from loa_protocol.frames import bundle
from loa_protocol.messages import Heartbeat, Hello, Message
from loa_protocol.signing import Envelope
from loa_protocol.topics import Up

from loa_player import SOFTWARE, inbox
from loa_player.clock import steady_ns
from loa_player.receipts import Voice

if TYPE_CHECKING:
    from loa_player.agent import Agent

MOST_AT_ONCE: Final = 50
"""Receipts in one message: about 30 KB, far below what a broker lets through."""
GREET_AGAIN_S: Final = 10.0
LARGEST_AGE_MS: Final = 2**53 - 1


class Post:
    """The box's way to be heard."""

    def __init__(self, *, agent: "Agent", voice: Voice, resend_s: float) -> None:
        self._agent = agent
        self._voice = voice
        self._resend_s = resend_s
        self._boot = f"b-{secrets.token_hex(8)}"
        self._sent = 0
        self._receipts_changed = asyncio.Event()
        self._greet = asyncio.Event()
        self._news = asyncio.Event()

    def greet(self) -> None:
        """Say hello soon: we have just connected. What was sent before may be lost."""
        self._greet.set()
        self._sent = 0
        self._receipts_changed.set()

    def tell_how_we_are(self) -> None:
        """Say soon how the box is: something changed that people look at."""
        self._news.set()

    def receipts_changed(self) -> None:
        """Look for receipts to send."""
        self._receipts_changed.set()

    async def run(self) -> None:
        """Speak for as long as the box runs."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._greet_until_answered())
            tasks.create_task(self._send_receipts())
            tasks.create_task(self._tell_how_we_are())

    async def _greet_until_answered(self) -> None:
        while True:
            await self._greet.wait()
            self._greet.clear()
            await self._say_hello()
            await self._say(Up.HEARTBEAT, self._heartbeat(), qos=0)
            while self._agent.inbox.question is not None and self._agent.link.is_up:
                try:
                    async with asyncio.timeout(GREET_AGAIN_S):
                        await self._greet.wait()
                    break
                except TimeoutError:
                    await self._say_hello()

    async def _say_hello(self) -> None:
        question = inbox.Question(nonce=secrets.token_hex(16), asked_ns=steady_ns())
        self._agent.inbox.question = question
        store, settings = self._agent.store, inbox.kept_settings(self._agent.store)
        place, programme = self._agent.state.place, self._agent.state.programme
        is_ours = place and programme and contains(programme.area, place.area)
        hello = Hello(
            device=self._voice.device,
            boot=self._boot,
            nonce=question.nonce,
            at=self._voice.now(),
            clock=self._voice.clock(),
            cursor=inbox.kept_cursor(store),
            place=place.serial if place else 0,
            settings=settings.serial if settings else 0,
            programme=programme.serial if programme and is_ours else 0,
            root=self._agent.inbox.root_serial,
            revocations=self._agent.inbox.list_serials,
            software=SOFTWARE,
        )
        await self._say(Up.HELLO, hello)

    async def _send_receipts(self) -> None:
        """Send what was not acknowledged: new ones at once, all again after a while."""
        while True:
            try:
                async with asyncio.timeout(self._resend_s):
                    await self._receipts_changed.wait()
            except TimeoutError:
                self._sent = 0
            self._receipts_changed.clear()
            while await self._send_some():
                pass

    async def _send_some(self) -> bool:
        """Send the next receipts, and say whether there may be more."""
        rows = self._agent.store.receipts(after=self._sent, most=MOST_AT_ONCE)
        if not rows:
            return False
        payload = bundle([Envelope.from_bytes(envelope) for _, envelope in rows])
        if not await self._agent.link.say(Up.RECEIPT, payload):
            return False
        self._sent = max(self._sent, rows[-1][0])
        return True

    async def _tell_how_we_are(self) -> None:
        while True:
            pause_s = self._agent.identity.heartbeat_s
            with suppress(TimeoutError):
                async with asyncio.timeout(random.uniform(0.9, 1.1) * pause_s):  # noqa: S311 - not a secret
                    await self._news.wait()
            self._news.clear()
            await self._say(Up.HEARTBEAT, self._heartbeat(), qos=0)

    def _heartbeat(self) -> Heartbeat:
        agent, playing = self._agent, self._agent.state.playing
        is_sounding = playing is not None and playing.started_at is not None
        return Heartbeat(
            device=self._voice.device,
            at=self._voice.now(),
            clock=self._voice.clock(),
            clock_offset_ms=agent.clock.wall_offset_ms,
            playing=playing.item.id if playing and is_sounding else None,
            playing_since=playing.started_at if playing else None,
            volume_percent=agent.volume_percent,
            free_bytes=agent.files.free_bytes(),
            block_age_ms=max(0, min(LARGEST_AGE_MS, agent.speaker.block_age_ms)),
            underruns=agent.speaker.underruns,
            receipts_waiting=agent.store.receipts_waiting(),
            software=SOFTWARE,
        )

    async def _say(self, what: Up, message: Message, *, qos: int = 1) -> None:
        await self._agent.link.say(what, bundle([self._voice.say(message)]), qos=qos)
