"""Seal what must be read again: the secrets of second steps.

The key is derived from SECRET_KEY, so a copy of the database alone opens nothing.
Whoever changes SECRET_KEY makes everybody set their second step up again.
"""

import hashlib
import hmac
from base64 import b64decode, b64encode

from django.conf import settings
from nacl.secret import SecretBox


def _key(purpose: bytes) -> bytes:
    """Derive one key for one purpose."""
    master: str = settings.SECRET_KEY
    return hashlib.blake2b(
        hashlib.sha512(master.encode()).digest(), digest_size=32, person=purpose
    ).digest()


def seal(secret: str) -> str:
    """Encrypt a secret, with a fresh nonce."""
    return b64encode(SecretBox(_key(b"loa second step")).encrypt(secret.encode())).decode()


def unseal(sealed: str) -> str:
    """Read a secret again. Fails loudly when SECRET_KEY is another one."""
    return SecretBox(_key(b"loa second step")).decrypt(b64decode(sealed)).decode()


def digest(code: str) -> str:
    """Return the keyed digest of a spare code."""
    return hmac.digest(_key(b"loa spare code"), code.encode(), "sha256").hex()
