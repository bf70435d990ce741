"""The only door to private keys: `from loa.stations import signer; signer.sign(kid, body)`.

rules      what each key is for                      ┐
keyring    files, passphrase                         │ the signer process,
keeper     judge, sign, write down                   │ without Django
process    the socket                                ┘
client     how the rest of the site asks it
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from loa_protocol.messages import Authority
from loa_protocol.signing import Envelope, KeyId, VerifyKey


class Signer(Protocol):
    """Whoever holds the keys: the process behind its socket, or a keeper in a test."""

    def generate(self, role: Authority, area: str) -> VerifyKey:
        """Make a key for one purpose, and return its public half."""
        ...

    def sign(self, kid: str, body: Mapping[str, Any]) -> Envelope:
        """Sign one body."""
        ...

    def sign_many(self, kid: str, bodies: Sequence[Mapping[str, Any]]) -> list[Envelope]:
        """Sign all of the bodies, or none."""
        ...

    def revoked(self, kid: str) -> frozenset[KeyId]:
        """Return every key that this one has ever taken back."""
        ...


_held: list[Signer] = []


def use(signer: Signer) -> None:
    """Name the signer of this process. Said once at start, and by tests."""
    _held[:] = [signer]


def current() -> Signer:
    """Return the signer of this process."""
    return _held[0]


def generate(role: Authority, area: str) -> VerifyKey:
    """Make a key for one purpose, and return its public half."""
    return current().generate(role, area)


def sign(kid: str, body: Mapping[str, Any]) -> Envelope:
    """Sign one body.

    Raises:
        SignerSilent: the signer process does not answer.
        NoSuchKey, NotItsPurpose, NotItsGround, ForgetsRevoked, BadMessage: it refused.
    """
    return current().sign(kid, body)


def sign_many(kid: str, bodies: Sequence[Mapping[str, Any]]) -> list[Envelope]:
    """Sign all of the bodies, or none. Refuses as `sign`."""
    return current().sign_many(kid, bodies)


def revoked(kid: str) -> frozenset[KeyId]:
    """Return every key that this one has ever taken back."""
    return current().revoked(kid)
