"""Make a sound: read or decode, master, keep, and say that it can be heard.

Doing it twice is doing it once. Nothing is locked while the children work.
"""

import logging
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from loa import audit
from loa.domain.arrangement import Arrangement
from loa.domain.permissions import SYSTEM
from loa.media import files, likeness, recipes
from loa.media.audio.values import Made, Mastered
from loa.media.children.ask import Watch
from loa.media.children.progress import percent
from loa.media.children.wire import from_json
from loa.media.models import Rendition, Sound, SoundMarks
from loa.media.refusals import SoundRefused
from loa.media.speech.engines import engines, voice_named
from loa.media.store import Kept, store
from loa.media.workshop import join_safely, master_safely

logger = logging.getLogger(__name__)

WORK_FOLDER: Final = "work"
SENT_IN: Final = (Sound.Kind.RECORDING, Sound.Kind.UPLOAD)
"""What may be sent a second time. What we make ourselves is known by its recipe."""


def make(sound_id: int) -> Sound:
    """Bring a pending sound to where it can be heard, or to its refusal."""
    sound = Sound.objects.select_related("source_file").get(pk=sound_id)
    if sound.state != Sound.State.PENDING:
        return sound
    try:
        if served := _served_again(sound):
            return served
        _follow_its_voice(sound)
        return _served_again(sound) or _cook(sound)
    except SoundRefused as refusal:
        return refuse(sound.pk, refusal)


@transaction.atomic
def refuse(sound_id: int, refusal: SoundRefused) -> Sound:
    """Keep why a sound could not be made, for whoever sent it."""
    sound = Sound.objects.select_for_update(no_key=True).get(pk=sound_id)
    if sound.state != Sound.State.PENDING:
        return sound
    sound.state = Sound.State.REFUSED
    sound.refusal_code = refusal.code
    sound.refusal_facts = refusal.facts
    sound.finished_at = timezone.now()
    sound.save(update_fields=["state", "refusal_code", "refusal_facts", "finished_at"])
    audit.record(SYSTEM, "sound.refused", sound, sound.unit_path, why=refusal.code)
    logger.info(
        "Sound refused",
        extra={"action": "sound.refused", "sound": sound.pk, "code": refusal.code},
    )
    return sound


def _served_again(sound: Sound) -> Sound | None:
    """Serve what was cooked before from the same recipe, if anything was."""
    twins = Sound.objects.filter(
        recipe=sound.recipe, state=Sound.State.READY, removed_at__isnull=True
    )
    with transaction.atomic():
        twin = twins.select_for_update(no_key=True).first()  # it is not removed meanwhile
        return _finish_like(sound, twin) if twin else None


def _follow_its_voice(sound: Sound) -> None:
    """Go by the recipe of the voice as it is now: it may have been replaced since it was asked.

    Raises:
        VoiceNotHere: it was taken away.
    """
    if sound.kind != Sound.Kind.SPEECH:
        return
    voice = voice_named(sound.voice_key)
    if voice.version != sound.voice_version:
        sound.voice_version = voice.version
        sound.recipe = recipes.of_speech(sound.words_for_voice, voice)
        sound.save(update_fields=["voice_version", "recipe"])


def _cook(sound: Sound) -> Sound:
    """Master the source in a folder of its own, and keep every file that comes of it."""
    with TemporaryDirectory(dir=settings.HOME.folder(WORK_FOLDER)) as name:
        folder = Path(name)
        mastered = _mastered(sound, folder)
        kept = {made.name: _keep(folder / made.name) for made in mastered.files}
    return _finish(sound.pk, mastered, kept)


def _mastered(sound: Sound, folder: Path) -> Mastered:
    """Read the text aloud, put the parts together, or take what was sent, and master it."""

    def watch() -> None:
        Sound.objects.filter(pk=sound.pk).update(percent=percent(folder))

    with ExitStack() as open_files:
        source = _source(sound, folder, open_files, watch)
        return master_safely(source, folder, is_music=sound.is_music, watch=watch)


