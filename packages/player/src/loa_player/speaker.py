"""Keep the audio process running, tell it what to play, and believe only what it wrote."""

import asyncio
import json
import logging
import os
import socket
import sys
from collections.abc import Callable, Sequence
from typing import Any, Final

from loa_player.clock import NS_PER_MS, BoxClock, steady_ns
from loa_player.events import AudioLost, AudioUp, Event, Outcome, PlayEnded, PlayStarted

logger = logging.getLogger(__name__)

RATE: Final = 48_000
SMALL: Final = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}
"""One thread mixes; more would only take memory."""
FIRST_PAUSE_S: Final = 0.1
LONGEST_PAUSE_S: Final = 5.0
STOP_WITHIN_S: Final = 2.0


class Speaker:
    """The control process's end of the audio process."""

    def __init__(self, *, sink: str, clock: BoxClock, happen: Callable[[Event], None]) -> None:
        self.underruns = 0
        self.restarts = 0
        self.on_blocks: Callable[[], None] = lambda: None
        self._sink = sink
        self._clock = clock
        self._happen = happen
        self._writer: asyncio.StreamWriter | None = None
        self._last_block_ns = 0
        self._written: dict[str, int] = {}
        self._gain = 1.0

    @property
    def block_age_ms(self) -> int:
        """Return how long ago the audio process last said that sound flows."""
        return (steady_ns() - self._last_block_ns) // NS_PER_MS

    def prepare(self, item: str, paths: Sequence[str]) -> None:
        """Let the files be opened ahead of time."""
        self._tell(do="prepare", item=item, files=list(paths))

    def play(self, item: str, paths: Sequence[str], *, at: int) -> None:
        """Let files sound from an instant on."""
        offset = self._clock.now() * NS_PER_MS - steady_ns()
        at_ns = self._clock.steady_of(at)
        self._tell(do="play", item=item, files=list(paths), at_ns=at_ns, offset_ns=offset)

    def stop(self, item: str) -> None:
        """Fade an item out."""
        self._tell(do="stop", item=item)

    def set_gain(self, factor: float) -> None:
        """Set the volume, now and for every audio process to come."""
        self._gain = factor
        self._tell(do="gain", factor=factor)

    async def run(self) -> None:
        """Start the audio process again whenever it ends."""
        pause = FIRST_PAUSE_S
        while True:
            began = steady_ns()
            await self._live_once()
            lived_s = (steady_ns() - began) / 1e9
            pause = FIRST_PAUSE_S if lived_s > LONGEST_PAUSE_S else min(LONGEST_PAUSE_S, pause * 2)
            self.restarts += 1
            await asyncio.sleep(pause)

    async def _live_once(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            child = await self._spawn(theirs)
        reader, self._writer = await asyncio.open_connection(sock=ours)
        try:
            async for line in reader:
                self._hear(json.loads(line))
        finally:
            self._writer.close()
            self._writer = None
            await _ended(child)
        played = max(self._written.values(), default=0) * 1000 // RATE
        self._written.clear()
        logger.error("The audio process ended", extra={"action": "audio.lost"})
        self._happen(AudioLost(played_ms=played))

    async def _spawn(self, theirs: socket.socket) -> asyncio.subprocess.Process:
        handle = theirs.fileno()
        words = ("-m", "loa_player.audio", "--channel", str(handle), "--sink", self._sink)
        return await asyncio.create_subprocess_exec(
            sys.executable, *words, pass_fds=(handle,), env={**os.environ, **SMALL}
        )

    def _hear(self, told: dict[str, Any]) -> None:
        self._last_block_ns = steady_ns()
        match told:
            case {"said": "ready"}:
                self.set_gain(self._gain)
                self._happen(AudioUp())
            case {"said": "started", "item": item, "at_ns": at_ns}:
                self._written[item] = 0
                self._happen(PlayStarted(item=item, at=self._clock.utc_of(at_ns)))
            case {"said": "ended", "item": item}:
                self._written.pop(item, None)
                self._happen(_ending(told))
            case {"said": "status", "playing": playing, "underruns": underruns}:
                self._written.update(playing)
                self.underruns = underruns
                self.on_blocks()
            case _:
                logger.warning("Not ready", extra={"action": "audio.unready", "told": told})

    def _tell(self, **asked: Any) -> None:
        if self._writer is not None:
            self._writer.write(json.dumps(asked).encode() + b"\n")


def _ending(told: dict[str, Any]) -> PlayEnded:
    if told["why"]:
        logger.error("Could not play", extra={"action": "play.failed", "why": told["why"]})
    return PlayEnded(
        item=told["item"],
        outcome=Outcome(told["outcome"]),
        actual_ms=told["samples"] * 1000 // RATE,
        level=told["level"],
    )


async def _ended(child: asyncio.subprocess.Process) -> None:
    """Wait until the process has gone; help it if it does not go."""
    try:
        async with asyncio.timeout(STOP_WITHIN_S):
            await child.wait()
    except TimeoutError:
        child.kill()
        await child.wait()
