"""Get the files that are wanted, one at a time, the most urgent first."""

import asyncio
import logging
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from loa_protocol.errors import Refusal

from loa_player.clock import steady_ns
from loa_player.commands import Fetch
from loa_player.fetch import Source
from loa_player.files import Files

logger = logging.getLogger(__name__)

LONGEST_PAUSE_S: Final = 300.0
NS_PER_S: Final = 1_000_000_000


@dataclass(slots=True)
class Wanted:
    """A file we lack, and when to try for it again."""

    fetch: Fetch
    tries: int = 0
    not_before_ns: int = 0

    def put_off(self, first_s: float) -> None:
        """Try again later, each time later than before."""
        most = min(LONGEST_PAUSE_S, first_s * 2 ** min(self.tries, 12))
        self.tries += 1
        self.not_before_ns = steady_ns() + int(random.uniform(most / 2, most) * NS_PER_S)  # noqa: S311


@dataclass(slots=True, kw_only=True)
class Fetcher:
    """The only one who downloads. Something more urgent takes the line at once."""

    source: Source
    files: Files
    arrived: Callable[[str], None]
    failed: Callable[[str, Refusal], None]
    make_room: Callable[[int], None]
    first_pause_s: float
    _wanted: dict[str, Wanted] = field(default_factory=dict)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def want(self, fetch: Fetch) -> None:
        """Ask for a file, or ask for it more urgently."""
        known = self._wanted.get(fetch.file)
        if known is None:
            self._wanted[fetch.file] = Wanted(fetch)
        else:
            known.fetch = fetch
        self._changed.set()

    def let_go(self, file: str) -> None:
        """Try for a file no longer, not even if some of it is on its way."""
        self._wanted.pop(file, None)

    def hurry(self) -> None:
        """Try everything again now: the link has just come back."""
        for wanted in self._wanted.values():
            wanted.not_before_ns = 0
        self._changed.set()

    async def run(self) -> None:
        """Fetch for as long as the box runs."""
        while True:
            self._changed.clear()
            wanted = self._next()
            if wanted is None:
                await self._wait()
            else:
                await self._get(wanted)

    async def _get(self, wanted: Wanted) -> None:
        fetch = wanted.fetch
        try:
            self.make_room(fetch.size)
            await asyncio.to_thread(self._fetch, fetch)
        except Refusal as refusal:
            logger.warning("No file", extra={"action": "fetch.failed", "why": str(refusal)})
            wanted.put_off(self.first_pause_s)
            self.failed(fetch.file, refusal)
        else:
            self._wanted.pop(fetch.file, None)
            self.arrived(fetch.file)

    def _fetch(self, fetch: Fetch) -> None:
        self.source.fetch(
            fetch.file,
            size=fetch.size,
            into=self.files,
            goes_on=lambda: fetch.file in self._wanted and not self._is_overtaken(fetch),
        )

    def _is_overtaken(self, fetch: Fetch) -> bool:
        """Say whether something of a more urgent class waits for the line."""
        now = steady_ns()
        return any(
            one.fetch.urgency[0] < fetch.urgency[0] and one.not_before_ns <= now
            for one in tuple(self._wanted.values())
        )

    def _next(self) -> Wanted | None:
        now = steady_ns()
        due = [one for one in self._wanted.values() if one.not_before_ns <= now]
        return min(due, key=lambda one: one.fetch.urgency, default=None)

    async def _wait(self) -> None:
        """Wait until something is wanted, or may be tried again."""
        soonest = min((one.not_before_ns for one in self._wanted.values()), default=None)
        pause = None if soonest is None else max(0.0, (soonest - steady_ns()) / NS_PER_S)
        try:
            async with asyncio.timeout(pause):
                await self._changed.wait()
        except TimeoutError:
            return
