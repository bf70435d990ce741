"""Play through a program that reads raw samples: `aplay`, `pacat`, `pw-cat`.

The pipe is made 4 KiB small: with the system's 64 KiB every start would come
half a second late. A program that exits is started again; what was playing goes
on where it was.
"""

import fcntl
import logging
import subprocess
import time
from collections.abc import Sequence
from typing import Final

from loa_player.audio.blocks import BLOCK, NS_PER_S, RATE, Block, ns, to_pcm
from loa_player.audio.sinks.port import SinkLost

logger = logging.getLogger(__name__)

PIPE_BYTES: Final = 4096
SAMPLE_BYTES: Final = 2
AGAIN_AFTER_NS: Final = NS_PER_S
DEVICE_FRAMES: Final = RATE // 50
"""What the program and the card hold besides: 20 ms, as the presets ask for."""
RAW: Final = ("--rate=48000", "--channels=1")
PRESETS: Final = {
    "aplay": (
        *("aplay", "--quiet", "--file-type=raw", "--format=S16_LE"),
        *RAW,
        *("--buffer-time=60000", "--period-time=20000"),
    ),
    "pacat": ("pacat", "--playback", "--raw", "--format=s16le", *RAW, "--latency-msec=20"),
    "pw-cat": ("pw-cat", "--playback", "--format=s16", *RAW, "--latency=20ms", "-"),
}
HELP_WITHIN_S: Final = 5


def preset(name: str) -> tuple[str, ...]:
    """Return how we call one of the programs of `PRESETS`.

    PipeWire from 1.4 on takes `-` for a sound file unless told `--raw`, which those before it do
    not know: so `pw-cat` is asked which it is.
    """
    command = PRESETS[name]
    if name == "pw-cat" and _mentions(name, b"--raw"):
        return (*command[:-1], "--raw", command[-1])
    return command


def _mentions(program: str, option: bytes) -> bool:
    """Say whether the help of a program names an option; no, where there is no program."""
    try:
        told = subprocess.run(  # noqa: S603 - one of our presets
            (program, "--help"), capture_output=True, check=False, timeout=HELP_WITHIN_S
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return option in told.stdout + told.stderr


class PipeSink:
    """A child process that has the sound card."""

    def __init__(self, command: Sequence[str]) -> None:
        self.underruns = 0
        self.is_paced = True
        self._command = tuple(command)
        self._child: subprocess.Popen[bytes] | None = None
        self._tried_ns = -AGAIN_AFTER_NS
        self._wrote_ns = 0

    def open(self) -> None:
        """Start the program.

        Raises:
            SinkLost: it cannot be started, or was tried a moment ago.
        """
        if time.monotonic_ns() - self._tried_ns < AGAIN_AFTER_NS:
            raise SinkLost
        self._tried_ns = time.monotonic_ns()
        try:
            self._child = subprocess.Popen(self._command, stdin=subprocess.PIPE, bufsize=0)  # noqa: S603
        except OSError as fault:
            raise SinkLost(str(fault)) from fault
        if self._child.stdin is not None:
            fcntl.fcntl(self._child.stdin, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        self._wrote_ns = 0

    def write(self, block: Block) -> None:
        """Give one block to the program, and wait until it has taken it.

        Raises:
            SinkLost: the program has gone.
        """
        if self._child is None or self._child.stdin is None:
            raise SinkLost
        try:
            self._child.stdin.write(to_pcm(block))
        except OSError as fault:
            self.close()
            logger.warning("Sound program ended", extra={"action": "sink.lost"})
            raise SinkLost(str(fault)) from fault
        self._count_underruns()

    def latency_frames(self) -> int:
        """Return what stands in the pipe after a write, and what the card holds."""
        return PIPE_BYTES // SAMPLE_BYTES + DEVICE_FRAMES

    def now_ns(self) -> int:
        """Return the clock that every process of this machine shares."""
        return time.monotonic_ns()

    def close(self) -> None:
        """End the program."""
        child, self._child = self._child, None
        if child is None:
            return
        if child.stdin is not None:
            child.stdin.close()
        child.terminate()
        child.wait()

    def _count_underruns(self) -> None:
        """Count each time that we came later than all that was buffered lasts."""
        now = time.monotonic_ns()
        if self._wrote_ns and now - self._wrote_ns > ns(self.latency_frames() + BLOCK):
            self.underruns += 1
        self._wrote_ns = now
