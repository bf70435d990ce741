"""Do what the conductor says, and tell it what happened. Decide nothing.

Everything runs in one asyncio loop; a task that ends is the end of the process,
and the supervisor starts it again. Sound comes first: a command that plays or
stops is carried out before anything is written down.
"""

import asyncio
import itertools
import logging
import sqlite3
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from loa_protocol.errors import Refusal
from loa_protocol.messages import Clock
from loa_protocol.signing import VerifyKey
from loa_protocol.volume import gain

from loa_player import amplifier, inbox
from loa_player.box import Folder
from loa_player.clock import BoxClock
from loa_player.commands import Command, Fetch, LetGo, Play, Power, Prepare, Report, Stop, WakeAt
from loa_player.conductor import step
from loa_player.door import Door
from loa_player.events import (
    AudioUp,
    ClockJudged,
    Event,
    FileArrived,
    FileGone,
    LinkDown,
    LinkSynced,
    LinkUp,
    Moved,
    Outcome,
    PlayEnded,
    PlayStarted,
    Recovered,
    Silenced,
    Tick,
    WantedTold,
)
from loa_player.fetch import Source
from loa_player.fetcher import Fetcher
from loa_player.files import Files, WrongDigest
from loa_player.items import Wanted
from loa_player.link import Link, Pace
from loa_player.post import Post
from loa_player.receipts import Receipts, Voice
from loa_player.speaker import Speaker
from loa_player.state import Amplifier, State, restored
from loa_player.store import Store
from loa_player.watchdog import Watchdog

logger = logging.getLogger(__name__)

