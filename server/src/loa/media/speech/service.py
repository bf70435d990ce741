"""A speech service that a site names: where it is, and which voices it offers. Values only."""

from dataclasses import dataclass, field
from hashlib import sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """One voice of the service and the language it reads."""

    name: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One address that answers `POST` as OpenAI's `/v1/audio/speech` does."""

    is_encrypted: bool
    host: str
    port: int
    path: str
    model: str
    voices: tuple[Offered, ...]
    key: str = field(default="", repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    def version_of(self, voice: str) -> str:
        """Return what changes when the same words may sound otherwise: address, model or voice."""
        told = "\n".join([self.host, str(self.port), self.path, self.model, voice])
        return sha256(told.encode()).hexdigest()[:16]
