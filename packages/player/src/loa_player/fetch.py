"""Get one sound from the server, over HTTP(S), going on where it stopped."""

import ssl
from base64 import b64encode
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from loa_protocol.errors import Refusal

from loa_player.files import CHUNK, Files, TooLong

TIMEOUT_S: Final = 20
LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


class FetchFailed(Refusal):
    """The server did not give the file this time."""

    code = "fetch.failed"


class NeedsTLS(Refusal):
    """Outside this machine we speak only through TLS."""

    code = "link.needs_tls"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where files come from, and who we are there."""

    url: str
    user: str
    password: str
    authorities: Path | None = None
    """Certificates to trust instead of the system's own."""

    def fetch(
        self, digest: str, *, size: int, into: Files, goes_on: Callable[[], bool] = lambda: True
    ) -> Path:
        """Get a file whole, or raise; what came so far is kept for the next try.

        Raises:
            FetchFailed: the connection broke, or the server refused.
            WrongDigest, TooLong, DiskFull: as named.
        """
        start = into.arrived(digest)
        if start >= size:
            start = 0
        connection = connect(self.url, authorities=self.authorities)
        try:
            with closing(self._ask(connection, digest, start)) as reply:
                at = _begins_at(reply, digest, start)
                self._receive(reply, digest, size=size, at=at, into=into, goes_on=goes_on)
            return into.complete(digest)
        except (OSError, HTTPException) as fault:
            raise FetchFailed(file=digest, why=str(fault) or type(fault).__name__) from fault
        finally:
            connection.close()

    def _ask(self, connection: HTTPConnection, digest: str, start: int) -> HTTPResponse:
        token = b64encode(f"{self.user}:{self.password}".encode()).decode()
        headers = {"Authorization": f"Basic {token}"}
        if start:
            headers["Range"] = f"bytes={start}-"
        connection.request("GET", urlsplit(self.url).path + digest, headers=headers)
        return connection.getresponse()

    def _receive(
        self,
        reply: HTTPResponse,
        digest: str,
        *,
        size: int,
        at: int,
        into: Files,
        goes_on: Callable[[], bool],
    ) -> None:
        with into.appending(digest, at=at) as file:
            while chunk := reply.read(CHUNK):
                at += len(chunk)
                if at > size:
                    file.truncate(0)
                    raise TooLong(file=digest, most=size)
                file.write(chunk)
                if not goes_on():
                    raise FetchFailed(file=digest, why="something more urgent, or no longer wanted")
        if at < size:
            raise FetchFailed(file=digest, why="cut short", arrived=at, size=size)


def _begins_at(reply: HTTPResponse, digest: str, asked: int) -> int:
    """Return where in the file the answer begins."""
    match reply.status:
        case HTTPStatus.OK:
            return 0
        case HTTPStatus.PARTIAL_CONTENT:
            return asked
        case status:
            raise FetchFailed(file=digest, status=status)


def connect(url: str, *, authorities: Path | None = None) -> HTTPConnection:
    """Open the way to a server.

    Raises:
        NeedsTLS: it is another machine, and the address is not https.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "https":
        trusted = ssl.create_default_context(cafile=authorities)
        return HTTPSConnection(host, parts.port, timeout=TIMEOUT_S, context=trusted)
    if parts.scheme != "http" or host not in LOOPBACK:
        raise NeedsTLS(url=url)
    return HTTPConnection(host, parts.port, timeout=TIMEOUT_S)
