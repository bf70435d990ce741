"""Put words and sound into a version that is still on the desk.

Called by `actions` inside its transaction, with the version locked and the rules
already asked.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import IO, Final
from uuid import uuid4

from django.db.models import Max
from django.utils import timezone

from loa.bulletins import reading
from loa.bulletins.models import Version, VersionText
from loa.bulletins.parts import Arrangement, ArrangementPart
from loa.domain.bulletins import MOST_LANGUAGES, NothingToSay, TooManyLanguages
from loa.domain.wording import clean, title_of, title_of_file
from loa.media import actions as media
from loa.media import phrases
from loa.orgs.models import Person

LONGEST_NAME: Final = 80
CHANGEABLE: Final = ("text", "sound", "is_recorded", "speaker", "has_loose_parts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What a person gives for one language: words, a recording, or both."""

    language: str
    text: str = ""
    speaker: str = ""
    """Who is heard on the recording; empty leaves what was said before."""
    upload: IO[bytes] | None = field(default=None, repr=False)
    is_recording: bool = False
    """It was recorded on the page, not chosen from the phone."""
    is_music: bool = False
    """Its files are to be coded for music."""

    def cleaned(self) -> str:
        """Return the text as it will be kept.

        Raises:
            BadText: it cannot be spoken as it stands.
        """
        return clean(self.text, language=self.language) if self.text.strip() else ""


def title_for(wordings: Sequence[Wording]) -> str:
    """Call a bulletin by its words, by its file, or by the hour of its recording.

    A title is kept and not translated, so the hour is said in Vietnamese.
    """
    words = next((one.text for one in wordings if one.text.strip()), "")
    chosen = (one.upload for one in wordings if one.upload and not one.is_recording)
    file = next((str(getattr(upload, "name", "")) for upload in chosen), "")
    return title_of(words) or title_of_file(file) or f"Ghi âm {timezone.localtime():%H:%M}"


def put(version: Version, wording: Wording, *, by: Person) -> VersionText:
    """Keep one language of a version: new, or in place of what was there.

    Raises:
        BadText: the words cannot be spoken as they stand.
        NothingToSay: there are no words, and no recording either.
        TooManyLanguages: the version holds as many as it may.
        SoundRefused: the file is larger than we take.
    """
    text = wording.cleaned()
    kept = _kept(version, wording.language)
    if wording.upload is not None:
        kept.sound = media.take_upload(
            by,
            wording.upload,
            version.bulletin.unit,
            wording.language,
            is_recording=wording.is_recording,
            is_music=wording.is_music,
        )
        kept.is_recorded, kept.has_loose_parts = True, False
    elif kept.text != text and reading.is_read(kept):
        kept.sound, kept.is_recorded = None, False  # it says the old words
    if not text and not kept.is_recorded:
        raise NothingToSay(field="text")
    kept.text = text
    if kept.is_recorded:
        kept.speaker = wording.speaker.strip()[:LONGEST_NAME] or kept.speaker
    is_new = kept.pk is None
    kept.save(force_insert=is_new, update_fields=None if is_new else CHANGEABLE)
    return kept


def drop_recording(version: Version, language: str) -> None:
    """Let a voice speak the words again, in place of the recording.

    Raises:
        NothingToSay: there are no words to speak.
    """
    kept = VersionText.objects.get(version=version, language=language)
    if not kept.text:
        raise NothingToSay(field="text")
    kept.sound, kept.is_recorded, kept.speaker = None, False, ""
    kept.has_loose_parts = False
    kept.save(update_fields=["sound", "is_recorded", "speaker", "has_loose_parts"])


def join_phrases(version: Version, language: str, *, by: Person) -> None:
    """Say the words with what the announcer recorded in the phrase bank.

    Raises:
        PhraseIsMissing, BadPhrase: what has to be recorded first.
    """
    kept = VersionText.objects.get(version=version, language=language)
    kept.sound = phrases.announce(by, kept.text, language, version.bulletin.unit)
    kept.is_recorded, kept.has_loose_parts = True, False
    kept.save(update_fields=["sound", "is_recorded", "has_loose_parts"])


def drop(version: Version, language: str) -> None:
    """Take one language out, with what its programme was to be put together from."""
    ArrangementPart.objects.filter(
        arrangement__text__version=version, arrangement__text__language=language
    ).delete()
    Arrangement.objects.filter(text__version=version, text__language=language).delete()
    VersionText.objects.filter(version=version, language=language).delete()


def speak_what_is_silent(version: Version, *, voices: Collection[str], by: Person) -> None:
    """Have each text that nobody recorded spoken as it is read now, or joined from phrases again.

    `voices`: the languages that a voice here speaks; the others stay silent.

    Raises:
        PhraseIsMissing: what has to be recorded first, for the words as they are read now.
    """
    for kept in version.texts():
        is_silent = kept.sound is None or reading.is_read_otherwise(version, kept)
        if not is_silent or kept.has_loose_parts:
            continue
        if kept.is_joined:
            join_phrases(version, kept.language, by=by)
        elif kept.language in voices:
            kept.sound = media.speak(by, kept.text, kept.language, version.bulletin.unit)
            kept.save(update_fields=["sound"])


def copy(old: Version, new: Version) -> None:
    """Begin a new wording with the words and sounds of the one before it."""
    VersionText.objects.bulk_create(
        VersionText(
            version=new,
            position=kept.position,
            language=kept.language,
            text=kept.text,
            sound=None if _is_to_be_read_anew(kept) else kept.sound,
            is_recorded=kept.is_recorded,
            speaker=kept.speaker,
            has_loose_parts=kept.has_loose_parts,
        )
        for kept in old.texts()
    )
    for arrangement in Arrangement.objects.filter(text__version=old).select_related("text"):
        text = VersionText.objects.get(version=new, language=arrangement.text.language)
        _copy_arrangement(arrangement, text)


def _is_to_be_read_anew(kept: VersionText) -> bool:
    """Say whether a voice read the words, and what it read was removed."""
    return not kept.is_recorded and kept.sound is not None and not kept.sound.is_to_hear


def _copy_arrangement(old: Arrangement, text: VersionText) -> None:
    parts = list(old.parts())
    old.pk, old.text = None, text
    old.save(force_insert=True)
    for part in parts:
        part.pk, part.key, part.arrangement = None, uuid4(), old
    ArrangementPart.objects.bulk_create(parts)


def _kept(version: Version, language: str) -> VersionText:
    """Return what a version holds for a language, or an empty place for it."""
    for kept in version.texts():
        if kept.language == language:
            return kept
    return VersionText(version=version, language=language, position=_next_position(version))


def _next_position(version: Version) -> int:
    texts = VersionText.objects.filter(version=version)
    if texts.count() >= MOST_LANGUAGES:
        raise TooManyLanguages(most=MOST_LANGUAGES)
    last = texts.aggregate(last=Max("position"))["last"]
    return 0 if last is None else int(last) + 1
