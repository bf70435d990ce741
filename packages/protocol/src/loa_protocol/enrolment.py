r"""The code a technician types, or scans, to make a box one of ours.

    LOA1-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-C

32 characters of Crockford's base 32: 80 bits of one-time secret and 80 bits of
the root key's fingerprint, then one check character. The fingerprint travels by
hand, outside the network, so that the box trusts the right root from its first
minute; 80 bits make it hopeless to find another key that fits.
"""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Annotated, Any, Final, Self

import msgspec
from msgspec import Meta

from loa_protocol.errors import Refusal
from loa_protocol.fields import Id, KeyText, Text
from loa_protocol.signing import VerifyKey

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOKALIKES: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
PREFIX: Final = "LOA1"
SECRET_BYTES: Final = 10
CHARACTERS: Final = 32


class BadCode(Refusal):
    """The code was not typed right."""

    code = "enrolment.bad_code"


class WrongRoot(Refusal):
    """The server shows another root key than the code promises."""

    code = "enrolment.wrong_root"


def fingerprint(root: VerifyKey) -> bytes:
    """Return the 80 bits of a root key that the code carries."""
    return hashlib.sha256(b"loa-root/1\n" + root.raw).digest()[:SECRET_BYTES]


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A one-time secret and the fingerprint of the root to trust."""

    secret: bytes
    root: bytes

    @classmethod
    def fresh(cls, root: VerifyKey) -> Self:
        """Make a new code for a site's root."""
        return cls(secret=secrets.token_bytes(SECRET_BYTES), root=fingerprint(root))

    @classmethod
    def from_text(cls, typed: str) -> Self:
        """Read what somebody typed: any case, any spacing, O for 0, I or L for 1.

        Raises:
            BadCode: a character is missing, too many, or mistyped.
        """
        plain = "".join(typed.upper().split()).replace("-", "")
        if not plain.startswith(PREFIX):
            raise BadCode(why="does not begin with LOA1")
        letters = plain.removeprefix(PREFIX).translate(LOOKALIKES)
        if len(letters) != CHARACTERS + 1 or set(letters) - set(ALPHABET):
            raise BadCode(why="wrong length or characters")
        body, check = letters[:-1], letters[-1]
        data = _number(body).to_bytes(2 * SECRET_BYTES, "big")
        if _check_character(data) != check:
            raise BadCode(why="mistyped")
        return cls(secret=data[:SECRET_BYTES], root=data[SECRET_BYTES:])

    @property
    def text(self) -> str:
        """The code as people read it."""
        data = self.secret + self.root
        number = int.from_bytes(data, "big")
        letters = "".join(
            ALPHABET[(number >> (5 * place)) & 31] for place in reversed(range(CHARACTERS))
        )
        groups = [letters[start : start + 4] for start in range(0, CHARACTERS, 4)]
        return "-".join([PREFIX, *groups, _check_character(data)])

    @property
    def secret_digest(self) -> str:
        """What the server keeps of the secret."""
        return hashlib.sha256(b"loa-enrol/1\n" + self.secret).hexdigest()

    def must_promise(self, root: VerifyKey) -> None:
        """Refuse a root key that is not the one this code names.

        Raises:
            WrongRoot: it is another key.
        """
        if not secrets.compare_digest(fingerprint(root), self.root):
            raise WrongRoot(kid=root.kid)


class EnrolRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What a box brings: `POST /device/v1/enrol`. The secret half of its key stays with it."""

    secret: Annotated[
        str, Meta(pattern=r"^[0-9a-f]{20}$(?!\n)", description="The code's secret, hex.")
    ]
    key: KeyText
    name: Text


class Broker(msgspec.Struct, frozen=True, kw_only=True):
    """Where and how the box connects."""

    url: str
    user: str
    password: str
    qos: Annotated[int, Meta(ge=0, le=1)] = 0


class EnrolReply(msgspec.Struct, frozen=True, kw_only=True):
    """What the site answers, once. The box believes `root` only if its code promises it.

    `envelopes` hold the delegations and lists of revoked keys that lead from the
    root to the box, then its place and its settings. Files are at `files_url`
    followed by a digest, for the broker's user and password.
    """

    device: Id
    home: Id
    root: KeyText
    envelopes: list[dict[str, Any]]
    broker: Broker
    files_url: str
    heartbeat_s: Annotated[int, Meta(ge=1, le=3600)] = 60


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 32 + ALPHABET.index(letter)
    return number


def _check_character(data: bytes) -> str:
    return ALPHABET[hashlib.sha256(b"loa-check/1\n" + data).digest()[0] & 31]
