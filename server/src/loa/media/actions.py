"""What people do with sound: send a recording, have a text read, put a programme together.

Both answer at once with a sound that is still being made; the worker finishes it
(`jobs.produce`). A recipe that was cooked before is served again.
"""

import json
from contextlib import suppress
from functools import partial
from hashlib import sha256
from typing import IO, Final

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from loa import audit
from loa.domain.arrangement import Arrangement, check, is_mostly
from loa.domain.permissions import Actor, Duty, require
from loa.domain.wording import clean
from loa.media import dictionary, files, jobs, queries, recipes
from loa.media.audio.values import Bounds
from loa.media.children.wire import to_json
from loa.media.models import Hearing, Rendition, Sound, StoredFile
from loa.media.refusals import EmptyFile
from loa.media.speech.engines import voice_for, voice_named
from loa.media.store import store
from loa.orgs.models import AdminUnit

MOST_BYTES: Final = Bounds().bytes


@transaction.atomic
def take_upload(
    actor: Actor,
    file: IO[bytes],
    unit: AdminUnit,
    language: str,
    *,
    is_recording: bool = False,
    is_music: bool = False,
) -> Sound:
    """Take in what a person recorded or chose from their phone, and have it mastered.

    Raises:
        NotAllowed: the person does not write for that unit.
        EmptyFile: there is nothing in it.
        TooBig: there is more than we take.
    """
    require(actor.as_officer(), Duty.WRITE, unit.as_path(), on=timezone.localdate())
    return _taken(actor, file, unit, language, is_recording=is_recording, is_music=is_music)


@transaction.atomic
def take_contributed(actor: Actor, file: IO[bytes], unit: AdminUnit, language: str) -> Sound:
    """Take in what somebody outside gives to a unit, and have it mastered to be judged by ear.

    Whether they may is the caller's to decide.

    It is in no bulletin: an officer who takes it over takes it in anew, in their own name.

    Raises:
        EmptyFile: there is nothing in it.
        TooBig: there is more than we take.
    """
    return _taken(actor, file, unit, language)


def source_of(sound: Sound) -> IO[bytes]:
    """Open what was sent, as it was sent.

    Raises:
        NotFound: the sound was not sent, or its file is gone.
    """
    return store().open(sound.source_file_id or "")


@transaction.atomic
def forget(sound: Sound) -> None:
    """Remove a sound, and those of its files that no other sound has; what is in use stays."""
    renditions = Rendition.objects.filter(sound=sound)
    digests = {sound.source_file_id, sound.master_id, *renditions.values_list("file", flat=True)}
    with suppress(ProtectedError), transaction.atomic():  # a programme was made of it: it stays
        renditions.delete()
        Hearing.objects.filter(sound=sound).delete()
        sound.delete()
        for digest in filter(None, digests):
            _forget_file(digest)


def _forget_file(digest: str) -> None:
    """Remove a file, unless the same bytes are in another sound."""
    with suppress(ProtectedError), transaction.atomic():
        StoredFile.objects.get(pk=digest).delete()
        transaction.on_commit(partial(store().remove, digest))


def _taken(
    actor: Actor,
    file: IO[bytes],
    unit: AdminUnit,
    language: str,
    *,
    is_recording: bool = False,
    is_music: bool = False,
) -> Sound:
    """Keep a file, and ask the worker for its sound."""
    kept = store().put(file, limit=MOST_BYTES)
    if kept.size == 0:
        raise EmptyFile
    source = files.noted(kept, "application/octet-stream")
    sound = _begin(
        actor,
        unit,
        kind=Sound.Kind.RECORDING if is_recording else Sound.Kind.UPLOAD,
        language=language,
        source_file=source,
        is_music=is_music,
        recipe=recipes.recipe(source=source.digest, **recipes.as_music(is_music=is_music)),
    )
    audit.record(actor, "sound.taken", sound, unit.path, source=source.digest, language=language)
    return sound


@transaction.atomic
def speak(
    actor: Actor, text: str, language: str, unit: AdminUnit, *, voice_key: str | None = None
) -> Sound:
    """Have a text read aloud by the best voice of its language, or by a voice named.

    The text stays as it is written; the voice gets it in words (`loa.domain.reading`).

    Raises:
        NotAllowed: the person does not write for that unit.
        BadText: it cannot be spoken as it stands.
        LanguageNotSpoken: no voice reads that language; a person has to record it.
        VoiceNotHere: the voice named is not installed.
    """
    require(actor.as_officer(), Duty.WRITE, unit.as_path(), on=timezone.localdate())
    words = clean(text, language=language)
    spoken = dictionary.reading_of(words, language, unit.path).spoken
    voice = voice_named(voice_key) if voice_key else voice_for(language)
    digest = sha256(words.encode()).hexdigest()
    sound = _begin(
        actor,
        unit,
        kind=Sound.Kind.SPEECH,
        language=language,
        text=words,
        spoken=spoken,
        text_digest=digest,
        engine=voice.engine,
        voice=voice.name,
        is_robot=voice.is_robot,
        voice_version=voice.version,
        recipe=recipes.of_speech(spoken, voice),
    )
    audit.record(actor, "sound.asked", sound, unit.path, text=digest, voice=voice.key)
    return sound


@transaction.atomic
def join(
    actor: Actor, arrangement: Arrangement, language: str, unit: AdminUnit, *, spoken: str = ""
) -> Sound:
    """Have a programme put together from sounds that the actor may hear.

    `spoken`: the words that it says, where it is joined from phrases for just these words.

    Raises:
        NotAllowed: the person does not write for that unit.
        BadArrangement: what is wrong with it, and with which part.
    """
    require(actor.as_officer(), Duty.WRITE, unit.as_path(), on=timezone.localdate())
    kept = check(arrangement, lengths_ms=queries.lengths_ms(actor, arrangement.masters))
    plain = to_json(kept)
    is_music = is_mostly(kept, queries.music_among(kept.masters))
    told = json.dumps(plain, sort_keys=True)
    recipe = recipes.recipe(arrangement=told, **recipes.as_music(is_music=is_music))
    sound = _begin(
        actor,
        unit,
        kind=Sound.Kind.JOINED,
        language=language,
        arrangement=plain,
        spoken=spoken,
        recipe=recipe,
        is_robot=queries.is_robot_among(kept.masters),
        is_music=is_music,
    )
    audit.record(actor, "sound.joined", sound, unit.path, recipe=recipe, language=language)
    return sound


def _begin(actor: Actor, unit: AdminUnit, **told: object) -> Sound:
    """Keep a new sound and ask the worker for it, in the caller's transaction."""
    sound = Sound(unit_code=unit.code, unit_path=unit.path, created_by=actor.actor_id, **told)
    sound.save(force_insert=True)
    jobs.produce.configure(lock=f"sound:{sound.pk}").defer(sound_id=sound.pk)
    return sound
