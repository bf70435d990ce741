"""Everything the player decides, and nothing it does.

Feed it a state and an event; it answers with a new state and commands. It never
sleeps, reads a clock or opens a file, so each rule here is tested in
microseconds. `agent.py` is the only caller, and does what it is told.

What plays next is worked out anew at every step, from the schedule and the
time. An item that was cut off starts again from its beginning if little of it
was heard and it may still start; speech is never joined in the middle.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from loa_protocol.messages import Clock, Place, Programme, Stage
from loa_protocol.priority import Klass, Verdict, judge
from loa_protocol.timetable import Plan, plan

from loa_player import events as ev
from loa_player.commands import Command, Fetch, LetGo, Play, Power, Prepare, Report, Stop, WakeAt
from loa_player.items import Item, Wanted, is_for, scheduled
from loa_player.state import Playing, State, obstacle, why_missed

ARM_MS: Final = 300
"""How long before its instant the audio process is told to start an item."""
PREPARE_MS: Final = 5_000
"""How long before that its files are opened."""
SYNC_WAIT_MS: Final = 5_000
"""How long a new start waits, after a reconnect, for cancels we may have missed."""
RESTART_UNDER_MS: Final = 30_000
"""An item cut off earlier than this starts again."""
MOST_ATTEMPTS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The answer to one event."""

    state: State
    commands: tuple[Command, ...]


def step(state: State, event: ev.Event, *, now: int) -> Step:
    """Take in one event and say what to do."""
    turn = _Turn(state, now)
    turn.take_in(event)
    turn.settle()
    return Step(state=turn.state, commands=tuple(turn.commands))


