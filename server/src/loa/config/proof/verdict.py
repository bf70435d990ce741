"""Judge what a box played by what was promised. Plain values; nothing is opened here."""

from dataclasses import dataclass
from typing import Final

from loa.media.audio.chain import RATE

LATEST_MS: Final = 300
"""How far from the promised second a box may begin: it has its clock from the site."""
LENGTH_MS: Final = 100
LUFS: Final = 1.0
LIKENESS: Final = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What the signed order says, and the approved master."""

    start_ms: int
    samples: int
    lufs: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What was heard in the recording of one box."""

    start_ms: int
    samples: int
    lufs: float
    likeness: float
    is_clipped: bool


def faults(promise: Promise, played: Played | None) -> list[str]:
    """Name everything that is not as promised; nothing when all is."""
    if played is None:
        return ["played nothing"]
    late = played.start_ms - promise.start_ms
    longer = (played.samples - promise.samples) * 1000 // RATE
    louder = played.lufs - promise.lufs
    found = {
        f"began {late:+} ms from its time": abs(late) > LATEST_MS,
        f"is {longer:+} ms from its length": abs(longer) > LENGTH_MS,
        f"is {louder:+.1f} LU from its loudness": abs(louder) > LUFS,
        f"likeness {played.likeness:.2f}": played.likeness < LIKENESS,
        "is clipped": played.is_clipped,
    }
    return [fault for fault, is_true in found.items() if is_true]
