"""Open a file that somebody sent us, and decode it to its end or refuse it.

The lists below are the wall: a playlist, a session description or a film codec
that hides behind an innocent name finds no reader here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import av
from av.container import InputContainer

from loa.media.audio import mpeg
from loa.media.audio.chain import RATE, Mono
from loa.media.audio.endings import is_cut
from loa.media.audio.values import Bounds
from loa.media.refusals import (
    Damaged,
    EmptyFile,
    NoSoundTrack,
    NotSound,
    TooBig,
    TooLong,
    Truncated,
)

_CODECS: Final = (
    "aac,ac3,alac,amrnb,amrwb,flac,mp2,mp2float,mp3,mp3float,opus,libopus,vorbis,wmav1,wmav2,"
    "pcm_alaw,pcm_mulaw,pcm_u8,pcm_s8,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,"
    "pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be,pcm_f64le,adpcm_ms,adpcm_ima_wav"
)
_SAFE: Final = {
    "format_whitelist": "mp3,wav,ogg,flac,mov,aac,amr,asf,matroska,aiff,w64,caf,ac3",
    "protocol_whitelist": "file",
    "codec_whitelist": _CODECS,
}
_DECLARES_TRUTH: Final = {"flac", "mov", "matroska"}
"""Containers whose own length is written by who made them, not guessed by the reader."""
_SLACK_SECONDS: Final = 0.25
_SLACK_SHARE: Final = 0.01
_BAD_PACKETS_SHARE: Final = 0.01
_HEAD_BYTES: Final = 1 << 20


def read(path: Path, bounds: Bounds) -> Iterator[av.AudioFrame]:
    """Yield the file's sound as mono 48 kHz frames, to the very end.

    Raises:
        EmptyFile: there are no bytes.
        TooBig: there are too many.
        NotSound: no reader knows it.
        NoSoundTrack: it has pictures only.
        TooLong: it says so, or it turns out so.
        Truncated: its end is missing.
        Damaged: too much of its middle cannot be read.
    """
    _weigh(path, bounds)
    with _opened(path) as container:
        if not container.streams.audio:
            raise NoSoundTrack(format=container.format.name)
        declared = _declared_seconds(path, container)
        if declared is not None and declared > bounds.seconds:
            raise TooLong(seconds=round(declared), limit=bounds.seconds)
        reading = _Reading(container)
        mono, samples = Mono(), 0
        for decoded in reading.frames():
            for frame in mono.push(decoded):
                samples += frame.samples
                if samples > bounds.seconds * RATE:
                    raise TooLong(seconds=0, limit=bounds.seconds)
                yield frame
        for frame in mono.end():
            samples += frame.samples
            yield frame
        reading.check_end(heard=samples / RATE, declared=_trusted_seconds(path, container))


def _weigh(path: Path, bounds: Bounds) -> None:
    """Refuse what its size alone condemns."""
    size = path.stat().st_size
    if size == 0:
        raise EmptyFile
    if size > bounds.bytes:
        raise TooBig(bytes=size, limit=bounds.bytes)


@contextmanager
def _opened(path: Path) -> Iterator[InputContainer]:
    """Open with the wall up; say whether an unreadable file is foreign or cut."""
    try:
        container = av.open(f"file:{path.resolve()}", options=_SAFE, metadata_errors="ignore")
    except (av.FFmpegError, ValueError) as error:
        if is_cut(path):
            raise Truncated from error
        raise NotSound from error
    with container:
        if is_cut(path):
            raise Truncated
        yield container


def _declared_seconds(path: Path, container: InputContainer) -> float | None:
    """Return the longest length anybody claims, to refuse a very long file at once."""
    trusted = _trusted_seconds(path, container)
    if trusted is not None or container.duration is None:
        return trusted
    return container.duration / av.time_base


def _trusted_seconds(path: Path, container: InputContainer) -> float | None:
    """Return the length that the file was made with, where it was written down."""
    stream = container.streams.audio[0]
    names = set(container.format.name.split(","))
    if "mp3" in names:
        with path.open("rb") as file:
            return mpeg.declared_seconds(file.read(_HEAD_BYTES))
    if not names & _DECLARES_TRUTH:
        return None
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    if container.duration is not None and not container.streams.video:
        return container.duration / av.time_base
    return None


class _Reading:
    """One pass over the packets, counting those that could not be decoded."""

    def __init__(self, container: InputContainer) -> None:
        self._container = container
        self._stream = container.streams.audio[0]
        self._is_mp3 = self._stream.codec_context.name.startswith("mp3")
        self._packets = 0
        self._bad = 0
        self._last_bad = False
        self._cut_frame = False

    def frames(self) -> Iterator[av.AudioFrame]:
        """Yield decoded frames; step over a packet that cannot be read, and remember it."""
        try:
            for packet in self._container.demux(self._stream):
                if packet.size:
                    self._packets += 1
                    self._cut_frame = self._is_mp3 and mpeg.is_cut_frame(bytes(packet))
                    self._last_bad = False
                try:
                    frames = packet.decode()
                except av.InvalidDataError:
                    self._bad += 1
                    self._last_bad = True
                    continue
                yield from frames
        except av.FFmpegError as error:
            raise Truncated from error

    def check_end(self, *, heard: float, declared: float | None) -> None:
        """Refuse a sound that stops before it should, or that has holes."""
        slack = max(_SLACK_SECONDS, (declared or 0) * _SLACK_SHARE)
        # Some tools leave half a frame behind; it only counts where nothing else speaks.
        is_cut = self._cut_frame if declared is None else heard < declared - slack
        if is_cut:
            raise Truncated(heard=round(heard), declared=round(declared or 0))
        if heard == 0:
            raise NotSound
        if self._bad > max(1, self._packets * _BAD_PACKETS_SHARE):
            raise Damaged(bad=self._bad, packets=self._packets)
        if self._last_bad and not (self._is_mp3 and declared is not None):
            raise Truncated(heard=round(heard), declared=round(declared or 0))
