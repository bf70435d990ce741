"""Ask the signer process over its socket."""

import json
import socket
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from loa_protocol.errors import Refusal
from loa_protocol.messages import Authority, BadMessage
from loa_protocol.signing import Envelope, KeyId, VerifyKey

from loa.stations.signer.keyring import NoSuchKey
from loa.stations.signer.rules import ForgetsRevoked, NotItsGround, NotItsPurpose
from loa.stations.signer.wire import HEADER, address_of

PATIENCE_S: Final = 5.0
_KINDS: Final[dict[str, type[Refusal]]] = {
    kind.code: kind for kind in (NoSuchKey, NotItsPurpose, NotItsGround, ForgetsRevoked, BadMessage)
}


class SignerSilent(Refusal):
    """The signer process does not answer. Nothing was signed."""

    code = "signer.silent"


class Client:
    """A signer at the other end of a socket. Threads share one connection, in turn."""

    def __init__(self, path: Path, *, patience_s: float = PATIENCE_S) -> None:
        """Connect on first use."""
        self.path = path
        self._patience_s = patience_s
        self._turn = threading.Lock()
        self._line: socket.socket | None = None

    def generate(self, role: Authority, area: str) -> VerifyKey:
        """Have a key made, and return its public half."""
        return VerifyKey.from_text(self._ask({"do": "generate", "role": role, "area": area})["key"])

    def sign(self, kid: str, body: Mapping[str, Any]) -> Envelope:
        """Have one body signed. Refuses as `sign_many`."""
        return self.sign_many(kid, [body])[0]

    def sign_many(self, kid: str, bodies: Sequence[Mapping[str, Any]]) -> list[Envelope]:
        """Have all of the bodies signed, or none.

        Raises:
            SignerSilent: the process does not answer.
            NoSuchKey, NotItsPurpose, NotItsGround, ForgetsRevoked, BadMessage: it refused.
        """
        told = self._ask({"do": "sign", "kid": kid, "bodies": list(bodies)})
        return [Envelope.from_json(one) for one in told["envelopes"]]

    def revoked(self, kid: str) -> frozenset[KeyId]:
        """Return every key that this one has ever taken back."""
        return frozenset(self._ask({"do": "revoked", "kid": kid})["revoked"])

    def close(self) -> None:
        """Close the connection. The next request opens another."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        said = json.dumps(request).encode()
        with self._turn:
            told = self._exchange(HEADER.pack(len(said)) + said)
        if "refused" in told:
            raise _KINDS.get(told["refused"], Refusal)(**told["facts"])
        return told

    def _exchange(self, message: bytes) -> dict[str, Any]:
        """Send and wait. A line that died while idle is opened once more.

        Asking twice is harmless: Ed25519 gives the same signature again, and a
        key made for an answer that was lost is only never used.
        """
        for is_last in (self._line is None, True):
            try:
                line = self._connected()
                line.sendall(message)
                told: dict[str, Any] = json.loads(self._read())
            except OSError as fault:
                self.close()
                if is_last:
                    raise SignerSilent(socket=str(self.path)) from fault
            else:
                return told
        raise SignerSilent(socket=str(self.path))

    def _connected(self) -> socket.socket:
        if self._line is None:
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(self._patience_s)
            try:
                with address_of(self.path) as address:
                    line.connect(address)
            except OSError:
                line.close()
                raise
            self._line = line
        return self._line

    def _read(self) -> bytes:
        (length,) = HEADER.unpack(self._exactly(HEADER.size))
        return self._exactly(length)

    def _exactly(self, size: int) -> bytes:
        if self._line is None:
            raise ConnectionError
        told = bytearray()
        while len(told) < size:
            piece = self._line.recv(size - len(told))
            if not piece:
                raise ConnectionResetError
            told += piece
        return bytes(told)
