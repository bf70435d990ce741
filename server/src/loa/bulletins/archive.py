"""The archive: everything that was ever approved, found by its words without diacritics.

What is searched lies beside each bulletin, folded, with an index of its own, so
that two hundred thousand of them are searched while somebody waits for a page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce

from loa.bulletins import queries
from loa.bulletins.models import Bulletin, Version, VersionText
from loa.domain.bulletins import CLEARED
from loa.domain.days import VIETNAM
from loa.domain.permissions import Actor
from loa.domain.spelling import search_key
from loa.media import transcripts

CONFIG: Final = "simple"
"""No stemming: the words are folded by our own rule already."""
MOST_WORDS: Final = 12
"""Of what somebody types; more than that finds nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody looks for. What is empty does not narrow the search."""

    words: str = ""
    kind: str = ""
    topic: str = ""
    unit: str = ""
    """Path of a unit, everything inside it included."""
    language: str = ""
    speaker: str = ""
    first_day: date | None = None
    last_day: date | None = None


def find(actor: Actor, wanted: Wanted) -> QuerySet[Bulletin]:
    """Find approved bulletins that the actor may see, the newest first."""
    found = queries.bulletins(actor).filter(first_approved_at__isnull=False)
    plain = {"kind": wanted.kind, "topic__code": wanted.topic}
    found = found.filter(**{name: value for name, value in plain.items() if value})
    if wanted.unit:
        found = found.filter(queries.inside(wanted.unit))
    if wanted.language:
        found = found.filter(languages__contains=[wanted.language])
    if speaker := asked(wanted.speaker):
        found = found.filter(speakers=speaker)
    if words := _both(asked(wanted.words), speaker):
        found = found.filter(words=words)
    return _within(found, wanted).order_by("-first_approved_at", "-pk")


def keep_words(version: Version) -> None:
    """Keep beside a bulletin what it is found by: the newest wording that was approved.

    `version`: its newest, which is all there is until one was approved.
    """
    bulletin = version.bulletin
    approved = Version.objects.filter(bulletin=bulletin, state__in=CLEARED)
    shown = approved.order_by("-number").first() or version
    texts = list(VersionText.objects.filter(version=shown).order_by("position"))
    speakers = " ".join(text.speaker for text in texts)
    words = " ".join([bulletin.title, *_said(texts), speakers])
    Bulletin.objects.filter(pk=bulletin.pk).update(
        languages=[text.language for text in texts],
        words=folded(words),
        speakers=folded(speakers),
    )


def _said(texts: Iterable[VersionText]) -> list[str]:
    """List what each language says: in writing, or as a person confirmed what is heard."""
    heard = {text.sound_id for text in texts if text.sound_id and not text.text}
    written = transcripts.of_sounds(heard) if heard else {}
    confirmed = {sound: kept.words for sound, kept in written.items()}
    return [text.text or confirmed.get(text.sound_id or 0, "") for text in texts]


def folded(words: str) -> SearchVector:
    """Fold words as they are searched by."""
    return SearchVector(Value(search_key(words)), config=CONFIG)


def note_approval(bulletin: Bulletin, at: datetime) -> None:
    """Take a bulletin into the archive, at its first approval; it has its sounds, old or new."""
    Bulletin.objects.filter(pk=bulletin.pk).update(
        first_approved_at=Coalesce("first_approved_at", Value(at)), sounds_removed_at=None
    )


def note_heard(bulletin: Bulletin, first: datetime | None, last: datetime | None) -> None:
    """Note when a bulletin is heard first and last; nothing: it is not to be heard any more."""
    Bulletin.objects.filter(pk=bulletin.pk).update(first_heard_at=first, last_heard_at=last)


def asked(text: str) -> SearchQuery | None:
    """Ask for all words; the last may be only begun. Folding leaves letters and digits alone."""
    words = search_key(text).split()[:MOST_WORDS]
    if not words:
        return None
    return SearchQuery(" & ".join(words) + ":*", config=CONFIG, search_type="raw")


def _both(words: SearchQuery | None, speaker: SearchQuery | None) -> SearchQuery | None:
    """Look for a speaker among the words, where they stand too: one look finds both.

    Names are few and common. The database takes them for rare, and would read every
    bulletin of a speaker to look for the words in it.
    """
    return words & speaker if words and speaker else words or speaker


def _within(found: QuerySet[Bulletin], wanted: Wanted) -> QuerySet[Bulletin]:
    """Narrow to days in Vietnam, the last one included."""
    if wanted.first_day:
        found = found.filter(first_approved_at__gte=start_of(wanted.first_day))
    if wanted.last_day:
        found = found.filter(first_approved_at__lt=start_of(wanted.last_day + timedelta(days=1)))
    return found


def start_of(day: date) -> datetime:
    """Return the first instant of a day in Vietnam."""
    return datetime.combine(day, time(), VIETNAM)


def newest_of(bulletins: Iterable[Bulletin]) -> list[Version]:
    """Return the newest wording of each of these bulletins, in their order."""
    versions = Version.objects.filter(bulletin__in=[one.pk for one in bulletins])
    newest = versions.order_by("bulletin_id", "-number").distinct("bulletin_id")
    by_bulletin = {one.bulletin_id: one for one in newest.select_related("bulletin__unit")}
    return [by_bulletin[one.pk] for one in bulletins]
