"""Keep private keys in files that only the signer can read, and never hand one out.

signer/                     0700
  salt                      made once, for the passphrase
  <kid>.key                 0600, sealed with the passphrase if there is one
  <kid>.revoked             what this key took back: it never forgets
  journal-2026-07.jsonl     every signature of an issuer, one line each
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from loa_protocol import canonical
from loa_protocol.errors import Refusal
from loa_protocol.messages import Authority
from loa_protocol.signing import KEY_BYTES, SigningKey, from_text, to_text
from nacl import pwhash, secret, utils
from nacl.exceptions import CryptoError

from loa.stations.signer.rules import Purpose

SEALED: Final = b"loa-sealed-key/1\n"
OPEN: Final = b"loa-open-key/1\n"


class NoSuchKey(Refusal):
    """The signer does not hold this key."""

    code = "signer.no_such_key"


class CannotOpenError(Exception):
    """A key file cannot be read: the passphrase is missing or another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldKey:
    """A private key and what it is for."""

    purpose: Purpose
    signing: SigningKey


class Keyring:
    """The private keys of one site, read once at start."""

    def __init__(self, folder: Path, *, passphrase: str = "") -> None:
        """Read every key.

        Raises:
            CannotOpenError: a key is sealed, and not with this passphrase.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        self.folder = folder
        self._box = self._derive(passphrase) if passphrase else None
        self._keys = {path.stem: self._read(path) for path in sorted(folder.glob("*.key"))}
        self._revoked = {kid: self._read_revoked(kid) for kid in self._keys}

    @property
    def is_sealed(self) -> bool:
        """Say whether key files are useless without the passphrase."""
        return self._box is not None

    def __len__(self) -> int:
        return len(self._keys)

    def make(self, purpose: Purpose) -> HeldKey:
        """Make a new key and keep it."""
        key = HeldKey(purpose=purpose, signing=SigningKey.generate())
        kid = key.signing.public.kid
        self._write(self.folder / f"{kid}.key", key)
        self._keys[kid] = key
        self._revoked[kid] = frozenset()
        return key

    def key(self, kid: str) -> HeldKey:
        """Return a key.

        Raises:
            NoSuchKey: it is not here.
        """
        if kid not in self._keys:
            raise NoSuchKey(kid=kid)
        return self._keys[kid]

    def revoked(self, kid: str) -> frozenset[str]:
        """Return every key that this one has ever taken back."""
        self.key(kid)
        return self._revoked[kid]

    def remember_revoked(self, kid: str, revoked: Iterable[str]) -> None:
        """Keep what a list that is about to be signed takes back."""
        known = self._revoked[kid] | set(revoked)
        if known != self._revoked[kid]:
            keep(self.folder / f"{kid}.revoked", canonical.encode(sorted(known)))
            self._revoked[kid] = known

    def _derive(self, passphrase: str) -> secret.SecretBox:
        salt_file = self.folder / "salt"
        if not salt_file.exists():
            keep(salt_file, utils.random(pwhash.scrypt.SALTBYTES))
        derived = pwhash.scrypt.kdf(
            secret.SecretBox.KEY_SIZE,
            passphrase.encode(),
            salt_file.read_bytes(),
            opslimit=pwhash.scrypt.OPSLIMIT_INTERACTIVE,
            memlimit=pwhash.scrypt.MEMLIMIT_INTERACTIVE,
        )
        return secret.SecretBox(derived)

    def _write(self, path: Path, key: HeldKey) -> None:
        inner = canonical.encode(
            {
                "area": key.purpose.area,
                "role": str(key.purpose.role),
                "seed": to_text(key.signing.seed),
            }
        )
        keep(path, OPEN + inner if self._box is None else SEALED + bytes(self._box.encrypt(inner)))

    def _read(self, path: Path) -> HeldKey:
        data = path.read_bytes()
        if data.startswith(OPEN):
            key = _key(canonical.decode(data.removeprefix(OPEN)))
            if self._box is not None:  # a passphrase was set after the key was made
                self._write(path, key)
            return key
        if self._box is None:
            raise CannotOpenError(f"{path.name} is sealed, and no passphrase was given.")
        try:
            return _key(canonical.decode(self._box.decrypt(data.removeprefix(SEALED))))
        except CryptoError as fault:
            raise CannotOpenError(f"{path.name} was sealed with another passphrase.") from fault

    def _read_revoked(self, kid: str) -> frozenset[str]:
        path = self.folder / f"{kid}.revoked"
        return frozenset(canonical.decode(path.read_bytes())) if path.exists() else frozenset()


def _key(value: dict[str, Any]) -> HeldKey:
    purpose = Purpose(role=Authority(value["role"]), area=value["area"])
    return HeldKey(purpose=purpose, signing=SigningKey(from_text(value["seed"], size=KEY_BYTES)))


def keep(path: Path, data: bytes) -> None:
    """Write a private file whole or not at all, and see it safely on the disk."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
