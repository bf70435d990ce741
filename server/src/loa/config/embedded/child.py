"""One child process: how to start it, know that it is ready, and stop it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

TETHER = Path(__file__).with_name("tether.py")
PROBE_EVERY_S = 0.02


class ChildFailed(Exception):  # noqa: N818 - read as a sentence
    """A child did not start, or did not become ready. The text says which and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Which user a child runs as."""

    uid: int = field(default_factory=os.getuid)
    gid: int = field(default_factory=os.getgid)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """Everything needed to start one child."""

    name: str
    command: tuple[str, ...]
    is_ready: Callable[[], bool] = lambda: True
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path = Path("/")
    log: Path | None = None
    account: Account = field(default_factory=Account)
    stop_with: signal.Signals = signal.SIGTERM
    ready_within_s: float = 30
    stop_within_s: float = 10


class Child:
    """A running process of ours."""

    def __init__(self, recipe: Recipe) -> None:
        """Start it, in a session of its own so that Ctrl-C reaches only the supervisor."""
        self.recipe = recipe
        tether = [sys.executable, "-I", "-S", str(TETHER), str(os.getpid())]
        who = [str(int(recipe.stop_with)), str(recipe.account.uid), str(recipe.account.gid)]
        log = open_log(recipe.log)
        try:
            self.process = subprocess.Popen(  # noqa: S603 - no shell: the words are ours
                [*tether, *who, *recipe.command],
                cwd=recipe.folder,
                env={**os.environ, **recipe.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        finally:
            if log >= 0:
                os.close(log)

    def wait_until_ready(self) -> None:
        """Probe until it answers.

        Raises:
            ChildFailed: it ended first, or did not answer in time.
        """
        deadline = time.monotonic() + self.recipe.ready_within_s
        while not self.recipe.is_ready():
            if self.ended_within(PROBE_EVERY_S):
                raise ChildFailed(self.obituary())
            if time.monotonic() > deadline:
                raise ChildFailed(
                    f"{self.recipe.name} did not become ready in {self.recipe.ready_within_s:.0f} s"
                    f"{self._see()}."
                )

    def ended_within(self, seconds: float) -> bool:
        """Wait a moment for its end; True if it came."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def obituary(self) -> str:
        """Say in one sentence how it ended, with the last thing it said."""
        code = self.process.returncode
        how = f"ended with code {code}"
        if code < 0:
            how = f"was ended by {signal.Signals(-code).name}"
        last = last_line(self.recipe.log)
        words = f" Its last words: {last}" if last else ""
        return f"{self.recipe.name} {how}{self._see()}.{words}"

    def stop(self) -> None:
        """Ask it to stop; insist when its time is up."""
        self.ask_to_stop()
        self.see_it_stop()

    def ask_to_stop(self) -> None:
        """Send the signal that it stops on, if it still runs."""
        if self.process.poll() is None:
            self.process.send_signal(self.recipe.stop_with)

    def see_it_stop(self) -> None:
        """Wait for its end; insist when its time is up."""
        if not self.ended_within(self.recipe.stop_within_s):
            self.process.kill()
            self.process.wait()

    def _see(self) -> str:
        return f" (see {self.recipe.log})" if self.recipe.log else ""


def open_log(path: Path | None) -> int:
    """Open where a child's words go; the null device when nobody asked for them."""
    if path is None:
        return subprocess.DEVNULL
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def last_line(path: Path | None) -> str:
    """Return the last line of a log that says anything."""
    if path is None or not path.exists():
        return ""
    lines = path.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1][-300:] if lines else ""
