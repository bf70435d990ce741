"""Answer the people at the box: `loa-player status`, and the switch that silences it.

A unix socket in the box's own folder: whoever may look into the folder may ask.
"""

import asyncio
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from loa_protocol.errors import Refusal

from loa_player.box import Folder

if TYPE_CHECKING:
    from loa_player.agent import Agent

PATIENCE_S: Final = 5.0
MS_PER_MINUTE: Final = 60_000
LONGEST_SILENCE_MINUTES: Final = 24 * 60


class NobodyHome(Refusal):
    """The box does not run."""

    code = "box.not_running"


class Door:
    """Where the running box can be asked."""

    def __init__(self, *, folder: Folder, agent: "Agent") -> None:
        self._folder = folder
        self._agent = agent

    async def run(self) -> None:
        """Answer for as long as the box runs."""
        self._folder.door.unlink(missing_ok=True)
        with _short_path(self._folder) as path:
            server = await asyncio.start_unix_server(self._answer, path)
            self._folder.door.chmod(0o600)
        try:
            async with server:
                await server.serve_forever()
        finally:
            self._folder.door.unlink(missing_ok=True)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(PATIENCE_S):
                asked = json.loads(await reader.readline())
            self._do(asked)
            writer.write(json.dumps(self._agent.as_facts()).encode() + b"\n")
            await writer.drain()
        except (ValueError, OSError, TimeoutError):
            return
        finally:
            writer.close()

    def _do(self, asked: Any) -> None:
        match asked:
            case {"ask": "silence", "minutes": int() as minutes}:
                kept = max(0, min(minutes, LONGEST_SILENCE_MINUTES))
                self._agent.silence(until=self._agent.clock.now() + kept * MS_PER_MINUTE)
            case {"ask": "unsilence"}:
                self._agent.silence(until=0)
            case _:
                return


def ask(folder: Folder, **question: object) -> dict[str, Any]:
    """Ask the running box.

    Raises:
        NobodyHome: it does not run.
    """
    try:
        with _short_path(folder) as path, socket.socket(socket.AF_UNIX) as door:
            door.settimeout(PATIENCE_S)
            door.connect(path)
            door.sendall(json.dumps(question).encode() + b"\n")
            answer: dict[str, Any] = json.loads(door.makefile("rb").readline())
    except (OSError, ValueError) as fault:
        raise NobodyHome(folder=str(folder.path)) from fault
    return answer


@contextmanager
def _short_path(folder: Folder) -> Iterator[str]:
    """Return a way to the socket that is never too long for the kernel (108 bytes)."""
    handle = os.open(folder.path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{handle}/{folder.door.name}"
    finally:
        os.close(handle)
