r"""Sign a body once; let anyone who has the key check it.

On the wire an envelope is the canonical bytes of

    {"body": {…}, "kid": "…", "sig": "…"}

`sig` is Ed25519 (RFC 8032) over `loa/1\n` followed by the canonical bytes of
`body`. The prefix keeps a signature made for Loa from meaning anything
elsewhere. `kid` only says which key to look up among those already trusted: a
key that arrives in the message it signs proves nothing.
"""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as BadBase64
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final, NewType, Self

from nacl import signing as nacl_signing
from nacl.exceptions import BadSignatureError

from loa_protocol import canonical
from loa_protocol.errors import Refusal

PREFIX: Final = b"loa/1\n"
KEY_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64

KeyId = NewType("KeyId", str)
"""The first 32 hexadecimal digits of the SHA-256 of a public key."""


class BadEnvelope(Refusal):
    """The bytes are not an envelope."""

    code = "message.bad_envelope"


class BadSignature(Refusal):
    """The signature does not belong to this body and this key."""

    code = "message.bad_signature"


class BadKey(Refusal):
    """The text is not a key."""

    code = "message.bad_key"


def to_text(data: bytes) -> str:
    """Write bytes as base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def from_text(text: str, *, size: int) -> bytes:
    """Read base64url without padding.

    Raises:
        BadKey: not exactly `size` bytes, or not written the one agreed way.
    """
    try:
        data = urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4))
    except (BadBase64, ValueError) as fault:
        raise BadKey(why="not base64url") from fault
    if len(data) != size or to_text(data) != text:
        raise BadKey(why="wrong length or form")
    return data


@dataclass(frozen=True, slots=True)
class VerifyKey:
    """A public key: 32 bytes of Ed25519."""

    raw: bytes

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read a public key written as base64url."""
        return cls(from_text(text, size=KEY_BYTES))

    @property
    def text(self) -> str:
        """The key as base64url."""
        return to_text(self.raw)

    @property
    def kid(self) -> KeyId:
        """The name under which others look this key up."""
        return KeyId(hashlib.sha256(self.raw).hexdigest()[:32])

    def verify(self, message: bytes, signature: bytes) -> None:
        """Check a signature.

        Raises:
            BadSignature: it was not made by this key over these bytes.
        """
        try:
            nacl_signing.VerifyKey(self.raw).verify(message, signature)
        except (BadSignatureError, ValueError) as fault:
            raise BadSignature(kid=self.kid) from fault


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key. It never prints itself."""

    seed: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> Self:
        """Make a new key from the system's randomness.

        Its public half does not begin with a dash: on a command line that would be an option.
        """
        drawn = (cls(bytes(nacl_signing.SigningKey.generate())) for _ in count())
        return next(key for key in drawn if not key.public.text.startswith("-"))

    @property
    def public(self) -> VerifyKey:
        """The public half."""
        return VerifyKey(bytes(nacl_signing.SigningKey(self.seed).verify_key))

    def sign(self, body: Mapping[str, Any]) -> "Envelope":
        """Sign a body.

        Raises:
            NotCanonical: the body has no single agreed form.
        """
        message = PREFIX + canonical.encode(body)
        signature = nacl_signing.SigningKey(self.seed).sign(message).signature
        return Envelope(body=dict(body), kid=self.public.kid, signature=signature)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A body, who says they signed it, and the signature."""

    body: Mapping[str, Any]
    kid: KeyId
    signature: bytes

    def as_json(self) -> dict[str, Any]:
        """Return the envelope as it stands inside another message."""
        return {"body": self.body, "kid": self.kid, "sig": to_text(self.signature)}

    def to_bytes(self) -> bytes:
        """Return the bytes that are forwarded, unchanged, by any path."""
        return canonical.encode(self.as_json())

    @classmethod
    def from_json(cls, value: Any) -> Self:
        """Read an envelope that stood inside another message.

        Raises:
            BadEnvelope: a field is missing, too many, or of another kind.
        """
        match value:
            case {"body": dict() as body, "kid": str() as kid, "sig": str() as sig, **rest} if (
                not rest
            ):
                pass
            case _:
                raise BadEnvelope(why="not an envelope")
        try:
            signature = from_text(sig, size=SIGNATURE_BYTES)
        except BadKey as fault:
            raise BadEnvelope(why="not a signature") from fault
        return cls(body=body, kid=KeyId(kid), signature=signature)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read an envelope from the wire. It is not verified yet.

        Raises:
            NotCanonical, BadEnvelope: these bytes are not one.
        """
        return cls.from_json(canonical.decode(data))

    def verify(self, key: VerifyKey) -> None:
        """Check the signature against a key that is already trusted.

        Raises:
            BadSignature: another key, another body, or another signature.
        """
        if self.kid != key.kid:
            raise BadSignature(kid=self.kid, expected=key.kid)
        key.verify(PREFIX + canonical.encode(self.body), self.signature)
