"""The voice of last resort: espeak-ng, a robot. It speaks without a network and without a model.

Listeners understand it with effort (docs/mechanisms/sound.md has the figures),
so every voice of it says that it is a robot. It reads any script with rc 0 and
nonsense; only the languages listed here are let through to it.
"""

from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Final

from loa.media.children.ask import ask
from loa.media.children.limits import Limits
from loa.media.children.messages import SpeechRequest, Spoken
from loa.media.refusals import LanguageNotSpoken
from loa.media.speech import plausible
from loa.media.speech.port import Voice

ENGINE: Final = "espeak"
LIMITS: Final = Limits(wall_s=60, cpu_s=60, address_mib=512, written_mib=256)
_WORDS_A_MINUTE: Final[Mapping[str, int]] = {"vi": 130, "en": 150}
"""Measured: recognisers make fewest errors at this pace."""


class EspeakEngine:
    """espeak-ng in a child process, one for each request."""

    def voices(self) -> tuple[Voice, ...]:
        """List one voice for each language it is let through for."""
        edition = version("espeakng_loader")
        return tuple(
            Voice(engine=ENGINE, name=language, language=language, version=edition, is_robot=True)
            for language in _WORDS_A_MINUTE
        )

    def synthesise(self, text: str, voice: Voice, folder: Path, *, pace: int = 100) -> Path:
        """Read a plain text aloud into a WAV inside a folder.

        Raises:
            LanguageNotSpoken: it would read that language as nonsense.
            SpeechFailed: what came out cannot be that text.
        """
        if voice.language not in _WORDS_A_MINUTE:
            raise LanguageNotSpoken(language=voice.language)
        path = folder / "speech.wav"
        request = SpeechRequest(
            text=text,
            voice=voice.name,
            words_a_minute=_WORDS_A_MINUTE[voice.language] * pace // 100,
            path=str(path),
        )
        spoken = ask(
            "loa.media.children.espeak_speech", request, Spoken, folder=folder, limits=LIMITS
        )
        plausible.check(text, spoken.seconds)
        return path
