"""A box that is ready, and a driver that feeds it events."""

from dataclasses import dataclass, field, replace
from typing import Any

from loa_protocol.messages import Clock, Manifest, Occurrence, Order, Role, Stage
from loa_protocol.priority import Klass

from loa_player.commands import Command, Fetch, LetGo, Play, Report, Stop, WakeAt
from loa_player.conductor import step
from loa_player.events import Event, OrderArrived, Outcome, PlayEnded, PlayStarted, Tick
from loa_player.state import Amplifier, State
from loa_player.testing import authority

NOON = 1_800_000_000_000
SECOND = 1_000
MINUTE = 60_000
HOUR = 3_600_000


def manifest(name: str, *, seconds: int = 60, roles: tuple[Role, ...] = (Role.HORN,)) -> Manifest:
    """Return an approved bulletin of one language; nobody encodes it."""
    renditions = [
        authority.rendition(f"{name} {role}".encode(), samples=seconds * 48_000, role=role)
        for role in roles
    ]
    return authority.manifest(*renditions, bulletin=name)


def file_of(told: Manifest, place: int = 0) -> str:
    """Return the digest of one of its files."""
    return told.sounds[0].renditions[place].file


MARKET = manifest("market")
FLOOD = manifest("flood")
STORM = manifest("storm")
HEALTH = manifest("health")
ALL_FILES = frozenset(file_of(one) for one in (MARKET, FLOOD, STORM, HEALTH))
READY = State(
    place=authority.place(),
    files=ALL_FILES,
    is_audio_up=True,
    clock=Clock.FRESH,
    is_in_contact=True,
)


@dataclass
class Driver:
    """One box over time; remembers every command."""

    state: State = READY
    now: int = NOON
    said: list[Command] = field(default_factory=list)

    def tell(self, event: Event, *, after: int = 0) -> list[Command]:
        """Feed an event, some time later; return the commands but the wake-ups."""
        self.now += after
        answer = step(self.state, event, now=self.now)
        self.state = answer.state
        self.said += answer.commands
        return [one for one in answer.commands if not isinstance(one, WakeAt)]

    def wait(self, duration: int) -> list[Command]:
        """Let time pass."""
        return self.tell(Tick(), after=duration)

    def change(self, **fields: Any) -> None:
        """Put the box into another state."""
        self.state = replace(self.state, **fields)

    def order(self, told: Order, withdraws: frozenset[str] = frozenset()) -> list[Command]:
        """Let an order arrive."""
        return self.tell(OrderArrived(order=told, withdraws=withdraws))

    def started(self, item: str) -> list[Command]:
        """Let the first sample of an item be written."""
        return self.tell(PlayStarted(item=item, at=self.now))

    def ended(
        self, item: str, outcome: Outcome = Outcome.FINISHED, *, played: int = 60 * SECOND
    ) -> list[Command]:
        """Let the last sample of an item be written."""
        return self.tell(PlayEnded(item=item, outcome=outcome, actual_ms=played, level=-1600))

    @property
    def playing(self) -> str | None:
        """Say what plays."""
        return self.state.playing.item.id if self.state.playing else None

    def reports(self, item: str) -> list[tuple[Stage, str]]:
        """Return all that was said about an item."""
        found = (one for one in self.said if isinstance(one, Report) and one.item == item)
        return [(one.stage, one.reason) for one in found]

    def fetched(self) -> list[Fetch]:
        """Return every file that was asked for."""
        return [one for one in self.said if isinstance(one, Fetch)]

    def let_go(self) -> list[str]:
        """Return every file that is tried for no longer."""
        return [one.file for one in self.said if isinstance(one, LetGo)]


def plays(commands: list[Command]) -> list[str]:
    """Return what is to play."""
    return [one.item for one in commands if isinstance(one, Play)]


def stops(commands: list[Command]) -> list[str]:
    """Return what is to stop."""
    return [one.item for one in commands if isinstance(one, Stop)]


def order(name: str, told: Manifest, klass: Klass = Klass.ORDINARY, **changed: Any) -> Order:
    """Return an order released at noon."""
    return authority.order(told, at=NOON, id=name, klass=klass, **changed)


def occurrence(name: str, at: int, **changed: Any) -> Occurrence:
    """Return a minute of a programme."""
    return Occurrence(id=name, start_at=at, duration_ms=60 * SECOND, item=0, **changed)


SLOW_AMPLIFIER = Amplifier(warm_up_ms=10 * SECOND, hold_ms=MINUTE)