HOUSEKEEPING_S: Final = 600.0
ASK_THE_TIME_EVERY: Final = 36
MOST_UNWRITTEN: Final = 1_000
FULL_PERCENT: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How this box is put together. The server does not know and need not."""

    sink: str = "null"
    amplifier: str = "none"
    warm_up_ms: int = 0
    hold_ms: int = 0
    has_battery_clock: bool = False
    quota_bytes: int = 2 * 1024**3
    pace: Pace = field(default_factory=Pace)
    resend_s: float = 30.0
    authorities: Path | None = None


class Agent:
    """One running box."""

    def __init__(self, folder: Folder, options: Options) -> None:
        self.identity = folder.identity()
        self.store = Store.open(folder.memory)
        self.clock = BoxClock(
            floor=self.store.kept_number("floor"), has_battery=options.has_battery_clock
        )
        voice = Voice(
            device=self.identity.device,
            key=folder.key(),
            clock=lambda: self.clock.state,
            now=self.clock.now,
        )
        self.receipts = Receipts(voice=voice, store=self.store)
        self.inbox = inbox.Inbox(
            device=self.identity.device,
            root=VerifyKey.from_text(self.identity.root),
            store=self.store,
            clock=self.clock,
            receipts=self.receipts,
        )
        self.files = Files(folder=folder.files, quota_bytes=options.quota_bytes)
        self.state = self._restored(options)
        self.speaker = Speaker(sink=options.sink, clock=self.clock, happen=self.happen)
        self.link = Link(
            self.identity,
            listener=self,
            area=lambda: self.state.place.area if self.state.place else "vn",
            pace=options.pace,
            authorities=options.authorities,
        )
        self.post = Post(agent=self, voice=voice, resend_s=options.resend_s)
        self.fetcher = self._fetcher(options)
        self.watchdog = Watchdog()
        self._amplifier = amplifier.named(options.amplifier)
        self._door = Door(folder=folder, agent=self)
        self._unwritten: deque[Report] = deque(maxlen=MOST_UNWRITTEN)
        self._is_together = False
        self._alarm: asyncio.TimerHandle | None = None

    async def run(self) -> None:
        """Be a box until told to end."""
        self._recover()
        self._set_volume()
        self.speaker.on_blocks = self.watchdog.feed
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self.speaker.run())
                tasks.create_task(self.link.run())
                tasks.create_task(self.fetcher.run())
                tasks.create_task(self.post.run())
                tasks.create_task(self._door.run())
                tasks.create_task(self._keep_house())
        finally:
            if self.state.powered_at is not None:
                self._switch(Power(is_on=False))
            self.store.close()

    def happen(self, event: Event) -> None:
        """Tell the conductor, and do what it says."""
        if isinstance(event, PlayEnded) and event.outcome is Outcome.FAILED:
            self._recheck(event.item)
        answer = step(self.state, event, now=self.clock.now())
        self.state = answer.state
        self._do(answer.commands)
        if isinstance(event, AudioUp):
            self.watchdog.ready()
        if isinstance(event, PlayStarted | PlayEnded):
            self.post.tell_how_we_are()

    # What comes from outside -----------------------------------------------

    def link_up(self) -> None:
        """Say hello, and ask for the time."""
        self.happen(LinkUp())
        self.post.greet()
        self.fetcher.hurry()

    def link_down(self) -> None:
        """Go on alone."""
        self.happen(LinkDown())

    def arrived(self, payload: bytes) -> None:
        """Let the inbox judge, act on what passes, and then write it all down at once.

        What sounds was told to sound before the disk is waited for; what we say
        we received is on the disk before we say it.
        """
        self._is_together = True
        try:
            with self.store.together():
                for arrival in self.inbox.take(payload):
                    self._act_on(arrival)
                self._write_reports()
            self._unwritten.clear()
        except sqlite3.OperationalError:
            logger.exception("Could not write", extra={"action": "store.failed"})
        finally:
            self._is_together = False
        self.post.receipts_changed()

    def _act_on(self, arrival: inbox.Arrival) -> None:
        match arrival:
            case inbox.TimeTold(step_ms=step_ms, is_all=is_all):
                self.happen(ClockJudged(clock=self.clock.state, step_ms=step_ms))
                if is_all:
                    self.happen(LinkSynced())
                else:
                    self.post.greet()
                self.post.tell_how_we_are()
            case inbox.SettingsArrived(settings=settings):
                self._set_volume()
                self.happen(WantedTold(wanted=Wanted.from_settings(settings)))
            case inbox.ReceiptsKept():
                logger.debug("Receipts kept", extra={"action": "receipts.kept"})
            case Moved():
                self.happen(arrival)
                self.link.come_back()
            case _:
                self.happen(arrival)

    def silence(self, *, until: int) -> None:
        """Obey the switch on the box."""
        self.happen(Silenced(until=until))

    # What the conductor says -----------------------------------------------

    def _do(self, commands: Iterable[Command]) -> None:  # noqa: C901 - one line a command
        reports: list[Report] = []
        for command in commands:
            match command:
                case Play():
                    self.speaker.play(command.item, self._paths(command.files), at=command.at)
                case Stop():
                    self.speaker.stop(command.item)
                case Prepare():
                    self.speaker.prepare(command.item, self._paths(command.files))
                case Power():
                    self._switch(command)
                case Fetch():
                    self.fetcher.want(command)
                case LetGo():
                    self.fetcher.let_go(command.file)
                case WakeAt():
                    self._wake_at(command.at)
                case Report():
                    reports.append(command)
        if reports:
            self._write_down(reports)

    def _paths(self, files: Iterable[str]) -> list[str]:
        return [str(self.files.path(file)) for file in files]

    def _switch(self, power: Power) -> None:
        try:
            self._amplifier.switch(is_on=power.is_on)
        except OSError:
            logger.exception("Amplifier not switched", extra={"action": "amplifier.failed"})

    def _wake_at(self, at: int | None) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if at is not None:
            delay = max(0, at - self.clock.now()) / 1000
            self._alarm = asyncio.get_running_loop().call_later(delay, self.happen, Tick())

    def _write_down(self, reports: Iterable[Report]) -> None:
        """Keep reports. Where the disk is full they wait in memory for room."""
        self._unwritten.extend(reports)
        if self._is_together:
            return
        try:
            with self.store.together():
                self._write_reports()
        except sqlite3.OperationalError:
            logger.exception("Could not write receipts", extra={"action": "store.failed"})
            return
        self._unwritten.clear()
        self.post.receipts_changed()

    def _write_reports(self) -> None:
        for report in self._unwritten:
            self.receipts.report(report)

    # Files -----------------------------------------------------------------

    def _fetcher(self, options: Options) -> Fetcher:
        source = Source(
            url=self.identity.files_url,
            user=self.identity.device,
            password=self.identity.broker_password,
            authorities=options.authorities,
        )
        return Fetcher(
            source=source,
            files=self.files,
            arrived=lambda file: self.happen(FileArrived(file=file)),
            failed=self._fetch_failed,
            make_room=self._make_room,
            first_pause_s=options.pace.first_s,
        )

    def _fetch_failed(self, file: str, refusal: Refusal) -> None:
        """Tell the server when a file is not what was signed for: that is no accident."""
        if not isinstance(refusal, WrongDigest):
            return
        with self.store.if_there_is_room():
            for item in self.state.open_items:
                if any(choice.file == file for choices in item.languages for choice in choices):
                    self.receipts.refuse_file(item, file=file, code=refusal.code)
        self.post.receipts_changed()

    def _make_room(self, need: int) -> None:
        keep = None
        if self.state.programme is not None:
            keep = {
                choice.file
                for item in (*self.state.orders, *self.state.scheduled)
                for choices in item.languages
                for choice in choices
            }
        for file in self.files.make_room(need, keep=keep):
            self.happen(FileGone(file=file))

    def _recheck(self, item_id: str) -> None:
        """Look whether a file that would not play has rotted on the disk."""
        for playing in self.state.sounding:
            if playing.item.id == item_id:
                for file in playing.files:
                    if not self.files.recheck(file):
                        self.happen(FileGone(file=file))

    # Beginning and keeping on ----------------------------------------------

    def _restored(self, options: Options) -> State:
        return restored(
            place=inbox.kept_place(self.store),
            wanted=Wanted.from_settings(inbox.kept_settings(self.store)),
            orders=inbox.kept_orders(self.store),
            programme=inbox.kept_programme(self.store),
            done=self.store.done(),
            files=self.files.held(),
            attempts=self.store.attempts(),
            amplifier=Amplifier(warm_up_ms=options.warm_up_ms, hold_ms=options.hold_ms),
        )

    def _recover(self) -> None:
        for play in self.store.open_plays():
            told = Recovered(
                item=play.item,
                order=play.order,
                occurrence=play.occurrence,
                started_at=play.started_at,
            )
            self.happen(told)
        self.happen(ClockJudged(clock=self.clock.state))

    def _set_volume(self) -> None:
        self.speaker.set_gain(gain(self.volume_percent, ceiling_percent=FULL_PERCENT))

    @property
    def volume_percent(self) -> int:
        """How loud the box plays: what was set, and never above its ceiling."""
        settings = inbox.kept_settings(self.store)
        if settings is None:
            return FULL_PERCENT
        return min(settings.volume_percent, settings.ceiling_percent)

    async def _keep_house(self) -> None:
        """Tidy up now and then, and ask for the time again: every clock drifts."""
        for round_ in itertools.count(1):
            await asyncio.sleep(HOUSEKEEPING_S)
            if round_ % ASK_THE_TIME_EVERY == 0:
                self.post.greet()
            with self.store.if_there_is_room():
                if self.state.clock is Clock.FRESH:
                    self.clock.raise_floor()
                    self.store.keep_number("floor", self.clock.floor)
                self.store.purge(now=self.clock.floor)

    def as_facts(self) -> dict[str, object]:
        """Return what `loa-player status` shows."""
        playing = self.state.playing
        return {
            "device": self.identity.device,
            "place": self.state.place.area if self.state.place else None,
            "cluster": self.state.place.cluster if self.state.place else None,
            "link": self.link.is_up,
            "clock": self.state.clock.value,
            "playing": playing.item.id if playing else None,
            "orders": len(self.state.orders),
            "files": len(self.state.files),
            "receipts_waiting": self.store.receipts_waiting(),
            "block_age_ms": self.speaker.block_age_ms,
            "audio_restarts": self.speaker.restarts,
            "volume_percent": self.volume_percent,
            "free_bytes": self.files.free_bytes(),
            "silenced_until": self.state.silenced_until,
        }
