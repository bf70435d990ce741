"""The files we make: their codecs, and how loud each is.

Broadcast rules ask for -23 LUFS; a horn in the wind does not hear that. -16 for
what is kept and heard on a phone, -14 for what leaves a horn, -12 where it is noisy.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

MASTER_LUFS: Final = -16.0
HORN_LUFS: Final = -14.0
LOUD_LUFS: Final = -12.0
BROADCAST_LUFS: Final = -23.0
"""EBU R 128."""

VERSION: Final = "2"
"""Raise it when the same input would give other bytes: older sounds are then made anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A container, a codec and its settings."""

    container: str
    codec: str
    suffix: str
    media_type: str
    sample_format: str
    bitrate: int = 0
    options: Mapping[str, str] = field(default_factory=dict)
    container_options: Mapping[str, str] = field(default_factory=dict)


_SPEECH_OPUS: Final = {
    "application": "voip",
    "vbr": "on",
    "frame_duration": "60",
    "compression_level": "10",
}

_MUSIC_OPUS: Final = {**_SPEECH_OPUS, "application": "audio", "frame_duration": "20"}

FLAC: Final = Format(
    container="flac", codec="flac", suffix="flac", media_type="audio/flac", sample_format="s16"
)
OPUS_24: Final = Format(
    container="ogg",
    codec="libopus",
    suffix="opus",
    media_type="audio/ogg",
    sample_format="flt",
    bitrate=24_000,
    options=_SPEECH_OPUS,
)
OPUS_16: Final = replace(OPUS_24, bitrate=16_000)
OPUS_64_MUSIC: Final = replace(OPUS_24, bitrate=64_000, options=_MUSIC_OPUS)
OPUS_24_MUSIC: Final = replace(OPUS_24, options=_MUSIC_OPUS)
MP3_64: Final = Format(
    container="mp3",
    codec="libmp3lame",
    suffix="mp3",
    media_type="audio/mpeg",
    sample_format="fltp",
    bitrate=64_000,
)
MP3_96: Final = Format(
    container="mp3",
    codec="libmp3lame",
    suffix="mp3",
    media_type="audio/mpeg",
    sample_format="fltp",
    bitrate=96_000,
    container_options={"id3v2_version": "3", "write_xing": "1"},
)
BWF: Final = Format(
    container="wav",
    codec="pcm_s16le",
    suffix="wav",
    media_type="audio/wav",
    sample_format="s16",
    container_options={"write_bext": "1"},
)
"""Broadcast Wave (EBU Tech 3285): what stations hand to one another.

16 bit, because FFmpeg writes 24 as WAVE_FORMAT_EXTENSIBLE, which older desks refuse.
"""
WAV: Final = Format(
    container="wav", codec="pcm_s16le", suffix="wav", media_type="audio/wav", sample_format="s16"
)
WAV_FLOAT: Final = Format(
    container="w64", codec="pcm_f32le", suffix="w64", media_type="audio/wav", sample_format="flt"
)
"""Between two passes only: nothing is rounded, and a long sound does not reach WAV's 4 GiB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How one rendition is derived from the master."""

    role: str
    format: Format
    lufs: float

    @property
    def name(self) -> str:
        """Return the file's name inside the working folder."""
        return f"{self.role}.{self.format.suffix}"


RECIPES: Final = (
    Recipe(role="horn", format=OPUS_24, lufs=HORN_LUFS),
    Recipe(role="listen", format=OPUS_24, lufs=MASTER_LUFS),
    Recipe(role="listen", format=MP3_64, lufs=MASTER_LUFS),
    Recipe(role="low", format=OPUS_16, lufs=HORN_LUFS),
    Recipe(role="loud", format=OPUS_24, lufs=LOUD_LUFS),
)
MUSIC_RECIPES: Final = (
    Recipe(role="horn", format=OPUS_64_MUSIC, lufs=HORN_LUFS),
    Recipe(role="listen", format=OPUS_64_MUSIC, lufs=MASTER_LUFS),
    Recipe(role="listen", format=MP3_96, lufs=MASTER_LUFS),
    Recipe(role="low", format=OPUS_24_MUSIC, lufs=HORN_LUFS),
    Recipe(role="loud", format=OPUS_64_MUSIC, lufs=LOUD_LUFS),
)
"""The same files for music: what is spared on a voice is heard in a song."""
