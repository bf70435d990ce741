"""Where sound goes: a sound card's program, a file, or nowhere at the right pace."""

import shlex
import time
from pathlib import Path

from loa_player.audio.recording import Recorder
from loa_player.audio.sinks.null import NullSink
from loa_player.audio.sinks.pipe import PRESETS, PipeSink, preset
from loa_player.audio.sinks.port import Sink, SinkLost
from loa_player.audio.sinks.wav import WavSink
from loa_player.sinks import UnknownSink

__all__ = ["NullSink", "PipeSink", "Sink", "SinkLost", "WavSink", "named"]


def named(text: str) -> tuple[Sink, Recorder | None]:
    """Return the sink, and what writes its sound down, that a configuration names.

    null               paced, heard by nobody
    null:/folder       the same, and each item written down in that folder
    wav:/file.wav      everything into one file, as fast as it can be made
    aplay, pacat, pw-cat     the program, as we call it
    pipe:program …     any program that reads 16-bit samples, 48 kHz, one channel

    Raises:
        UnknownSink: it is none of these.
    """
    kind, _, rest = text.partition(":")
    if kind == "null":
        return NullSink(), Recorder(folder=Path(rest)) if rest else None
    if kind == "wav" and rest:
        return WavSink(Path(rest), began_ns=time.monotonic_ns()), None
    if text in PRESETS:
        return PipeSink(preset(text)), None
    if kind == "pipe" and rest:
        return PipeSink(shlex.split(rest)), None
    raise UnknownSink(name=text)
