"""Write recordings down: ask a machine for a draft, confirm the words. Works without the machine.

A transcript belongs to a sound and is no part of what is approved: the digest stays what it is,
and whoever confirms one may still approve the bulletin.
"""

from hashlib import sha256

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from loa_protocol.errors import NotFound

from loa import audit
from loa.bulletins import archive, queries
from loa.bulletins.models import Version, VersionText
from loa.domain import transcripts as rules
from loa.domain.permissions import Actor
from loa.domain.transcripts import Recording
from loa.media import jobs
from loa.media import transcripts as media
from loa.media.models import Sound
from loa.media.refusals import NoScribe
from loa.media.speech import scribe
from loa.media.transcripts import Transcript

BY_A_PERSON = (Sound.Kind.RECORDING, Sound.Kind.UPLOAD)


@transaction.atomic
def ask_machine(actor: Actor, bulletin_id: int, language: str) -> Transcript:
    """Have the machine write a draft of what is said in a recording. Twice is once.

    Raises:
        NotFound: there is no such bulletin or recording, or not for this actor.
        NotAllowed, NotNeeded, NothingToHear, NoSuchMachine, IsConfirmed: it is not to be asked.
        NoScribe: none is installed.
    """
    text, sound = _locked(actor, bulletin_id, language)
    now = timezone.now()
    kept = media.of_sound(sound.pk)
    seen = recording_of(text, kept)
    rules.ask_machine(seen, by=actor.as_officer(), on=timezone.localdate(now))
    if not scribe.is_here():
        raise NoScribe
    if kept and seen.is_awaited(now):
        return kept
    kept = kept or Transcript(sound=sound)
    kept.wait(actor)
    jobs.transcribe.defer(transcript_id=kept.pk)
    _record(actor, "bulletin.transcript_asked", text.version, language=language)
    return kept


@transaction.atomic
def confirm(
    actor: Actor, bulletin_id: int, language: str, words: str, *, seen: int = 0
) -> Transcript:
    """Confirm the words of a recording: a draft put right, or written by hand. Twice is once.

    `seen`: the edition that the actor had before them; 0: none was confirmed.

    Raises:
        NotFound: there is no such bulletin or recording, or not for this actor.
        NotAllowed, NotNeeded, NothingToHear: nothing is to be confirmed by the actor.
        NoWords, TooManyWords, BadText: the words cannot be kept.
        Overtaken: somebody confirmed other words meanwhile.
    """
    text, sound = _locked(actor, bulletin_id, language)
    kept = media.of_sound(sound.pk) or Transcript(sound=sound)
    answer = rules.confirm(
        recording_of(text, kept), words, seen=seen, by=actor.as_officer(), at=timezone.now()
    )
    if answer is None:
        return kept
    kept.keep(answer)
    archive.keep_words(text.version)
    _record(
        actor,
        "bulletin.transcript_confirmed",
        text.version,
        language=language,
        words=sha256(answer.words.encode()).hexdigest(),
        edition=answer.edition,
    )
    return kept


def recording_of(text: VersionText, kept: Transcript | None) -> Recording:
    """Hand over to the rules what is heard in one language, and what is written of it."""
    sound = text.sound
    is_waiting = kept is not None and kept.state == Transcript.State.PENDING
    return Recording(
        unit=text.version.bulletin.unit.as_path(),
        language=text.language,
        is_by_person=sound is not None and sound.kind in BY_A_PERSON,
        is_ready=sound is not None and sound.is_to_hear,
        has_words=bool(text.text),
        words=kept.words if kept else "",
        edition=kept.edition if kept else 0,
        asked_at=kept.asked_at if kept and is_waiting else None,
    )


def label() -> str:
    """Say what the words are where they stand in place of a text."""
    return _("Chép lời từ bản ghi âm, không phải văn bản đã duyệt.")


def of_version(version: Version) -> dict[str, Transcript]:
    """Return what is written of a version's recordings, by their language, drafts included."""
    texts = {text.language: text.sound_id for text in version.texts() if not text.text}
    written = media.of_sounds([sound for sound in texts.values() if sound])
    return {code: written[sound] for code, sound in texts.items() if sound in written}


def confirmed(version: Version) -> dict[str, str]:
    """Return the words that a person confirmed of a version's recordings, by their language."""
    return {code: kept.words for code, kept in of_version(version).items() if kept.words}


def _locked(actor: Actor, bulletin_id: int, language: str) -> tuple[VersionText, Sound]:
    """Lock the recording of one language of the newest wording.

    Raises:
        NotFound: there is none, or not for this actor.
    """
    text = queries.text_in(actor, bulletin_id, language)
    if text.sound_id is None:
        raise NotFound(bulletin=bulletin_id, language=language)
    return text, Sound.objects.select_for_update(no_key=True).get(pk=text.sound_id)


def _record(actor: Actor, action: str, version: Version, **facts: object) -> None:
    bulletin = version.bulletin
    audit.record(actor, action, bulletin, bulletin.unit_path, version=version.number, **facts)
