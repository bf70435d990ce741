"""Run the signer: `loa signer`. A process, and in production a user, of its own.

It listens on one Unix socket and answers only the users it was told of, as the
kernel names them (SO_PEERCRED), whatever the permissions of the socket say.

    LOA_SIGNER_SOCKET       default LOA_HOME/run/signer.sock
    LOA_SIGNER_KEYS         default LOA_HOME/signer
    LOA_SIGNER_PASSPHRASE   seals the key files; or LOA_SIGNER_PASSPHRASE_FILE
    LOA_SIGNER_USERS        names of other users who may ask; root and our own always may
    LOA_SIGNER_GROUP        group that may reach the socket, where those are other users
"""

import asyncio
import json
import logging
import os
import pwd
import shutil
import signal
import socket
import struct
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from loa_protocol.errors import Refusal
from loa_protocol.messages import Authority, BadMessage

from loa.stations.signer.keeper import Keeper
from loa.stations.signer.keyring import CannotOpenError, Keyring
from loa.stations.signer.wire import HEADER, MOST_BYTES, address_of

logger = logging.getLogger("loa.signer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Where the signer listens, where its keys are, and whom it answers."""

    socket: Path
    keys: Path
    passphrase: str
    users: frozenset[int]
    group: str

    @classmethod
    def from_environment(cls, source: Mapping[str, str] = os.environ) -> Self:
        """Read the environment. Nothing of Django is loaded in this process."""
        home = Path(source.get("LOA_HOME", ".loa")).absolute()
        passphrase = source.get("LOA_SIGNER_PASSPHRASE", "")
        if path := source.get("LOA_SIGNER_PASSPHRASE_FILE"):
            passphrase = Path(path).read_text(encoding="utf-8").strip()
        names = source.get("LOA_SIGNER_USERS", "").split()
        return cls(
            socket=Path(source.get("LOA_SIGNER_SOCKET") or home / "run" / "signer.sock"),
            keys=Path(source.get("LOA_SIGNER_KEYS") or home / "signer"),
            passphrase=passphrase,
            users=frozenset({0, os.getuid(), *(pwd.getpwnam(name).pw_uid for name in names)}),
            group=source.get("LOA_SIGNER_GROUP", ""),
        )


def main(_arguments: list[str] | None = None) -> int:
    """Serve until told to stop."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    try:
        config = Config.from_environment()
        keyring = Keyring(config.keys, passphrase=config.passphrase)
    except (CannotOpenError, OSError, KeyError) as fault:
        sys.stderr.write(f"loa signer: {fault}\n")
        return 1
    sealed = "sealed with the passphrase" if keyring.is_sealed else "NOT sealed: no passphrase set"
    logger.info("Signer starts with %d keys in %s, %s.", len(keyring), config.keys, sealed)
    asyncio.run(serve(config, Keeper(keyring)))
    return 0


async def serve(config: Config, keeper: Keeper) -> None:
    """Answer on the socket until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    service = Service(keeper, config.users)
    async with await asyncio.start_unix_server(service.answer, sock=listen(config)) as server:
        logger.info("Signer listens on %s.", config.socket)
        await stop.wait()
        server.close()
        service.hang_up()
    config.socket.unlink(missing_ok=True)


def listen(config: Config) -> socket.socket:
    """Open the socket, for its owner alone or for one group."""
    folder = config.socket.parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    config.socket.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        with address_of(config.socket) as address:
            listener.bind(address)
    finally:
        os.umask(before)
    if config.group:
        for path, mode in ((folder, 0o710), (config.socket, 0o660)):
            shutil.chown(path, group=config.group)
            path.chmod(mode)
    listener.listen(64)
    return listener


class Service:
    """Answer those who ask, one request after the other on each connection."""

    def __init__(self, keeper: Keeper, users: frozenset[int]) -> None:
        """Serve one keeper to some users."""
        self.keeper = keeper
        self.users = users
        self._lines: set[asyncio.StreamWriter] = set()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection until it is closed."""
        uid = _peer(writer)
        self._lines.add(writer)
        try:
            if uid not in self.users:
                logger.warning("Refused a user that may not ask: uid %d.", uid)
                return
            while True:
                (length,) = HEADER.unpack(await reader.readexactly(HEADER.size))
                if length > MOST_BYTES:
                    logger.warning("Hung up on a request of %d bytes.", length)
                    return
                request = json.loads(await reader.readexactly(length))
                said = json.dumps(self._say(request), default=str).encode()
                writer.write(HEADER.pack(len(said)) + said)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        except Exception:  # one caller's nonsense must not stop the others
            logger.exception("A request could not be answered.")
        finally:
            self._lines.discard(writer)
            writer.close()

    def hang_up(self) -> None:
        """Close every connection."""
        for writer in self._lines:
            writer.close()

    def _say(self, request: dict[str, Any]) -> dict[str, Any]:
        try:
            return self._do(request)
        except Refusal as refusal:
            logger.warning("Refused: %s", refusal)
            return {"refused": refusal.code, "facts": refusal.facts}

    def _do(self, request: dict[str, Any]) -> dict[str, Any]:
        match request:
            case {"do": "sign", "kid": str() as kid, "bodies": list() as bodies}:
                return {"envelopes": [one.as_json() for one in self.keeper.sign_many(kid, bodies)]}
            case {"do": "generate", "role": str() as role, "area": str() as area}:
                return {"key": self.keeper.generate(Authority(role), area).text}
            case {"do": "revoked", "kid": str() as kid}:
                return {"revoked": sorted(self.keeper.revoked(kid))}
            case _:
                raise BadMessage(why="the signer does not do this")


def _peer(writer: asyncio.StreamWriter) -> int:
    """Return the user at the other end, as the kernel knows it."""
    line: socket.socket = writer.get_extra_info("socket")
    size = struct.calcsize("3i")
    _pid, uid, _gid = struct.unpack(
        "3i", line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size)
    )
    return int(uid)
