"""Carry what is due to the broker, most urgent first.

A row is claimed, published, and marked when the broker has it. Whoever dies in
between leaves a claim that runs out, and the row goes out again.
"""

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Final

from django.utils import timezone

from loa.broadcast import outbox
from loa.broadcast.outbox import Outgoing, outgoing_mail
from loa.gateway.backoff import until_done
from loa.gateway.counts import Counts
from loa.gateway.desk import Desk
from loa.gateway.port import Broker, BrokerAway
from loa.gateway.register import homes_of, members_of
from loa.stations.actions import mail

MOST_AT_ONCE: Final = 100
LOOK_EVERY_S: Final = 5.0
"""Only in case a word of the database was lost."""
REPEAT_EVERY_S: Final = 1.0
MOST_REPEATS: Final = 1_000


class Outbound:
    """Everything that goes down."""

    def __init__(self, broker: Broker, counts: Counts) -> None:
        """Say where it goes."""
        self.broker = broker
        self.counts = counts
        self.wake = asyncio.Event()
        self.post = asyncio.Event()

    def look(self, _word: str) -> None:
        """See what waits: an order, or mail."""
        self.wake.set()
        self.post.set()

    async def orders(self) -> None:
        """Publish what is due, whenever the outbox has something."""
        async with Desk("outbox") as desk:
            while True:
                self.wake.clear()
                if not await until_done("publish orders", lambda: self._publish_due(desk)):
                    await heard(self.wake, LOOK_EVERY_S)

    async def mail(self) -> None:
        """Carry what stations leave for their boxes: places, volumes, keys."""
        async with Desk("mail") as desk:
            while True:
                self.post.clear()
                if not await until_done("carry mail", lambda: self._carry_mail(desk)):
                    await heard(self.post, LOOK_EVERY_S)

    async def repeats(self) -> None:
        """Write down who should have heard, and send again to the silent."""
        async with Desk("repeats") as desk:
            while True:
                await until_done("write deliveries", lambda: self._expand(desk))
                if not await until_done("send again", lambda: self._repeat(desk)):
                    await asyncio.sleep(REPEAT_EVERY_S)

    async def _publish_due(self, desk: Desk) -> int:
        rows = await desk.ask(lambda: outbox.claim(most=MOST_AT_ONCE, now=timezone.now()))
        if rows:
            try:
                await self.send((row.topic, row.payload) for row in rows)
            except BrokerAway:
                await desk.ask(lambda: outbox.give_back([row.id for row in rows]))
                raise
            await desk.ask(lambda: _mark(rows))
            self.counts["orders"] += len(rows)
        return len(rows)

    async def _carry_mail(self, desk: Desk) -> int:
        rows = await desk.ask(lambda: outgoing_mail(most=MOST_AT_ONCE))
        if rows:
            await self.send((row.topic, row.payload) for row in rows)
            await desk.ask(lambda: mail.mark_sent([row.id for row in rows]))
            self.counts["mail"] += len(rows)
        return len(rows)

    async def _expand(self, desk: Desk) -> None:
        await desk.ask(lambda: outbox.expand(members_of, now=timezone.now()))

    async def _repeat(self, desk: Desk) -> int:
        sent = await desk.ask(
            lambda: outbox.claim_repeats(homes_of, most=MOST_REPEATS, now=timezone.now())
        )
        await self.send(sent)
        self.counts["repeats"] += len(sent)
        return len(sent)

    async def send(self, letters: Iterable[tuple[str, bytes]]) -> None:
        """Give the broker topic and payload of each, and wait until it has them all."""
        for topic, payload in letters:
            await self.broker.publish(topic, payload)
        await self.broker.flush()


def _mark(rows: Sequence[Outgoing]) -> None:
    outbox.mark_published([row.id for row in rows], now=timezone.now())


async def heard(event: asyncio.Event, at_most_s: float) -> None:
    """Wait for an event, or not for ever.

    Not by `asyncio.wait_for`: before Python 3.12 it forgets a cancel that comes in the
    same moment as the event, and then a gateway that was asked to stop goes on.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(at_most_s):
            await event.wait()
