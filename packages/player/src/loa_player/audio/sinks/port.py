"""What every sink can do. Only a sink has a clock; everything else counts samples."""

from typing import Protocol

from loa_player.audio.blocks import Block


class SinkLost(Exception):  # noqa: N818 - it is a state, and it passes
    """The sink is not there at the moment."""


class Sink(Protocol):
    """Takes blocks at the pace of sound, or as fast as they come."""

    underruns: int
    is_paced: bool
    """Whether `write` lets real time pass."""

    def open(self) -> None:
        """Get ready. May be called again after the sink was lost.

        Raises:
            SinkLost: it is still not there.
        """

    def write(self, block: Block) -> None:
        """Take one block; return when there is room for the next.

        Raises:
            SinkLost: it has gone.
        """

    def latency_frames(self) -> int:
        """Return how many samples are between us and the air."""

    def now_ns(self) -> int:
        """Return the sink's clock."""

    def close(self) -> None:
        """Let go."""
