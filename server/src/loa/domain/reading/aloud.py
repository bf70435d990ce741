"""Read a text aloud: rule after rule takes what it knows; the rest is said as it stands.

The rules are ordered: a document's number is taken before the date that seems to
lie inside it. Each passes over the text once, and looks no further than sixty
characters around; so the time grows with the length of the text alone.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import Final

from loa.domain.reading.abbreviations import ABBREVIATIONS
from loa.domain.reading.addresses import ADDRESSES
from loa.domain.reading.dates import DATES
from loa.domain.reading.dictionary import Dictionary
from loa.domain.reading.documents import DOCUMENTS
from loa.domain.reading.hearing import agrees, heard
from loa.domain.reading.hours import HOURS
from loa.domain.reading.letters import CODES, UNKNOWN
from loa.domain.reading.phones import PHONES
from loa.domain.reading.posts import ALARMS, POSTS
from loa.domain.reading.quantities import QUANTITIES
from loa.domain.reading.romans import ROMANS
from loa.domain.reading.values import Doubt, Found, Kind, Piece, Reading, Rule, Said, Words

VERSION: Final = "1"
"""Goes up when the same text would be read otherwise. It is part of every sound's recipe."""

VIETNAMESE: Final = "vi"
_FIRST: Final = (ADDRESSES, DOCUMENTS)
_WITH_FIGURES: Final = {
    written: spoken for written, spoken in ABBREVIATIONS.items() if any(map(str.isdecimal, written))
}
_RULES: Final = (
    *HOURS,
    *DATES,
    *PHONES,
    POSTS,
    ALARMS,
    ROMANS,
    CODES,
    *QUANTITIES,
)
_TAKEN: Final = "\0"
_WORD: Final = re.compile(r"\S+")
_HYPHEN: Final = re.compile(r"\s?[-–—]\s?")
_RANGED: Final = tuple(
    map(
        frozenset,
        (
            {Kind.NUMBER, Kind.DECIMAL, Kind.UNIT, Kind.MONEY, Kind.PERCENTAGE},
            {Kind.HOUR},
            {Kind.DATE},
            {Kind.POST},
            {Kind.ALARM, Kind.ROMAN},
        ),
    )
)


def read(text: str, *, language: str = VIETNAMESE, dictionary: Words) -> Reading:
    """Say a Vietnamese text in words, with the unit's own dictionary; others stay as they are."""
    if language != VIETNAMESE:
        return Reading(pieces=(_plain(text, 0),))
    return Reading(pieces=tuple(_ranges(_whole(text, sorted(_taken(text, dictionary), key=_at)))))


@cache
def _abbreviations() -> Dictionary:
    return Dictionary(ABBREVIATIONS)


def _taken(text: str, own_words: Words) -> list[Piece]:
    """Let every rule take what it knows, in their order."""
    own = Dictionary({**ABBREVIATIONS, **own_words}) if own_words else _abbreviations()
    page = _Page(text, own)
    for rule in _FIRST:
        page.take(rule)
    if own_words:
        page.look_up(Dictionary(own_words), Kind.DICTIONARY)
    page.look_up(Dictionary(_WITH_FIGURES), Kind.ABBREVIATION)
    for rule in _RULES:
        page.take(rule)
    page.look_up(_abbreviations(), Kind.ABBREVIATION)
    page.take(UNKNOWN)
    return page.pieces


class _Page:
    """A text of which more and more is taken."""

    def __init__(self, text: str, dictionary: Dictionary) -> None:
        self.text = self._rest = text
        self._dictionary = dictionary
        self.pieces: list[Piece] = []

    def take(self, rule: Rule) -> None:
        """Let one rule take what it knows of what is left."""

        def said(match: re.Match[str]) -> str:
            found = Found(match=match, text=self.text, dictionary=self._dictionary)
            answer = rule.say(found)
            if answer is None:
                return match[0]
            told = Said(words=answer) if isinstance(answer, str) else answer
            kind = told.kind or rule.kind
            is_heard = agrees(match[0], told.words, kind, after=found.before)
            self.pieces.append(
                Piece(
                    written=match[0],
                    spoken=told.words,
                    kind=kind,
                    start=match.start(),
                    doubt=told.doubt if is_heard else Doubt.VALUE,
                )
            )
            return _TAKEN * len(match[0])

        self._rest = rule.pattern.sub(said, self._rest)

    def look_up(self, dictionary: Dictionary, kind: Kind) -> None:
        """Take the words that a dictionary knows."""
        left: list[str] = []
        at = 0
        for hit in dictionary.hits(self._rest):
            written = self.text[hit.start : hit.end]
            self.pieces.append(
                Piece(written=written, spoken=hit.spoken, kind=kind, start=hit.start)
            )
            left += [self._rest[at : hit.start], _TAKEN * (hit.end - hit.start)]
            at = hit.end
        self._rest = "".join([*left, self._rest[at:]])


def _at(piece: Piece) -> int:
    return piece.start


def _left(text: str, start: int) -> Iterator[Piece]:
    """Say what no rule took as it stands; words with figures stand apart, and are doubted."""
    end = 0
    for word in _WORD.finditer(text):
        if not any(map(str.isnumeric, word[0])):
            continue
        if word.start() > end:
            yield _plain(text[end : word.start()], start + end)
        yield _plain(word[0], start + word.start(), doubt=Doubt.DIGITS)
        end = word.end()
    if end < len(text):
        yield _plain(text[end:], start + end)


def _plain(written: str, start: int, doubt: Doubt | None = None) -> Piece:
    return Piece(written=written, spoken=written, kind=Kind.PLAIN, start=start, doubt=doubt)


def _whole(text: str, taken: Iterable[Piece]) -> Iterator[Piece]:
    """Fill what no rule took between the pieces."""
    end = 0
    for piece in taken:
        if piece.start > end:
            yield from _left(text[end : piece.start], end)
        yield piece
        end = piece.start + len(piece.written)
    yield from _left(text[end:], end)


def _ranges(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Say a hyphen between two numbers of a kind as "đến"."""
    row = list(pieces)
    ends_range_at = -1
    for place, piece in enumerate(row):
        if not _is_range(row, place):
            yield piece
            continue
        is_sure = _rises(row[place - 1], row[place + 1]) and ends_range_at != place - 1
        ends_range_at = place + 1
        yield replace(
            piece, spoken=" đến ", kind=Kind.RANGE, doubt=None if is_sure else Doubt.AMBIGUOUS
        )


def _is_range(row: list[Piece], place: int) -> bool:
    if not 0 < place < len(row) - 1 or row[place].kind is not Kind.PLAIN:
        return False
    ends = {row[place - 1].kind, row[place + 1].kind}
    return bool(_HYPHEN.fullmatch(row[place].written)) and any(ends <= kinds for kinds in _RANGED)


def _rises(first: Piece, last: Piece) -> bool:
    """Tell whether a range goes up; 2-1 is a result, and 2025-26 needs somebody to look."""
    if first.kind in {Kind.DATE, Kind.HOUR, Kind.POST}:
        return True
    return _value(first) < _value(last)


def _value(piece: Piece) -> float:
    numbers = heard(piece.spoken)
    return float(numbers[0].replace(",", ".", 1).replace(",", "")) if numbers else 0
