"""The voices that are installed here: their packs lie in the store, ready copies in LOA_HOME."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from django.conf import settings

from loa.media.models import InstalledVoice
from loa.media.refusals import VoiceNotHere
from loa.media.speech import parcel
from loa.media.speech.pack import Ready, ready_on
from loa.media.speech.port import Voice
from loa.media.speech.voicepack import voice_of
from loa.media.store import store

_FOLDER: Final = "voices"


class InstalledShelf:
    """What an administrator installed and accepted the licence of."""

    def voices(self) -> tuple[Voice, ...]:
        """List them, the longest here first."""
        return tuple(
            voice_of(name=each.name, language=each.language, version=each.version)
            for each in InstalledVoice.objects.filter(InstalledVoice.IN_USE).order_by("pk")
        )

    def ready(self, voice: Voice) -> Ready:
        """Return a voice as the runtime wants it; unpacked from the store where it is not yet.

        Raises:
            VoiceNotHere: it was taken away, or another has its name now.
        """
        kept = InstalledVoice.objects.filter(InstalledVoice.IN_USE, name=voice.name).first()
        if kept is None or kept.version != voice.version:
            raise VoiceNotHere(voice=voice.key)
        ready = ready_on(folder(), kept.version)
        return ready if ready.folder.exists() else _fetched(kept)


def folder() -> Path:
    """Return where ready voices stand on this machine. It may be emptied at any time."""
    made: Path = settings.HOME.folder(_FOLDER)
    return made


def _fetched(kept: InstalledVoice) -> Ready:
    """Unpack a voice again: on another machine, or after a restored backup."""
    with (
        TemporaryDirectory(dir=folder(), prefix=".part-") as name,
        store().open(kept.file_id) as file,
    ):
        return parcel.unpack(file, Path(name), version=kept.version).pack.make_ready(folder())
