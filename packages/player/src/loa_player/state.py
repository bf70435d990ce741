"""What the conductor knows. Nothing here changes; a step gives a new state."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from loa_protocol.clock import ClockNotFresh, may_sound
from loa_protocol.messages import Clock, Order, Place, Programme

from loa_player.events import Recovered
from loa_player.items import AS_APPROVED, Item, Wanted, scheduled


@dataclass(frozen=True, slots=True, kw_only=True)
class Playing:
    """What sounds, or is about to."""

    item: Item
    files: tuple[str, ...]
    at: int
    started_at: int | None = None
    stop_reason: str = ""
    is_disowned: bool = False
    """Its id belongs to another order by now: its end is not that one's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amplifier:
    """How long the amplifier takes to warm up, and how long it stays on after sound.

    No warm-up and no hold: there is nothing to switch.
    """

    warm_up_ms: int = 0
    hold_ms: int = 0

    @property
    def is_switched(self) -> bool:
        """Say whether there is an amplifier to switch."""
        return self.warm_up_ms > 0 or self.hold_ms > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """All that decides what sounds."""

    place: Place | None = None
    wanted: Wanted = AS_APPROVED
    orders: tuple[Item, ...] = ()
    programme: Programme | None = None
    scheduled: tuple[Item, ...] = ()
    done: Mapping[str, int] = field(default_factory=dict)
    """What has come to its end → until when to remember it."""
    files: frozenset[str] = frozenset()
    asked: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """The files that are being fetched, and how urgently."""
    prepared: frozenset[str] = frozenset()
    attempts: Mapping[str, int] = field(default_factory=dict)
    recovered: tuple[Recovered, ...] = ()
    late: Mapping[str, str] = field(default_factory=dict)
    """What can no longer start, if a clock that nobody proved is right → what stood in its way."""
    playing: Playing | None = None
    stopping: tuple[Playing, ...] = ()
    is_audio_up: bool = False
    clock: Clock = Clock.UNSET
    is_in_contact: bool = False
    hold_until: int = 0
    """After a reconnect nothing new starts before what we missed is here."""
    silenced_until: int = 0
    amplifier: Amplifier = Amplifier()
    powered_at: int | None = None
    idle_since: int = 0
    wake_at: int | None = None

    @property
    def open_items(self) -> tuple[Item, ...]:
        """What has not come to its end yet."""
        return tuple(item for item in (*self.orders, *self.scheduled) if item.id not in self.done)

    @property
    def sounding(self) -> tuple[Playing, ...]:
        """What the audio process has in hand, the fading ones too."""
        return self.stopping if self.playing is None else (self.playing, *self.stopping)

    def open_item(self, item_id: str) -> Item | None:
        """Return an item that has not come to its end, by its id."""
        return next((item for item in self.open_items if item.id == item_id), None)

    def remember_until(self, item: Item) -> int:
        """Say how long an item's end must be remembered."""
        if item.is_scheduled and self.programme is not None:
            return max(item.last_start, self.programme.end)
        return item.last_start


def restored(
    *,
    place: Place | None,
    wanted: Wanted,
    orders: Iterable[Order],
    programme: Programme | None,
    done: Mapping[str, int],
    files: Iterable[str],
    attempts: Mapping[str, int],
    amplifier: Amplifier,
) -> State:
    """Build the state that a box has after it started: from what it kept on disk."""
    items = tuple(
        Item.from_order(order, order.manifest, wanted)
        for order in orders
        if order.manifest is not None
    )
    return State(
        place=place,
        wanted=wanted,
        orders=items,
        programme=programme,
        scheduled=scheduled(programme, place, wanted),
        done=dict(done),
        files=frozenset(files),
        attempts=dict(attempts),
        amplifier=amplifier,
    )


def obstacle(state: State, item: Item, *, now: int) -> str | None:  # noqa: PLR0911 - a reason a line
    """Say why an item cannot sound at this moment, or None if it can."""
    if now < state.silenced_until:
        return "box.silenced"
    if not state.is_audio_up:
        return "audio.down"
    if item.files(state.files) is None:
        return "file.missing"
    if now < state.hold_until:
        return "link.syncing"
    alone_until = item.when.offline_until
    if alone_until is not None and not state.is_in_contact and now > alone_until:
        return "order.no_contact"
    try:
        may_sound(item.klass, clock=state.clock, is_scheduled=item.is_scheduled)
    except ClockNotFresh as refusal:
        return refusal.code
    return None


def why_missed(state: State, item: Item, *, now: int) -> str:
    """Say why an item never came to sound."""
    if reason := obstacle(state, item, now=now):
        return reason
    if state.attempts.get(item.id):
        return "play.interrupted"
    return "box.busy" if state.playing else "box.off"