def _source(sound: Sound, folder: Path, open_files: ExitStack, watch: Watch) -> Path:
    """Return the file to master."""
    if sound.source_file_id is not None:
        return open_files.enter_context(store().on_disk(sound.source_file_id))
    if sound.arrangement is not None:
        return _joined(from_json(Arrangement, sound.arrangement), folder, open_files, watch)
    voice = voice_named(sound.voice_key, sound.voice_version)
    return engines()[voice.engine].synthesise(sound.words_for_voice, voice, folder)


def _joined(arrangement: Arrangement, folder: Path, open_files: ExitStack, watch: Watch) -> Path:
    """Lay out the masters by their digests, and put the programme together."""
    sounds = folder / "sounds"
    sounds.mkdir()
    for digest in arrangement.masters:
        (sounds / digest).symlink_to(open_files.enter_context(store().on_disk(digest)))
    return join_safely(arrangement, sounds, folder, watch=watch)


def _keep(path: Path) -> Kept:
    """Put a finished file into the store."""
    with path.open("rb") as file:
        return store().put(file)


@transaction.atomic
def _finish(sound_id: int, mastered: Mastered, kept: dict[str, Kept]) -> Sound:
    """Say in one step that the sound can be heard."""
    sound = Sound.objects.select_for_update(no_key=True).get(pk=sound_id)
    if sound.state != Sound.State.PENDING:
        return sound
    for made in mastered.files:
        _file(made, kept[made.name])
    master = mastered.master
    sound.master_id = kept[master.name].digest
    sound.master_samples = master.measured.samples
    sound.lufs_centi = round(master.measured.lufs * 100)
    sound.true_peak_centi = round(master.measured.true_peak * 100)
    sound.leading_ms = master.measured.leading_ms
    sound.trailing_ms = master.measured.trailing_ms
    Rendition.objects.bulk_create(
        _rendition(sound, made, kept[made.name]) for made in mastered.renditions
    )
    if sound.kind in SENT_IN:
        likeness.keep(sound, mastered.marks)
    return _be_ready(sound)


def _finish_like(sound: Sound, twin: Sound) -> Sound:
    """Serve what was cooked before from the same recipe."""
    sound = Sound.objects.select_for_update(no_key=True).get(pk=sound.pk)
    if sound.state != Sound.State.PENDING:
        return sound
    for name in _SAME_IN_TWINS:
        setattr(sound, name, getattr(twin, name))
    copies = list(Rendition.objects.filter(sound=twin))
    for copy in copies:
        copy.pk, copy.sound = None, sound
    Rendition.objects.bulk_create(copies)
    for known in SoundMarks.objects.filter(sound=twin):
        likeness.keep(sound, known.marks)
    return _be_ready(sound)


_SAME_IN_TWINS: Final = (
    "master_id",
    "master_samples",
    "lufs_centi",
    "true_peak_centi",
    "leading_ms",
    "trailing_ms",
)


def _be_ready(sound: Sound) -> Sound:
    """Save the sound as ready, with an entry that names its master."""
    sound.state = Sound.State.READY
    sound.finished_at = timezone.now()
    sound.save(
        update_fields=[
            *("master" if name == "master_id" else name for name in _SAME_IN_TWINS),
            "state",
            "finished_at",
        ]
    )
    audit.record(SYSTEM, "sound.ready", sound, sound.unit_path, master=sound.master_id)
    logger.info("Sound ready", extra={"action": "sound.ready", "sound": sound.pk})
    return sound


def _file(made: Made, kept: Kept) -> None:
    """Note a file of the store; the same bytes may be there already."""
    files.noted(kept, made.media_type)


def _rendition(sound: Sound, made: Made, kept: Kept) -> Rendition:
    return Rendition(
        sound=sound,
        role=made.role,
        file_id=kept.digest,
        codec=made.codec,
        bitrate=made.bitrate,
        samples=made.measured.samples,
        lufs_centi=round(made.measured.lufs * 100),
        true_peak_centi=round(made.measured.true_peak * 100),
    )
