"""A box as a real process, for tests and figures."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

import psutil

from loa_player.box import Folder
from loa_player.door import ask


@dataclass
class Box:
    """A box as a real process."""

    home: Path
    played: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The process that runs now."""
        return self.processes[-1]

    def start(self, *options: str) -> None:
        """Run the box, as systemd would."""
        words = ("run", "--home", str(self.home), "--retry-first", "0.05", "--retry-most", "0.1")
        sink = () if "--sink" in options else ("--sink", f"null:{self.played}")
        command = [sys.executable, "-m", "loa_player", *words, "--resend", "0.5", *sink, *options]
        env = {**os.environ, "PYTHONWARNINGS": "default"}
        with (self.home / "log").open("ab") as log:
            child = subprocess.Popen(command, env=env, stderr=log, stdout=log)  # noqa: S603
        self.processes.append(child)

    def kill(self) -> None:
        """End it as a power cut would: it has no last word."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        """Ask it to end, and return its exit status."""
        self.process.terminate()
        return self.process.wait(timeout=20)

    def ask(self, question: str, **facts: object) -> dict[str, Any]:
        """Ask it at its own door."""
        return ask(Folder(path=self.home), ask=question, **facts)

    def status(self) -> dict[str, Any]:
        """Return how it is."""
        return self.ask("status")

    def audio_pid(self) -> int:
        """Return the process that makes the sound."""
        (audio,) = psutil.Process(self.process.pid).children()
        return audio.pid

    def clear_away(self, to: TextIO | None = None) -> None:
        """Leave no process behind; show what they said."""
        for process in self.processes:
            with suppress(ProcessLookupError):
                process.kill()
            process.wait()
        log = self.home / "log"
        (to or sys.stdout).write(log.read_text(encoding="utf-8") if log.exists() else "")

    async def sidecar(self, item: str) -> dict[str, int]:
        """Return when and how long an item was played, as soon as it was played whole."""
        path = self.played / f"{item}.json"
        async with asyncio.timeout(20):
            while not path.exists():  # noqa: ASYNC110 - another process makes it
                await asyncio.sleep(0.01)
        told: dict[str, int] = json.loads(path.read_text())
        return told
