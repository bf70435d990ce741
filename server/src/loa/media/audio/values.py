"""What is said about sounds between processes. Plain values; nothing here touches a sample."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How much we are ready to take in."""

    seconds: int = 3600
    bytes: int = 768 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What the meter read from the first sample to the last."""

    samples: int
    lufs: float
    true_peak: float
    leading_ms: int
    trailing_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One file that mastering wrote, and what a meter reads from it when it is played."""

    role: str
    name: str
    codec: str
    media_type: str
    bitrate: int
    measured: Measured


@dataclass(frozen=True, slots=True, kw_only=True)
class Mastered:
    """The master, and everything derived from it."""

    master: Made
    renditions: tuple[Made, ...]
    marks: tuple[int, ...] = ()
    """By which the same recording is known again (`marks`)."""

    @property
    def files(self) -> tuple[Made, ...]:
        """Return the master and every rendition."""
        return (self.master, *self.renditions)
