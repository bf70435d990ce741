"""Sign what a key is for, and write down that it was signed.

This is the signer without its socket: the process serves it, tests hold it.
"""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from loa_protocol import canonical
from loa_protocol.messages import AnyMessage, Authority, Revocations
from loa_protocol.signing import Envelope, KeyId, VerifyKey

from loa.stations.signer.keyring import HeldKey, Keyring
from loa.stations.signer.rules import Purpose, judge


class Journal:
    """One line for every signature of an issuer, appended and never rewritten.

    Acks and times of link keys are not written down: there are thousands a
    minute, and they let nothing sound.
    """

    def __init__(self, folder: Path) -> None:
        """Write beside the keys."""
        self.folder = folder

    def add(self, **facts: object) -> None:
        """Append one line. It is with the kernel before the signature leaves us."""
        now = datetime.now(UTC)
        line = json.dumps({"at": now.isoformat(timespec="milliseconds"), **facts}) + "\n"
        path = self.folder / f"journal-{now:%Y-%m}.jsonl"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, line.encode())
        finally:
            os.close(descriptor)


class Keeper:
    """The only holder of private keys on a site."""

    def __init__(self, keyring: Keyring) -> None:
        """Hold a ring of keys."""
        self.keyring = keyring
        self.journal = Journal(keyring.folder)

    def generate(self, role: Authority, area: str) -> VerifyKey:
        """Make a key for one purpose, and return its public half."""
        key = self.keyring.make(Purpose(role=role, area=area)).signing.public
        self.journal.add(made=key.kid, role=str(role), area=area)
        return key

    def sign_many(self, kid: str, bodies: Sequence[Mapping[str, Any]]) -> list[Envelope]:
        """Sign all of the bodies, or none.

        Raises:
            NoSuchKey: the key is not here.
            NotItsPurpose, NotItsGround, ForgetsRevoked: the key is not for this.
            BadMessage, …: a body is not a message.
        """
        key = self.keyring.key(kid)
        listed = self.keyring.revoked(kid)
        messages = [judge(body, key.purpose, revoked=listed) for body in bodies]
        return [
            self._sign(key, body, message) for body, message in zip(bodies, messages, strict=True)
        ]

    def sign(self, kid: str, body: Mapping[str, Any]) -> Envelope:
        """Sign one body. Refuses as `sign_many`."""
        return self.sign_many(kid, [body])[0]

    def revoked(self, kid: str) -> frozenset[KeyId]:
        """Return every key that this one has ever taken back.

        Raises:
            NoSuchKey: the key is not here.
        """
        return frozenset(KeyId(name) for name in self.keyring.revoked(kid))

    def _sign(self, key: HeldKey, body: Mapping[str, Any], message: AnyMessage) -> Envelope:
        if isinstance(message, Revocations):
            self.keyring.remember_revoked(key.signing.public.kid, message.revoked)
        envelope = key.signing.sign(body)
        if key.purpose.role is not Authority.LINK:
            self.journal.add(
                kid=envelope.kid,
                type=body["type"],
                id=str(body.get("id", body.get("serial", ""))),
                digest=hashlib.sha256(canonical.encode(body)).hexdigest(),
            )
        return envelope
