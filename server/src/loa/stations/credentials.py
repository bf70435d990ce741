"""Let boxes in at the broker, each with a login of its own.

A box logs in with its device id and a random password. It may publish under
`loa/1/up/<home>/<device>/` and subscribe to what `topics.listened` names for
its area, and nothing else. An adapter brings that about at one kind of broker:

    InTable     the broker asks us at every login (NATS auth callout)
    …           the gateway adds adapters that tell the broker (Mosquitto)

Whatever the broker, the digest of the password stays with the box: the same
login opens the files that it must fetch.
"""

import hashlib
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from typing import Final, Protocol

from django.db import connection

from loa.stations.models import Box

ROUNDS: Final = 101
"""The password is 128 random bits: rounds add nothing, the format is Mosquitto's own."""
NOTICE: Final = "loa_logins"
"""PostgreSQL's channel for a box that moved or is out; the payload is its device id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """One box, as a broker must know it."""

    device: str
    home: str
    area: str
    password: str = field(default="", repr=False)


class Credentials(Protocol):
    """Where logins of boxes are made and unmade."""

    def admit(self, login: Login) -> None:
        """Let a box in from now on."""
        ...

    def move(self, login: Login) -> None:
        """Give a box the topics of another area, and cut its connection so that it takes them."""
        ...

    def revoke(self, device: str) -> None:
        """Keep a box out from now on, and cut its connection at once."""
        ...


class InTable:
    """Keep the digest in the table of boxes, and tell whoever listens that a login changed."""

    def admit(self, login: Login) -> None:
        """Keep the digest of the password, and tell: some brokers keep a list of their own."""
        digest = password_digest(login.password)
        Box.objects.filter(pk=login.device).update(broker_password_hash=digest)
        self._tell(login.device)

    def move(self, login: Login) -> None:
        """Tell that the area is another."""
        self._tell(login.device)

    def revoke(self, device: str) -> None:
        """Forget the digest, and tell."""
        Box.objects.filter(pk=device).update(broker_password_hash="")
        self._tell(device)

    def _tell(self, device: str) -> None:
        """Notify on commit: PostgreSQL holds it back until then by itself."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [NOTICE, device])


_held: list[Credentials] = [InTable()]


def use(adapter: Credentials) -> None:
    """Name the adapter of this site. Said once at start, and by tests."""
    _held[:] = [adapter]


def current() -> Credentials:
    """Return the adapter of this site."""
    return _held[0]


def fresh_password() -> str:
    """Return 128 random bits as text."""
    return secrets.token_hex(16)


def password_digest(password: str) -> str:
    """Return what is kept of a password: `$7$rounds$salt$hash`, as Mosquitto writes it."""
    salt = secrets.token_bytes(12)
    return "$".join(["", "7", str(ROUNDS), _text(salt), _text(_derive(password, salt, ROUNDS))])


def is_password(password: str, digest: str) -> bool:
    """Say whether this is the password, in a time that tells nothing."""
    match digest.split("$"):
        case ["", "7", rounds, salt, derived]:
            told = _derive(password, b64decode(salt), int(rounds))
            return secrets.compare_digest(told, b64decode(derived))
        case _:
            _derive(password, b"no such box!", ROUNDS)  # as long as for a box that exists
            return False


def _derive(password: str, salt: bytes, rounds: int) -> bytes:
    return hashlib.pbkdf2_hmac("sha512", password.encode(), salt, rounds)


def _text(data: bytes) -> str:
    return b64encode(data).decode()
