"""Read sounds. The actor comes first, and finds nothing outside the units their duties reach."""

from collections.abc import Collection, Mapping
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone
from loa_protocol import messages
from loa_protocol.errors import NotFound

from loa.domain.areas import contains
from loa.domain.permissions import Actor, NotAllowed
from loa.domain.voicepacks import keeper_of_voices
from loa.media.models import Hearing, InstalledVoice, Phrase, Rendition, Sound
from loa.media.refusals import NotReady, SoundRemoved
from loa.media.speech import engines, voicepack
from loa.media.speech.port import Voice

OF_PACKS: Final = voicepack.ENGINE
"""The engine whose voices administrators bring."""
_HEARD_AS: Final[Mapping[str, str]] = {
    "opus": 'audio/ogg; codecs="opus"',
    "mp3": "audio/mpeg",
}
"""What a browser has to be told, to choose the first it can play."""


def sound(actor: Actor, sound_id: int) -> Sound:
    """Return a sound that the actor may hear.

    Raises:
        NotFound: there is no such sound, or not for this actor.
    """
    found = Sound.objects.select_related("master").filter(pk=sound_id).first()
    if found is None or not may_hear(actor, found):
        raise NotFound(sound=sound_id)
    return found


def may_hear(actor: Actor, heard: Sound) -> bool:
    """Tell whether any duty of the actor reaches the sound's unit today.

    Phrases are also for everybody below the unit that recorded them.
    """
    officer, today = actor.as_officer(), timezone.localdate()
    if officer.sees(heard.unit, today):
        return True
    is_above = any(contains(heard.unit, unit) for unit in officer.units(today))
    return is_above and Phrase.objects.filter(sound=heard, ended_at__isnull=True).exists()


def lengths_ms(actor: Actor, masters: Collection[str]) -> dict[str, int]:
    """Return how long each of these masters plays, as far as the actor may hear them."""
    ready = Sound.objects.filter(state=Sound.State.READY, removed_at__isnull=True)
    found = ready.filter(master__in=masters)
    return {heard.master_id or "": heard.duration_ms for heard in found if may_hear(actor, heard)}


def is_robot_among(masters: Collection[str]) -> bool:
    """Tell whether a robot voice is heard in one of these, so that it is in what they make."""
    return Sound.objects.filter(master__in=masters, is_robot=True).exists()


def music_among(masters: Collection[str]) -> frozenset[str]:
    """Name those of these masters that are music."""
    found = Sound.objects.filter(master__in=masters, is_music=True)
    return frozenset(str(master) for master in found.values_list("master", flat=True))


def renditions(heard: Sound) -> QuerySet[Rendition]:
    """Find what was derived from a sound, in the order it was made."""
    return Rendition.objects.filter(sound=heard).select_related("file")


def to_listen(heard: Sound) -> list[tuple[Rendition, str]]:
    """List the renditions for a browser, the smallest first, with what to call each."""
    found = renditions(heard).filter(role=Rendition.Role.LISTEN)
    return [(each, _HEARD_AS[each.codec]) for each in found]


def rendition(heard: Sound, role: str, codec: str) -> Rendition:
    """Return one rendition of a sound.

    Raises:
        NotReady: the sound is still being made, or was refused.
        SoundRemoved: it was kept for as long as its unit keeps it.
        NotFound: there is no such rendition.
    """
    require_here(heard)
    found = renditions(heard).filter(role=role, codec=codec).first()
    if found is None:
        raise NotFound(sound=heard.pk, role=role, codec=codec)
    return found


def as_sound(heard: Sound) -> messages.Sound:
    """Hand a finished sound to whoever signs a manifest.

    Raises:
        NotReady: the sound is still being made, or was refused.
        SoundRemoved: it was kept for as long as its unit keeps it.
    """
    require_here(heard)
    return messages.Sound(
        language=heard.language,
        master=heard.master_id or "",
        samples=heard.master_samples or 0,
        renditions=tuple(map(_as_rendition, renditions(heard))),
    )


def require_here(heard: Sound) -> None:
    """Let those pass who need the files of a sound.

    Raises:
        NotReady: the sound is still being made, or was refused.
        SoundRemoved: it was kept for as long as its unit keeps it.
    """
    if heard.state != Sound.State.READY:
        raise NotReady(sound=heard.pk)
    if heard.removed_at is not None:
        raise SoundRemoved(sound=heard.pk)


def masters_heard(actor: Actor, sounds: Collection[int | None]) -> frozenset[str]:
    """Name the masters of these sounds that the actor heard to the end."""
    heard = Hearing.objects.filter(person=actor.actor_id, sound__in=[s for s in sounds if s])
    masters = heard.filter(sound__master__isnull=False).values_list("sound__master", flat=True)
    return frozenset(masters)


def languages_spoken() -> frozenset[str]:
    """Name the languages that a voice here reads; the others have to be recorded."""
    return frozenset(voice.language for voice in engines.voices())


def voices(language: str | None = None) -> tuple[Voice, ...]:
    """List the voices, the best first: all, or those of one language."""
    return engines.voices(language)


def installed_voices() -> QuerySet[InstalledVoice]:
    """Find the voices that were brought and not removed: the same for everybody on the site."""
    return InstalledVoice.objects.filter(removed_at__isnull=True).select_related("file")


def installed_voice(voice_id: int) -> InstalledVoice:
    """Return one voice that is here.

    Raises:
        NotFound: there is none such.
    """
    found = installed_voices().filter(pk=voice_id).first()
    if found is None:
        raise NotFound(voice=voice_id)
    return found


def looks_after_voices(actor: Actor) -> bool:
    """Tell whether the actor may bring and remove voices."""
    try:
        keeper_of_voices(actor.as_officer(), on=timezone.localdate())
    except NotAllowed:
        return False
    return True


def _as_rendition(made: Rendition) -> messages.Rendition:
    """Word a rendition for the signature. The louder one is for horns too; its loudness tells."""
    is_loud = made.role == Rendition.Role.LOUD
    return messages.Rendition(
        role=messages.Role.HORN if is_loud else messages.Role(made.role),
        file=made.file_id,
        size=made.file.size,
        codec=made.codec,
        samples=made.samples,
        lufs=made.lufs_centi,
        true_peak=made.true_peak_centi,
    )
