"""Which voices this installation has, and which one reads a language."""

from collections.abc import Mapping
from functools import cache

from django.conf import settings

from loa.media.refusals import LanguageNotSpoken, VoiceNotHere
from loa.media.speech import espeak, remote, voicepack
from loa.media.speech.espeak import EspeakEngine
from loa.media.speech.port import Engine, Voice
from loa.media.speech.remote import RemoteEngine
from loa.media.speech.shelf import InstalledShelf
from loa.media.speech.voicepack import VoicePackEngine


@cache
def engines() -> Mapping[str, Engine]:
    """Return the engines by name, the best first."""
    found: dict[str, Engine] = {voicepack.ENGINE: VoicePackEngine(InstalledShelf())}
    if settings.SPEECH_SERVICE is not None:
        found[remote.ENGINE] = RemoteEngine(settings.SPEECH_SERVICE)
    found[espeak.ENGINE] = EspeakEngine()
    return found


def voices(language: str | None = None) -> tuple[Voice, ...]:
    """List the voices, the best first: all, or those of one language."""
    known = (voice for engine in engines().values() for voice in engine.voices())
    return tuple(voice for voice in known if language in {None, voice.language})


def voice_for(language: str) -> Voice:
    """Return the best voice that speaks a language.

    Raises:
        LanguageNotSpoken: none does; a person has to record it.
    """
    fitting = voices(language)
    if not fitting:
        raise LanguageNotSpoken(language=language)
    return fitting[0]


def voice_named(key: str, version: str | None = None) -> Voice:
    """Return the voice that a sound's record names, in one version if that is said.

    Raises:
        VoiceNotHere: it was taken away meanwhile, or replaced by another version.
    """
    for voice in voices():
        if voice.key == key and version in {None, voice.version}:
            return voice
    raise VoiceNotHere(voice=key)
