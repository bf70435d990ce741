"""Say what is being done, and how long it took, to a person who waits."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Progress:
    """One line for each step. On a terminal it first shows what is being done."""

    def __init__(self) -> None:
        """Start the clock."""
        self.began = time.monotonic()

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Time one step."""
        began = time.monotonic()
        if sys.stdout.isatty():
            print(f"  … {what}", end="\r", flush=True)
        yield
        self.say(f"{what} ({time.monotonic() - began:.1f} s)")

    def say(self, sentence: str) -> None:
        """Say a finished step, with the seconds since the start."""
        print(f"{time.monotonic() - self.began:6.1f} s  {sentence}", flush=True)
