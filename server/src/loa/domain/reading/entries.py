"""What may stand in a unit's dictionary.

An entry is for names and abbreviations. It may not be used to say another number
than the one that is written, nor lead to itself: whoever writes "A" as "B" and "B"
as "A" expects something that nobody can say.
"""

from typing import Final

from loa_protocol.errors import Refusal, WrongState

from loa.domain.reading.dictionary import Dictionary
from loa.domain.reading.hearing import agrees
from loa.domain.reading.values import Kind, Words
from loa.domain.wording import clean

LONGEST_WRITTEN: Final = 40
LONGEST_SPOKEN: Final = 120
MOST_ENTRIES: Final = 500


class BadEntry(Refusal):
    """The entry cannot stand in a dictionary."""

    code = "dictionary.bad"


class EntryTooLong(BadEntry):
    """It is longer than a name or an abbreviation. Facts: `field`, `limit`."""

    code = "dictionary.too_long"


class EntryIsNoWord(BadEntry):
    """It begins with a mark, or holds no letter at all. Fact: `written`."""

    code = "dictionary.no_word"


class EntryHasFigures(BadEntry):
    """What is to be spoken holds figures, which every voice reads as it likes. Fact: `spoken`."""

    code = "dictionary.figures"


class EntryChangesNumber(BadEntry):
    """The ear would hear another number than the one that is written. Facts: both."""

    code = "dictionary.number"


class EntryLoops(BadEntry):
    """What is to be spoken leads back to what is written. Facts: `written`, `through`."""

    code = "dictionary.loops"


class EntryIsThere(WrongState):
    """The unit has that word already. Fact: `written`."""

    code = "dictionary.there"


class DictionaryIsFull(BadEntry):
    """The unit has as many entries as it may. Fact: `most`."""

    code = "dictionary.full"


def entry(written: str, spoken: str, *, in_sight: Words) -> tuple[str, str]:
    """Return an entry as it will be kept. `in_sight`: the unit's other words, inherited ones too.

    Raises:
        BadText: it is empty, or holds what nobody can say.
        EntryTooLong, EntryIsNoWord, EntryHasFigures, EntryChangesNumber: what is wrong with it.
        EntryLoops: it would lead back to itself.
    """
    written, spoken = _line(written), _line(spoken)
    for field, words, limit in (
        ("written", written, LONGEST_WRITTEN),
        ("spoken", spoken, LONGEST_SPOKEN),
    ):
        if len(words) > limit:
            raise EntryTooLong(field=field, limit=limit)
    if not written[0].isalnum() or not any(map(str.isalpha, written)):
        raise EntryIsNoWord(field="written", written=written)
    if any(map(str.isnumeric, spoken)):
        raise EntryHasFigures(field="spoken", spoken=spoken)
    if any(map(str.isnumeric, written)) and not agrees(written, spoken, Kind.CODE):
        raise EntryChangesNumber(field="spoken", written=written, spoken=spoken)
    _leads_nowhere(written, {**in_sight, written: spoken})
    return written, spoken


def _line(text: str) -> str:
    """Clean a text as bulletins are, and put it on one line."""
    return " ".join(clean(text, language="vi").split())


def _leads_nowhere(written: str, entries: Words) -> None:
    """Follow the words of an entry through the others.

    Raises:
        EntryLoops: they come back.
    """
    dictionary = Dictionary(entries)
    to_follow, followed = [written], set[str]()
    while to_follow:
        through = to_follow.pop()
        for hit in dictionary.hits(entries[through]):
            if hit.written == written:
                raise EntryLoops(field="spoken", written=written, through=through)
            if hit.written not in followed:
                followed.add(hit.written)
                to_follow.append(hit.written)
