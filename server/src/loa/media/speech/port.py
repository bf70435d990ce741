"""What every voice offers, whoever makes it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One voice of one engine. Its version says when a text must be read again."""

    engine: str
    name: str
    language: str
    version: str
    is_robot: bool
    """It is understood with effort: shown with a warning, for want of better."""

    @property
    def key(self) -> str:
        """Return what the sound's record keeps, `espeak:vi`."""
        return f"{self.engine}:{self.name}"


class Engine(Protocol):
    """Something that turns a plain text into sound."""

    def voices(self) -> tuple[Voice, ...]:
        """List the voices it has here, the best first."""
        ...

    def synthesise(self, text: str, voice: Voice, folder: Path, *, pace: int = 100) -> Path:
        """Read a plain text aloud into a WAV inside a folder. `pace` is a percentage.

        Raises:
            SpeechFailed: what came out cannot be that text.
            TooHard: it took too long, or the engine died.
        """
        ...
