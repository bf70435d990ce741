"""Play to nobody, at exactly the pace of sound: demonstrations, tests, spare boxes."""

import time
from collections.abc import Callable
from typing import Final

from loa_player.audio.blocks import BLOCK, NS_PER_S, Block, ns

LATE_NS: Final = 100_000_000
"""Behind by more than this, the sink gives the lost time up and counts an underrun."""


class NullSink:
    """A loudspeaker that is not there."""

    def __init__(
        self,
        *,
        now: Callable[[], int] = time.monotonic_ns,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self.underruns = 0
        self.is_paced = True
        self._now = now
        self._wait = wait
        self._due = 0

    def open(self) -> None:
        """Begin to count."""
        self._due = self._now()

    def write(self, block: Block) -> None:  # noqa: ARG002 - nobody hears it
        """Let the time of one block pass."""
        self._due += ns(BLOCK)
        ahead = self._due - self._now()
        if ahead > 0:
            self._wait(ahead / NS_PER_S)
        elif ahead < -LATE_NS:
            self.underruns += 1
            self._due = self._now()

    def latency_frames(self) -> int:
        """Return nothing: what is written now would be heard now."""
        return 0

    def now_ns(self) -> int:
        """Return when the next block is due: the pace, without the jitter of waking up."""
        return self._due

    def close(self) -> None:
        """Do nothing."""
