"""Find sounds that a programme may be put together from: bulletins, parts used before, phrases."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.db.models import Q

from loa.bulletins import archive, queries
from loa.bulletins.models import VersionText
from loa.bulletins.parts import ArrangementPart
from loa.domain.languages import name_of
from loa.domain.spelling import search_key
from loa.media import phrases
from loa.media.models import Sound
from loa.orgs.models import Person

MOST_OF_A_KIND: Final = 8
_LOOKED_AT: Final = 300
"""Of the newest parts; a jingle in use is among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A sound that can be heard, and what to call it."""

    sound: Sound
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What was found, by where it comes from."""

    bulletins: tuple[Source, ...]
    used_before: tuple[Source, ...]
    phrases: tuple[Source, ...]

    def __bool__(self) -> bool:
        """Say whether anything was found."""
        return bool(self.bulletins or self.used_before or self.phrases)


def sources(actor: Person, text: VersionText, words: str = "") -> Sources:
    """Find sounds by words of their titles and texts, the newest first; without words, any."""
    return Sources(
        bulletins=_few(_of_bulletins(actor, text, words)),
        used_before=_few(_used_before(text, words)),
        phrases=_few(_of_the_bank(actor, text, words)),
    )


def _of_bulletins(actor: Person, text: VersionText, words: str) -> Iterator[Source]:
    """Find what the unit has written or recorded, and what others had approved."""
    unit = text.version.bulletin.unit_path
    found = queries.bulletins(actor).filter(Q(unit_path=unit) | Q(first_approved_at__isnull=False))
    if asked := archive.asked(words):
        found = found.filter(words=asked)
    for version in archive.newest_of(found[:MOST_OF_A_KIND]):
        for kept in version.texts():
            is_itself = kept == text and kept.is_joined
            if kept.sound and kept.sound.is_to_hear and not is_itself:
                title = f"{version.bulletin.title} · {name_of(kept.language)}"
                yield Source(sound=kept.sound, title=title)


def _used_before(text: VersionText, words: str) -> Iterator[Source]:
    """Find parts of the unit's programmes: its jingles, its announcer, its music."""
    unit = text.version.bulletin.unit_path
    parts = ArrangementPart.objects.filter(
        arrangement__text__version__bulletin__unit_path=unit,
        sound__state=Sound.State.READY,
        sound__removed_at__isnull=True,
    )
    for part in parts.select_related("sound").order_by("-pk")[:_LOOKED_AT]:
        if _has_words(part.title, words):
            yield Source(sound=part.sound, title=part.title)


def _of_the_bank(actor: Person, text: VersionText, words: str) -> Iterator[Source]:
    """Find phrases that can be heard."""
    bank = phrases.phrases(actor, text.version.bulletin.unit, text.language)
    for phrase in bank.filter(sound__state=Sound.State.READY):
        if _has_words(phrase.text, words):
            yield Source(sound=phrase.sound, title=phrase.text)


def _has_words(title: str, words: str) -> bool:
    folded = search_key(title)
    return all(word in folded for word in search_key(words).split())


def _few(found: Iterable[Source]) -> tuple[Source, ...]:
    """Keep the first few, each sound once."""
    each_once: dict[int, Source] = {}
    for source in islice(found, _LOOKED_AT):
        each_once.setdefault(source.sound.pk, source)
    return tuple(each_once.values())[:MOST_OF_A_KIND]
