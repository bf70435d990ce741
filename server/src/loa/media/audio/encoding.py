"""Write samples into files: the master in FLAC, what is sent and heard in Opus or MP3.

The same samples give the same bytes: no clocks, no random serial numbers and no
version strings go into a file, because a file is named by its digest.
"""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Final, cast

import av
from av.codec.context import Flags
from av.container import OutputContainer

from loa.media.audio.chain import RATE
from loa.media.audio.formats import Format

_TICK: Final = Fraction(1, RATE)
_PIECE: Final = 4096


def encode(
    frames: Iterable[av.AudioFrame],
    path: Path,
    kind: Format,
    tags: Mapping[str, str] | None = None,
) -> int:
    """Write mono 48 kHz frames to a file. Return how many samples went in."""
    written = 0
    options = {"fflags": "+bitexact", **kind.container_options}
    with av.open(f"file:{path}", "w", format=kind.container, options=options) as container:
        container.metadata.update(tags or {})
        stream = _add_stream(container, kind)
        for frame in _in_pieces(frames, kind, stream.codec_context.frame_size or _PIECE):
            frame.pts, frame.time_base = written, _TICK
            written += frame.samples
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return written


def _add_stream(container: OutputContainer, kind: Format) -> av.AudioStream:
    """Add the one stream of sound, ready to encode."""
    added = container.add_stream(kind.codec, rate=RATE, layout="mono", options=dict(kind.options))
    stream = cast("av.AudioStream", added)
    context = stream.codec_context
    context.format = av.AudioFormat(kind.sample_format)
    context.flags |= Flags.bitexact
    if kind.bitrate:
        context.bit_rate = kind.bitrate
    context.open()
    return stream


def _in_pieces(frames: Iterable[av.AudioFrame], kind: Format, size: int) -> Iterator[av.AudioFrame]:
    """Cut the flow into pieces of the size that the codec wants; the last may be shorter."""
    cutter = av.AudioResampler(format=kind.sample_format, layout="mono", rate=RATE, frame_size=size)
    for frame in frames:
        frame.pts = None
        yield from cutter.resample(frame)
    yield from cutter.resample(None)
