"""Render one block after the other, and say what became of each item.

The sink's first sample is number 0; from then on only samples are counted. An
instant is turned into a sample number once, when a start is asked for, so that
what plays neither drifts nor is shortened.

Silence is the root: if nothing else sounds, or whatever sounded breaks, the
sink still gets its block.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from loa_player.audio.blocks import BLOCK, SILENCE, Block, ns, samples
from loa_player.audio.mixer import Mixer, Voice
from loa_player.audio.recording import Recorder
from loa_player.audio.sinks import Sink
from loa_player.audio.sources import Row

Said = dict[str, Any]
STATUS_EVERY_BLOCKS: Final = 50


@dataclass(slots=True, kw_only=True)
class Engine:
    """Everything between what is asked for and the sink."""

    sink: Sink
    recorder: Recorder | None = None
    mixer: Mixer = field(default_factory=Mixer)
    position: int = 0
    _voices: list[Voice] = field(default_factory=list)
    _prepared: dict[str, Row] = field(default_factory=dict)
    _said: list[Said] = field(default_factory=list)
    _unsent: tuple[list[Voice], Block] | None = None

    def prepare(self, item: str, files: Sequence[str]) -> None:
        """Open an item's files ahead of its start. Other files than before take their place."""
        opened = self._prepared.get(item)
        if opened is not None and opened.paths == tuple(files):
            return
        if opened is not None:
            self._prepared.pop(item).close()
        try:
            self._prepared[item] = Row(files)
        except Exception as fault:  # noqa: BLE001 - told again, and for good, at the start
            self._say("unready", item=item, why=f"{type(fault).__name__}: {fault}"[:200])

    def play(self, item: str, files: Sequence[str], *, at_ns: int) -> None:
        """Let an item sound from an instant of the sink's clock on."""
        self.prepare(item, files)
        source = self._prepared.pop(item, None)
        if source is None:
            self._say("ended", item=item, outcome="failed", samples=0, level=None, why="unready")
            return
        begins = self.position + max(0, samples(at_ns - self._instant_of_next()))
        self._voices.append(Voice(item=item, source=source, start=begins))

    def stop(self, item: str) -> None:
        """Fade an item out."""
        for voice in self._voices:
            if voice.item == item:
                voice.is_stopping = True

    def set_gain(self, factor: float) -> None:
        """Change the volume, without a step."""
        self.mixer.gain = factor

    def render(self) -> list[Said]:
        """Make one block, give it to the sink, and return what there is to say.

        Raises:
            SinkLost: the sink would not take it; the next call offers it again.
        """
        if self._unsent is None:
            self._unsent = self._make()
        over, block = self._unsent
        self.sink.write(block)
        self._unsent = None
        if self.recorder is not None:
            self.recorder.take(block, at=self.position)
        self.position += BLOCK
        for voice in over:
            self._end(voice)
        if self.position // BLOCK % STATUS_EVERY_BLOCKS == 0:
            self._status()
        said, self._said = self._said, []
        return said

    def stop_all(self) -> None:
        """Fade everything out."""
        for voice in self._voices:
            voice.is_stopping = True

    @property
    def is_silent(self) -> bool:
        """Say whether nothing sounds or is about to."""
        return not self._voices

    def _instant_of_next(self) -> int:
        """Return when the next block's first sample will be heard."""
        return self.sink.now_ns() + ns(self.sink.latency_frames())

    def _make(self) -> tuple[list[Voice], Block]:
        over, mix = self._mix(self._instant_of_next())
        block = self.mixer.finish(mix)
        self._meter(block)
        return over, block

    def _mix(self, begins_ns: int) -> tuple[list[Voice], Block]:
        over: list[Voice] = []
        mix: Block | None = None
        for voice in self._voices:
            had = voice.written
            part, is_over = voice.render(self.position)
            if not had and voice.written:
                self._started(voice, begins_ns)
            if part is not None:
                mix = part if mix is None else mix + part
            if is_over:
                over.append(voice)
        return over, SILENCE if mix is None else mix

    def _started(self, voice: Voice, begins_ns: int) -> None:
        first = max(voice.start, self.position)
        at_ns = begins_ns + ns(first - self.position)
        self._say("started", item=voice.item, at_ns=at_ns, sample=first)
        if self.recorder is not None:
            self.recorder.begin(voice.item, sample=first, at_ns=at_ns)

    def _meter(self, block: Block) -> None:
        """Add what really goes out to the count of whatever sounds."""
        if self._voices:
            energy = float(np.dot(block, block))
            for voice in self._voices:
                if voice.written:
                    voice.squares += energy

    def _end(self, voice: Voice) -> None:
        self._voices.remove(voice)
        voice.source.close()
        outcome = "stopped" if voice.is_stopping else "finished"
        if voice.fault or (outcome == "finished" and not voice.written):
            outcome = "failed"  # a file without a sample was not heard
        if self.recorder is not None:
            self.recorder.end(voice.item, samples=voice.written)
        self._say(
            "ended",
            item=voice.item,
            outcome=outcome,
            samples=voice.written,
            level=voice.level_centi_db(),
            why=voice.fault,
        )

    def _status(self) -> None:
        playing = {voice.item: voice.written for voice in self._voices}
        self._say(
            "status", at_ns=self.sink.now_ns(), underruns=self.sink.underruns, playing=playing
        )

    def _say(self, what: str, **facts: Any) -> None:
        self._said.append({"said": what, **facts})