class _Turn:
    """One step being worked out."""

    def __init__(self, state: State, now: int) -> None:
        self.state = state
        self.now = now
        self.commands: list[Command] = []

    # Taking in -------------------------------------------------------------

    def take_in(self, event: ev.Event) -> None:  # noqa: C901, PLR0912 - one line an event
        match event:
            case ev.OrderArrived():
                self._order_arrived(event)
            case ev.ProgrammeArrived(programme=programme):
                self._programme_arrived(programme)
            case ev.FileArrived(file=file):
                self._change(files=self.state.files | {file}, asked=self._asked_without(file))
            case ev.FileGone(file=file):
                self._change(files=self.state.files - {file}, asked=self._asked_without(file))
            case ev.Tick():
                self._change(wake_at=None)
            case ev.PlayStarted(item=item, at=at):
                self._play_started(item, at)
            case ev.PlayEnded():
                self._play_ended(event)
            case ev.AudioUp():
                self._change(is_audio_up=True, prepared=frozenset())
            case ev.AudioLost(played_ms=played_ms):
                self._audio_lost(played_ms)
            case ev.ClockJudged(clock=clock, step_ms=step_ms):
                self._clock_judged(clock, step_ms)
            case ev.LinkUp():
                self._change(is_in_contact=True, hold_until=self.now + SYNC_WAIT_MS)
            case ev.LinkSynced():
                self._change(hold_until=0)
            case ev.LinkDown():
                self._change(is_in_contact=False, hold_until=0)
            case ev.Moved(place=place):
                self._moved(place)
            case ev.WantedTold(wanted=wanted):
                self._wanted_told(wanted)
            case ev.Distrusted(orders=orders):
                self._distrusted(orders)
            case ev.Silenced(until=until):
                self._silenced(until)
            case _:
                self._change(recovered=(*self.state.recovered, event))

    def _order_arrived(self, event: ev.OrderArrived) -> None:
        """Take in an order. The broker may deliver it twice; we play it once."""
        order = event.order
        if order.id in event.withdraws:
            self._make_way(order.id)
        elif self.state.open_item(order.id) is not None:
            return
        reason = "order.superseded" if order.manifest else "order.cancelled"
        others = event.withdraws - {order.id}
        self._withdraw(lambda item: item.id in others, reason)
        if order.manifest is not None:
            item = Item.from_order(order, order.manifest, self.state.wanted)
            self._change(orders=(*self.state.orders, item))
        self._say(Report(item=order.id, order=order.id, stage=Stage.RECEIVED, at=self.now))

    def _make_way(self, order_id: str) -> None:
        """Drop what ground below called by this id, as if it had never been."""
        for playing in self.state.sounding:
            if playing.item.id == order_id:
                disowned = replace(playing, is_disowned=True)
                self._swap(playing, disowned)
                self._stop(disowned, "order.superseded")
        self._forget(order_id)

    def _programme_arrived(self, programme: Programme) -> None:
        """Take a programme in place of the last; what sounds and is not in it is stopped."""
        fresh = scheduled(programme, self.state.place, self.state.wanted)
        kept = {item.id for item in fresh}
        for playing in self.state.sounding:
            if playing.item.is_scheduled and playing.item.id not in kept:
                self._stop(playing, "order.cancelled")
        self._change(
            programme=programme,
            scheduled=fresh,
            done={item: until for item, until in self.state.done.items() if until >= self.now},
        )
        self._say(Report(item=programme.id, order=programme.id, stage=Stage.RECEIVED, at=self.now))

    def _moved(self, place: Place) -> None:
        """Come to stand elsewhere: what is for the old ground goes."""
        fresh = scheduled(self.state.programme, place, self.state.wanted)
        here = {item.id for item in fresh}
        self._withdraw(
            lambda item: item.id not in here if item.is_scheduled else not is_for(item, place),
            "place.moved",
        )
        self._change(place=place, scheduled=fresh)

    def _wanted_told(self, wanted: Wanted) -> None:
        """Play what is wanted here from now on; what sounds already goes on as it began."""
        self._change(
            wanted=wanted,
            orders=tuple(item.as_wanted(wanted) for item in self.state.orders),
            scheduled=tuple(item.as_wanted(wanted) for item in self.state.scheduled),
            prepared=frozenset(),
        )

    def _distrusted(self, orders: frozenset[str]) -> None:
        """Let nothing sound that a key signed which was taken back since."""
        self._withdraw(lambda item: item.order in orders, "trust.revoked")
        if self.state.programme is not None and self.state.programme.id in orders:
            self._change(programme=None, scheduled=())

    def _clock_judged(self, clock: Clock, step_ms: int) -> None:
        """Know the time better. What was noted by the clock before moves along with it."""
        state = self.state
        self._change(
            clock=clock,
            hold_until=state.hold_until and state.hold_until + step_ms,
            silenced_until=state.silenced_until and state.silenced_until + step_ms,
            powered_at=state.powered_at and state.powered_at + step_ms,
            idle_since=state.idle_since and state.idle_since + step_ms,
            wake_at=None,
        )

    def _silenced(self, until: int) -> None:
        self._change(silenced_until=until)
        if until > self.now and self.state.playing is not None:
            self._stop(self.state.playing, "box.silenced")

    def _withdraw(self, is_meant: Callable[[Item], bool], reason: str) -> None:
        """Take items back: what sounds is stopped, what waits will not sound."""
        for playing in self.state.sounding:
            if is_meant(playing.item):
                self._stop(playing, reason)
        sounding = {playing.item.id for playing in self.state.sounding}
        for item in self.state.open_items:
            if is_meant(item) and item.id not in sounding:
                self._miss(item, reason)

    # What the audio process says -------------------------------------------

    def _play_started(self, item_id: str, at: int) -> None:
        for playing in self.state.sounding:
            if playing.item.id == item_id:
                self._swap(playing, replace(playing, started_at=at))
                self._report(playing.item, Stage.STARTED, at=at, file=playing.files[0])

    def _play_ended(self, event: ev.PlayEnded) -> None:
        for playing in self.state.sounding:
            if playing.item.id == event.item:
                self._swap(playing, None)
                self._conclude(playing, event)

    def _conclude(self, playing: Playing, event: ev.PlayEnded) -> None:
        """Say what came of an item; it opens again if it may start again."""
        heard = {
            "file": playing.files[0],
            "actual_ms": event.actual_ms,
            "level": event.level,
        }
        item = playing.item
        match event.outcome:
            case ev.Outcome.FINISHED:
                self._report(item, Stage.FINISHED, closes=not playing.is_disowned, **heard)
            case ev.Outcome.FAILED if not playing.is_disowned:
                is_last = self.state.attempts[item.id] >= MOST_ATTEMPTS
                self._report(item, Stage.STOPPED, reason="play.failed", closes=is_last, **heard)
            case _:
                self._cut_off(playing, heard, played_ms=event.actual_ms)

    def _audio_lost(self, played_ms: int) -> None:
        """Restart what sounded, if it may: nobody can say how much of it was heard."""
        lost = self.state.sounding
        self._change(is_audio_up=False, playing=None, stopping=())
        for playing in lost:
            reason = playing.stop_reason or "audio.lost"
            told = {"file": playing.files[0]}
            self._cut_off(replace(playing, stop_reason=reason), told, played_ms=played_ms)

    def _cut_off(self, playing: Playing, told: dict[str, Any], *, played_ms: int) -> None:
        item, reason = playing.item, playing.stop_reason
        again = reason in {"play.interrupted", "audio.lost"} and self._may_restart(item, played_ms)
        if playing.started_at is None and again:
            return  # not a sample of it was heard: it simply waits again
        closes = not again and not playing.is_disowned
        self._report(item, Stage.STOPPED, reason=reason, closes=closes, **told)

    def _may_restart(self, item: Item, played_ms: int) -> bool:
        """Say whether an item that was cut off may start again.

        A warning that was cut off by a fault is given again however much of it
        was heard: nobody may be left with half of it.
        """
        is_short = played_ms < RESTART_UNDER_MS or item.klass is Klass.EMERGENCY
        tries_left = self.state.attempts.get(item.id, 0) < MOST_ATTEMPTS
        return is_short and tries_left and item.last_start >= self.now

    # Deciding --------------------------------------------------------------

    def settle(self) -> None:
        """Work out from schedule and time what is to happen now."""
        if self.state.clock is not Clock.UNSET:
            self._settle_recovered()
            self._drop_missed()
        self._start()
        self._fetch()
        self._prepare()
        self._power_down()
        self._wake()

    def _settle_recovered(self) -> None:
        """Say that what sounded when this box, or this process, went down did not end.

        By a battery clock it may start again; only a proved time ends it for good.
        """
        doubtful = []
        for told in self.state.recovered:
            item = self.state.open_item(told.item)
            again = item is not None and self._may_restart(item, self.now - told.started_at)
            until = self.now if item is None else self.state.remember_until(item)
            if not again and not self._is_time_proved:
                doubtful.append(told)
                continue
            self._say(
                Report(
                    item=told.item,
                    order=told.order,
                    occurrence=told.occurrence,
                    stage=Stage.STOPPED,
                    at=self.now,
                    reason="box.restarted",
                    closes_until=None if again else until,
                )
            )
            if not again:
                self._close(told.item, until)
        self._change(recovered=tuple(doubtful))

    def _drop_missed(self) -> None:
        """Give up what can no longer start, once the time is proved.

        A battery clock may be years ahead: by it we note only what stood in the way.
        """
        missed = {occurrence.id for occurrence in self._plan().missed}
        late = [one for one in self._waiting() if one.id in missed or one.last_start < self.now]
        noted = self.state.late
        why = {
            item.id: noted.get(item.id) or why_missed(self.state, item, now=self.now)
            for item in late
        }
        self._change(late={} if self._is_time_proved else why)
        if self._is_time_proved:
            for item in late:
                self._miss(item, why[item.id])

    def _start(self) -> None:
        """Start the most urgent of what is due, if it may sound and may begin now."""
        due = {occurrence.id for occurrence in self._plan().due}
        if self.state.playing is None:
            armed = self.now + self._lead_ms
            due |= {item.id for item in self._waiting() if self.now < item.start_at <= armed}
        ready = [item for item in self._waiting() if item.id in due and self._is_free(item)]
        if not ready:
            return
        first = min(ready, key=_most_urgent)
        playing = self.state.playing
        verdict = judge(first.klass, playing.item.klass if playing else None)
        if playing is not None and verdict is Verdict.INTERRUPT:
            self._stop(playing, "play.interrupted")
        if verdict is not Verdict.WAIT:
            self._play(first)

    def _play(self, item: Item) -> None:
        files = item.files(self.state.files) or ()
        at = max(item.start_at, self.now, self._power_up())
        self._say(Play(item=item.id, files=files, at=at, klass=item.klass))
        attempts = {**self.state.attempts, item.id: self.state.attempts.get(item.id, 0) + 1}
        self._change(playing=Playing(item=item, files=files, at=at), attempts=attempts)

    def _power_up(self) -> int:
        """Switch the amplifier on, and return when it is warm."""
        amplifier = self.state.amplifier
        if amplifier.is_switched and self.state.powered_at is None:
            self._change(powered_at=self.now)
            self._say(Power(is_on=True))
        return (self.state.powered_at or 0) + amplifier.warm_up_ms

    def _power_down(self) -> None:
        """Switch the amplifier off when nothing sounds and nothing is about to."""
        off_at = self._power_off_at()
        if off_at is not None and off_at <= self.now:
            self._change(powered_at=None)
            self._say(Power(is_on=False))

    def _power_off_at(self) -> int | None:
        if self.state.powered_at is None or self.state.sounding:
            return None
        hold = self.state.amplifier.hold_ms
        off_at = self.state.idle_since + hold
        coming = self._plan().next_at
        return None if coming is not None and coming - self._lead_ms <= off_at + hold else off_at

    def _fetch(self) -> None:
        """Ask for every file that is missing, the most urgent first, and for nothing else."""
        may_sound = [item for item in self._waiting() if item.last_start >= self.now]
        lacking = [one for item in sorted(may_sound, key=_most_urgent) for one in self._lacks(item)]
        for file in sorted(self.state.asked.keys() - {one.file for one in lacking}):
            self._change(asked=self._asked_without(file))
            self._say(LetGo(file=file))
        for one in lacking:
            self._ask(one)

    def _lacks(self, item: Item) -> list[Fetch]:
        """Say what to get for an item: the best file of each language; when late, any of them.

        A line that is paid by the megabyte carries the small one alone.
        """
        urgency = (-item.klass.rank, item.start_at)
        is_late = item.start_at <= self.now and not self.state.wanted.is_metered
        return [
            Fetch(file=choice.file, size=choice.size, urgency=urgency)
            for choices in item.languages
            if not any(choice.file in self.state.files for choice in choices)
            for choice in (choices if is_late else choices[:1])
        ]

    def _asked_without(self, file: str) -> dict[str, tuple[int, int]]:
        return {name: urgency for name, urgency in self.state.asked.items() if name != file}

    def _ask(self, fetch: Fetch) -> None:
        before = self.state.asked.get(fetch.file)
        if before is None or fetch.urgency < before:
            self._change(asked={**self.state.asked, fetch.file: fetch.urgency})
            self._say(fetch)

    def _prepare(self) -> None:
        """Open the files of what starts soon."""
        soon = self.now + self._lead_ms + PREPARE_MS
        for item in self._waiting():
            files = item.files(self.state.files)
            is_soon = self.now < item.start_at <= soon and item.id not in self.state.prepared
            if is_soon and files is not None and self.state.is_audio_up:
                self._change(prepared=self.state.prepared | {item.id})
                self._say(Prepare(item=item.id, files=files))

    def _wake(self) -> None:
        """Ask to be woken when the next thing can change by time alone."""
        instants = [self.state.hold_until, self.state.silenced_until, self._power_off_at() or 0]
        for item in self._waiting():
            begin = item.start_at - self._lead_ms
            instants += [begin - PREPARE_MS, begin, item.start_at, item.last_start + 1]
        at = min((instant for instant in instants if instant > self.now), default=None)
        if at != self.state.wake_at:
            self._change(wake_at=at)
            self._say(WakeAt(at=at))

    # Small words -----------------------------------------------------------

    @property
    def _lead_ms(self) -> int:
        return max(ARM_MS, self.state.amplifier.warm_up_ms)

    @property
    def _is_time_proved(self) -> bool:
        return self.state.clock is Clock.FRESH

    def _waiting(self) -> tuple[Item, ...]:
        """Return what has not ended and does not sound."""
        sounding = {playing.item.id for playing in self.state.sounding}
        recovering = {told.item for told in self.state.recovered}
        return tuple(item for item in self.state.open_items if item.id not in sounding | recovering)

    def _plan(self) -> Plan:
        waiting = [item.when for item in self._waiting()]
        return plan(waiting, at=self.now, done=self.state.done)

    def _is_free(self, item: Item) -> bool:
        return obstacle(self.state, item, now=self.now) is None

    def _stop(self, playing: Playing, reason: str) -> None:
        self._say(Stop(item=playing.item.id))
        still = tuple(one for one in self.state.stopping if one != playing)
        going = replace(playing, stop_reason=reason)
        now_playing = None if self.state.playing == playing else self.state.playing
        self._change(playing=now_playing, stopping=(*still, going), idle_since=self.now)

    def _swap(self, old: Playing, new: Playing | None) -> None:
        """Put `new` where `old` stands; nothing there means that sound has ended."""
        if self.state.playing == old:
            self._change(playing=new, idle_since=self.now)
        else:
            kept = (new if one == old else one for one in self.state.stopping)
            self._change(stopping=tuple(one for one in kept if one is not None))

    def _miss(self, item: Item, reason: str) -> None:
        self._report(item, Stage.MISSED, reason=reason, closes=True)

    def _report(self, item: Item, stage: Stage, *, closes: bool = False, **told: Any) -> None:
        until = self.state.remember_until(item) if closes else None
        self._say(
            Report(
                item=item.id,
                order=item.order,
                occurrence=item.id if item.is_scheduled else None,
                stage=stage,
                planned_ms=item.planned_ms,
                closes_until=until,
                **{"at": self.now, **told},
            )
        )
        if until is not None:
            self._close(item.id, until)

    def _close(self, item_id: str, until: int) -> None:
        self._forget(item_id)
        self._change(done={**self.state.done, item_id: until})

    def _forget(self, item_id: str) -> None:
        self._change(
            orders=tuple(item for item in self.state.orders if item.id != item_id),
            done={name: until for name, until in self.state.done.items() if name != item_id},
            attempts={name: n for name, n in self.state.attempts.items() if name != item_id},
            prepared=self.state.prepared - {item_id},
        )

    def _say(self, command: Command) -> None:
        self.commands.append(command)

    def _change(self, **fields: Any) -> None:
        self.state = replace(self.state, **fields)


def _most_urgent(item: Item) -> tuple[int, int, str]:
    return -item.klass.rank, item.start_at, item.id
