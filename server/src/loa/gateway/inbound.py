"""Take in what boxes say, in batches, and acknowledge it only after the commit.

What comes in faster than it can be kept is dropped when the line is full: a box
repeats its receipts until they are acknowledged, and heartbeats do not matter.
"""

import asyncio
import logging
from asyncio import Queue, QueueFull
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Final

from django.utils import timezone
from loa_protocol.topics import Up

from loa.broadcast.hello import answer_hellos
from loa.broadcast.link import acks
from loa.broadcast.opening import Letter
from loa.broadcast.presence import take_heartbeats, take_states
from loa.broadcast.receipts import take_receipts
from loa.gateway.allowance import Allowance
from loa.gateway.backoff import until_done
from loa.gateway.counts import Counts
from loa.gateway.desk import Desk
from loa.gateway.outbound import Outbound
from loa.gateway.port import Incoming
from loa.gateway.register import keys_of

logger = logging.getLogger(__name__)

LONGEST_LINE: Final = 10_000
MOST_AT_ONCE: Final = 500
GATHER_S: Final = 0.02
"""How long a batch waits for company."""

Keep = Callable[[Desk, Sequence[Letter]], Awaitable[None]]


class Line:
    """One kind of message, waiting to be kept."""

    def __init__(self, what: Up, counts: Counts) -> None:
        """Hold nothing yet."""
        self.what = what
        self.counts = counts
        self.queue: Queue[Letter] = Queue(LONGEST_LINE)

    def put(self, letter: Letter) -> None:
        """Let a message stand in line, or drop it when the line is full."""
        try:
            self.queue.put_nowait(letter)
        except QueueFull:
            self.counts[f"{self.what}_overflow"] += 1

    async def batch(self) -> list[Letter]:
        """Wait for a message, and for a moment for those that follow it."""
        letters = [await self.queue.get()]
        if self.queue.empty():
            await asyncio.sleep(GATHER_S)
        while len(letters) < MOST_AT_ONCE and not self.queue.empty():
            letters.append(self.queue.get_nowait())
        return letters


class Inbound:
    """Everything that comes up."""

    def __init__(self, counts: Counts) -> None:
        """Hold nothing yet."""
        self.counts = counts
        self.allowance = Allowance()
        self.lines = {what: Line(what, counts) for what in Up}

    def take(self, incoming: Incoming) -> None:
        """Let one message stand in its line, if its box has not said too much already."""
        self.counts[str(incoming.what)] += 1
        if not self.allowance.take(incoming.device, incoming.what, len(incoming.payload)):
            self.counts["too_much"] += 1
            return
        letter = Letter(home=incoming.home, device=incoming.device, payload=incoming.payload)
        self.lines[incoming.what].put(letter)

    async def receipts(self, outbound: Outbound) -> None:
        """Keep receipts, then say so to their boxes."""

        async def keep(desk: Desk, letters: Sequence[Letter]) -> None:
            taken = await desk.ask(
                lambda: take_receipts(letters, keys_of=keys_of, now=timezone.now())
            )
            self.counts["kept"] += taken.new
            self.counts["stray"] += taken.stray
            homes = {letter.device: letter.home for letter in letters}
            await outbound.send(await desk.ask(lambda: acks(taken.kept, homes)))

        await self._serve(Up.RECEIPT, keep)

    async def hellos(self, outbound: Outbound) -> None:
        """Tell each box that connects what it missed, and what time it is."""

        async def answer(desk: Desk, letters: Sequence[Letter]) -> None:
            await outbound.send(await desk.ask(lambda: answer_hellos(letters, keys_of=keys_of)))

        await self._serve(Up.HELLO, answer)

    async def heartbeats(self) -> None:
        """Keep how the boxes are."""

        async def keep(desk: Desk, letters: Sequence[Letter]) -> None:
            await desk.ask(lambda: take_heartbeats(letters, keys_of=keys_of, now=timezone.now()))

        await self._serve(Up.HEARTBEAT, keep)

    async def states(self) -> None:
        """Keep which boxes the broker lost."""

        async def keep(desk: Desk, letters: Sequence[Letter]) -> None:
            await desk.ask(lambda: take_states(letters, now=timezone.now()))

        await self._serve(Up.STATE, keep)

    def tasks(self, outbound: Outbound) -> list[Coroutine[None, None, None]]:
        """Return the loops that keep what comes in, one for each line; answers go by `outbound`."""
        return [
            self.receipts(outbound),
            self.hellos(outbound),
            self.heartbeats(),
            self.states(),
        ]

    async def _serve(self, what: Up, keep: Keep) -> None:
        line = self.lines[what]
        async with Desk(str(what)) as desk:
            while True:
                await self._keep_all(what, desk, await line.batch(), keep)

    async def _keep_all(self, what: Up, desk: Desk, letters: Sequence[Letter], keep: Keep) -> None:
        """Keep a batch. One that breaks is taken apart, so that only the culprit is lost."""
        try:
            await until_done(f"keep {what}", lambda: keep(desk, letters))
        except Exception:
            if len(letters) > 1:
                for letter in letters:
                    await self._keep_all(what, desk, [letter], keep)
                return
            self.counts["broken"] += 1
            logger.exception(
                "A message broke us.",
                extra={"action": "gateway.broken", "device": letters[0].device, "what": str(what)},
            )
