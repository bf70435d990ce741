"""What the conductor is told. Everything here was verified before it came."""

from dataclasses import dataclass
from enum import StrEnum

from loa_protocol.messages import Clock, Order, Place, Programme

from loa_player.items import Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderArrived:
    """An order was verified and accepted. It may be a cancel.

    `withdraws`: what it takes the place of, or takes back, by somebody who may. Its
    own id stands there when ground below used that for something else before.
    """

    order: Order
    withdraws: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeArrived:
    """A newer programme replaces the one before, whole."""

    programme: Programme


@dataclass(frozen=True, slots=True, kw_only=True)
class FileArrived:
    """A file is here, and its digest was checked."""

    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileGone:
    """A file is no longer here, or no longer what its name says."""

    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """Time has passed."""


class Outcome(StrEnum):
    """How playing came to an end."""

    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayStarted:
    """The first sample went to the sink."""

    item: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayEnded:
    """The last sample went to the sink, and this many were written."""

    item: str
    outcome: Outcome
    actual_ms: int
    level: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioUp:
    """The audio process is ready to play."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioLost:
    """The audio process has died. It had written at least this much."""

    played_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockJudged:
    """What we know about the time has changed."""

    clock: Clock
    step_ms: int = 0
    """By how much our own clock was put forward."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkUp:
    """We are connected; what we missed is on its way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkSynced:
    """The server has answered our hello."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkDown:
    """We are not connected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A signed statement says where the box stands now."""

    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedTold:
    """Signed settings say what is to sound here from now on."""

    wanted: Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Distrusted:
    """The keys that signed these orders, or this programme, were taken back."""

    orders: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Silenced:
    """Somebody pressed the stop switch on the box (0: let go of it)."""

    until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """Before this process began, an item had started to sound and has no end."""

    item: str
    order: str
    occurrence: str | None
    started_at: int


Event = (
    OrderArrived
    | ProgrammeArrived
    | FileArrived
    | FileGone
    | Tick
    | PlayStarted
    | PlayEnded
    | AudioUp
    | AudioLost
    | ClockJudged
    | LinkUp
    | LinkSynced
    | LinkDown
    | Moved
    | WantedTold
    | Distrusted
    | Silenced
    | Recovered
)
