"""What the conductor tells the agent to do. Only the agent does it."""

from dataclasses import dataclass

from loa_protocol.messages import Stage
from loa_protocol.priority import Klass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """Get a file. The lowest urgency comes first."""

    file: str
    size: int
    urgency: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetGo:
    """Try for a file no longer: nothing that may still sound needs it."""

    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepare:
    """Open files ahead of time, so that the start is on the instant."""

    item: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """Let files sound, one after the other, from an instant on."""

    item: str
    files: tuple[str, ...]
    at: int
    klass: Klass


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Fade out now, and say how much was played."""

    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Power:
    """Switch the amplifier."""

    is_on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Sign a receipt and keep it until the server has it.

    `closes_until`: the item has come to its end and is not to be heard of
    again; remember that until this instant.
    """

    item: str
    order: str
    stage: Stage
    at: int
    occurrence: str | None = None
    planned_ms: int | None = None
    actual_ms: int | None = None
    level: int | None = None
    file: str | None = None
    reason: str = ""
    closes_until: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WakeAt:
    """Send a tick at this instant (None: nothing to wait for)."""

    at: int | None


Command = Fetch | LetGo | Prepare | Play | Stop | Power | Report | WakeAt
