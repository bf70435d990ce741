"""The phrase bank: what the announcer of a unit recorded once, and what is joined from it.

A unit uses its own phrases and those of the units above it, its own first.
"""

from dataclasses import dataclass
from typing import IO

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from loa_protocol.errors import NotFound

from loa import audit
from loa.domain import phrases as rules
from loa.domain.areas import text_of
from loa.domain.permissions import Actor, Duty, require
from loa.domain.phrases import NEEDED_FOR_NUMBERS, Recorded, Words
from loa.media import actions, dictionary
from loa.media.models import Phrase, Sound
from loa.orgs import queries as orgs
from loa.orgs.models import AdminUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Some words, what they are for, and somebody saying them."""

    text: str
    kind: Phrase.Kind
    file: IO[bytes]


def phrases(actor: Actor, unit: AdminUnit, language: str) -> QuerySet[Phrase]:
    """Find the phrases that a unit uses in a language: its own, and those from above.

    Raises:
        NotFound: the unit is somebody else's.
    """
    if not actor.as_officer().sees(unit.as_path(), timezone.localdate()):
        raise NotFound(unit=unit.code)
    found = Phrase.objects.filter(unit_path__in=_above(unit), language=language)
    return found.filter(ended_at__isnull=True).select_related("sound")


def bank(actor: Actor, unit: AdminUnit, language: str) -> dict[Words, Recorded]:
    """Return what can be joined: the nearest recording of each phrase that can be heard."""
    found = phrases(actor, unit, language).filter(sound__state=Sound.State.READY)
    by_distance = sorted(found, key=lambda phrase: len(phrase.unit_path))
    return {tuple(phrase.words.split(" ")): phrase.as_recorded() for phrase in by_distance}


def stretch_of(sound: Sound) -> Recorded | None:
    """Return where in a recorded phrase the voice is; nothing for any other sound."""
    phrase = Phrase.objects.filter(sound=sound, sound__state=Sound.State.READY).first()
    return phrase.as_recorded() if phrase else None


def still_to_record(actor: Actor, unit: AdminUnit, language: str) -> list[str]:
    """List what announcements of a unit will need and nobody recorded: numbers, villages."""
    known = bank(actor, unit, language)
    numbers = NEEDED_FOR_NUMBERS if language == "vi" else ()
    villages = [str(village) for village in orgs.villages_of(unit.code)]
    return [text for text in (*numbers, *villages) if rules.words_of(text) not in known]


@transaction.atomic
def record(actor: Actor, unit: AdminUnit, language: str, said: Said) -> Phrase:
    """Keep a recording of some words; an earlier one of the same words is used no more.

    Raises:
        BadPhrase: there are no words, or too many for one phrase.
        NotAllowed: the person does not write for that unit.
        EmptyFile, TooBig: what is wrong with the file.
    """
    words = " ".join(rules.phrase_of(said.text))
    sound = actions.take_upload(actor, said.file, unit, language, is_recording=True)
    _end(Phrase.objects.filter(unit_path=unit.path, language=language, words=words))
    phrase = Phrase.objects.create(
        unit_path=unit.path,
        language=language,
        kind=said.kind,
        text=said.text.strip(),
        words=words,
        sound=sound,
        recorded_by=actor.actor_id,
    )
    audit.record(actor, "phrase.recorded", phrase, unit.path, sound=sound.pk, language=language)
    return phrase


@transaction.atomic
def take_out(actor: Actor, phrase_id: int) -> Phrase:
    """Use a phrase no more. Twice is once.

    Raises:
        NotFound: there is no such phrase, or its unit is somebody else's.
        NotAllowed: the person does not write for its unit.
    """
    phrase = Phrase.objects.select_for_update(no_key=True).filter(pk=phrase_id).first()
    officer, today = actor.as_officer(), timezone.localdate()
    if phrase is None or not officer.sees(_unit(phrase).as_path(), today):
        raise NotFound(phrase=phrase_id)
    require(officer, Duty.WRITE, _unit(phrase).as_path(), on=today)
    if phrase.ended_at is None:
        _end(Phrase.objects.filter(pk=phrase.pk))
        audit.record(actor, "phrase.taken_out", phrase, phrase.unit_path, sound=phrase.sound_id)
    return phrase


def announce(actor: Actor, text: str, language: str, unit: AdminUnit) -> Sound:
    """Have an announcement joined from recorded phrases, read as the unit's people have it read.

    Raises:
        PhraseIsMissing: what has to be recorded first.
        BadArrangement: it would be too long.
        NotAllowed: the person does not write for that unit.
    """
    spoken = dictionary.reading_of(text, language, unit.path).spoken
    arrangement = rules.compose(spoken, bank(actor, unit, language))
    return actions.join(actor, arrangement, language, unit, spoken=spoken)


def _end(found: QuerySet[Phrase]) -> None:
    found.filter(ended_at__isnull=True).update(ended_at=timezone.now())


def _unit(phrase: Phrase) -> AdminUnit:
    return AdminUnit.objects.filter(path=phrase.unit_path).order_by("-valid_from")[0]


def _above(unit: AdminUnit) -> list[str]:
    """Name the unit and all above it."""
    path = unit.as_path()
    return [text_of(path[:depth]) for depth in range(1, len(path) + 1)]
