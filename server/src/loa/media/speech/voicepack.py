"""Voices that an administrator brings as packs: Piper-type models, run on this machine.

Phonemes come from an espeak-ng child, sound from a second child. Which voices
there are, a shelf says: the installed ones (`shelf.py`), or those of a test.
"""

from pathlib import Path
from typing import Final, Protocol

from loa.media.children.ask import ask
from loa.media.children.limits import Limits
from loa.media.children.messages import PhonemeRequest, Phonemes, Spoken, VoiceRequest
from loa.media.refusals import SpeechFailed
from loa.media.speech import plausible
from loa.media.speech.espeak import LIMITS as PHONEME_LIMITS
from loa.media.speech.pack import Ready
from loa.media.speech.port import Voice

ENGINE: Final = "voicepack"
LIMITS: Final = Limits(wall_s=900, cpu_s=1200, address_mib=2048, written_mib=256)


class Shelf(Protocol):
    """Where voices stand."""

    def voices(self) -> tuple[Voice, ...]:
        """List what stands there."""
        ...

    def ready(self, voice: Voice) -> Ready:
        """Return a voice as the runtime wants it.

        Raises:
            VoiceNotHere: it was taken away.
        """
        ...


def voice_of(*, name: str, language: str, version: str) -> Voice:
    """Return how a pack's voice is listed."""
    return Voice(engine=ENGINE, name=name, language=language, version=version, is_robot=False)


class VoicePackEngine:
    """Voice packs, each read by two children: one for phonemes, one for sound."""

    def __init__(self, shelf: Shelf) -> None:
        """Offer what stands on a shelf."""
        self._shelf = shelf

    def voices(self) -> tuple[Voice, ...]:
        """List one voice for each pack."""
        return self._shelf.voices()

    def synthesise(self, text: str, voice: Voice, folder: Path, *, pace: int = 100) -> Path:
        """Read a plain text aloud into a WAV inside a folder.

        Raises:
            VoiceNotHere: the pack was taken away.
            SpeechFailed: what came out cannot be that text.
        """
        return read_aloud(self._shelf.ready(voice), text, folder, pace=pace)


def read_aloud(ready: Ready, text: str, folder: Path, *, pace: int = 100) -> Path:
    """Read a plain text aloud with one voice, into a WAV inside a folder.

    Raises:
        SpeechFailed: what came out cannot be that text.
    """
    path = folder / "speech.wav"
    request = VoiceRequest(
        sentences=_phonemes(text, ready, folder),
        model=str(ready.model),
        symbols=str(ready.symbols),
        pace=pace,
        path=str(path),
    )
    spoken = ask("loa.media.children.voicepack", request, Spoken, folder=folder, limits=LIMITS)
    plausible.check(text, spoken.seconds)
    return path


def _phonemes(text: str, ready: Ready, folder: Path) -> tuple[str, ...]:
    """Ask how the text sounds.

    Raises:
        SpeechFailed: nothing of it has a sound.
    """
    told = ask(
        "loa.media.children.espeak_phonemes",
        PhonemeRequest(text=text, voice=ready.espeak_voice),
        Phonemes,
        folder=folder,
        limits=PHONEME_LIMITS,
    )
    if not told.sentences:
        raise SpeechFailed(seconds=0, words=0)
    return told.sentences
