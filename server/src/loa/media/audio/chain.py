"""A straight line of filters that samples flow through.

Filter arguments are constants and numbers of ours. No text of a user ever
reaches one.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Final

import av
from av.filter import Graph
from av.filter.context import FilterContext

RATE: Final = 48_000
"""Samples a second, from the master to the loudspeaker."""

Filter = tuple[str, str]
"""A filter's name and its arguments."""

_TICK: Final = Fraction(1, RATE)
_AS_IT_CAME: Final[Filter] = (
    "aformat",
    f"sample_fmts=flt:sample_rates={RATE}:channel_layouts=mono",
)


class Mono:
    """Turn whatever the decoder gives, even if it changes on the way, into mono at 48 kHz."""

    def __init__(self) -> None:
        self._shape: tuple[str, str, int] | None = None
        self._resampler: av.AudioResampler | None = None

    def push(self, frame: av.AudioFrame) -> Iterator[av.AudioFrame]:
        """Convert one frame; yield what is ready."""
        shape = (frame.format.name, frame.layout.name, frame.sample_rate)
        if shape != self._shape:
            # Chained Ogg, HE-AAC and phone recordings change their shape in mid-stream.
            yield from self.end()
            self._shape = shape
            self._resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
        if self._resampler is not None:
            frame.pts = None
            yield from self._resampler.resample(frame)

    def end(self) -> Iterator[av.AudioFrame]:
        """Yield what the resampler still holds."""
        if self._resampler is not None:
            yield from self._resampler.resample(None)


def through(frames: Iterable[av.AudioFrame], filters: Sequence[Filter]) -> Iterator[av.AudioFrame]:
    """Yield mono 48 kHz frames after they went through every filter in turn."""
    graph = Graph()
    source = last = graph.add_abuffer(
        sample_rate=RATE, format="flt", layout="mono", time_base=_TICK
    )
    for name, arguments in (*filters, _AS_IT_CAME):
        following = graph.add(name, arguments)
        last.link_to(following)
        last = following
    sink = graph.add("abuffersink")
    last.link_to(sink)
    graph.configure()
    position = 0
    for frame in frames:
        frame.pts, frame.time_base = position, _TICK
        position += frame.samples
        source.push(frame)
        yield from _ready(sink)
    source.push(None)
    yield from _ready(sink)


def _ready(sink: FilterContext) -> Iterator[av.AudioFrame]:
    """Yield the frames that have come out at the far end."""
    while True:
        try:
            frame = sink.pull()
        except (av.BlockingIOError, av.EOFError):
            return
        if isinstance(frame, av.AudioFrame):
            yield frame
