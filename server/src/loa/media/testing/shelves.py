"""A shelf of voices for tests, without a database."""

from pathlib import Path

from loa.domain.voicepacks import MODEL, SETTINGS
from loa.media.refusals import VoiceNotHere
from loa.media.speech.bundled import BUNDLED, path_in
from loa.media.speech.pack import Ready, VoicePack
from loa.media.speech.port import Voice
from loa.media.speech.voicepack import VoicePackEngine, voice_of


class FixedShelf:
    """Voices that stand where they are put."""

    def __init__(self, home: Path, *packs: VoicePack) -> None:
        """Put packs on a shelf in a folder."""
        home.mkdir(exist_ok=True)
        self._ready = {pack.name: pack.make_ready(home) for pack in packs}
        self._voices = tuple(
            voice_of(name=pack.name, language=pack.language, version=pack.version) for pack in packs
        )

    def voices(self) -> tuple[Voice, ...]:
        """List them."""
        return self._voices

    def ready(self, voice: Voice) -> Ready:
        """Return one of them.

        Raises:
            VoiceNotHere: it is not among them.
        """
        if voice.name not in self._ready:
            raise VoiceNotHere(voice=voice.key)
        return self._ready[voice.name]


def engine_with(home: Path, *packs: VoicePack) -> VoicePackEngine:
    """Return an engine that reads with these packs."""
    return VoicePackEngine(FixedShelf(home, *packs))


def the_english_pack() -> VoicePack:
    """Return the voice that comes along as a Python package, as it is."""
    joe = BUNDLED["joe"]
    return VoicePack(
        name=joe.name,
        language=joe.language,
        version=joe.digests[MODEL][:16],
        model=path_in(joe, MODEL),
        settings=path_in(joe, SETTINGS),
    )
