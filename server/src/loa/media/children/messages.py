"""What parent and child say to one another. Light to import: no sound library, no engine."""

from dataclasses import dataclass

from loa.domain.arrangement import Arrangement
from loa.media.audio.values import Bounds


@dataclass(frozen=True, slots=True, kw_only=True)
class MasterRequest:
    """Which file to read, and where to write what comes of it."""

    source: str
    into: str
    bounds: Bounds
    is_music: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinRequest:
    """What to put together, the folder with its sounds by their digests, and where to write it."""

    arrangement: Arrangement
    sounds: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """How many samples it became."""

    samples: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechRequest:
    """Which text, in which voice, how fast, into which file."""

    text: str
    voice: str
    words_a_minute: int
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PhonemeRequest:
    """Which text, as which voice of espeak-ng would say it."""

    text: str
    voice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Phonemes:
    """One line of IPA for every sentence, with the punctuation that gives it its melody."""

    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceRequest:
    """Which phonemes, with which model, how fast, into which file."""

    sentences: tuple[str, ...]
    model: str
    symbols: str
    pace: int
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """How long it became."""

    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """One thing that a file says of itself."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRequest:
    """Which master, as what, into which folder, and what the file says of itself."""

    master: str
    kind: str
    into: str
    tags: tuple[Tag, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscribeRequest:
    """Which master, how long it plays, and the folder to tell progress in."""

    master: str
    lasts_ms: int
    folder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Some words, and when they begin."""

    begins_ms: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """All that is said in a sound."""

    lines: tuple[Line, ...]
