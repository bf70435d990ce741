"""What a reading is made of."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from loa.domain.reading.dictionary import Dictionary

_CONTEXT: Final = 60
"""How many characters before and after a piece may say what it is."""


class Kind(StrEnum):
    """What a piece of text was taken for."""

    PLAIN = "plain"
    DICTIONARY = "dictionary"
    ADDRESS = "address"
    DOCUMENT = "document"
    DATE = "date"
    HOUR = "hour"
    PHONE = "phone"
    POST = "kilometre post"
    ALARM = "alarm level"
    ROMAN = "roman"
    FRACTION = "fraction"
    RANGE = "range"
    MONEY = "money"
    PERCENTAGE = "percentage"
    UNIT = "unit"
    DECIMAL = "decimal"
    NUMBER = "number"
    CODE = "code"
    RATE = "rate"
    ABBREVIATION = "abbreviation"


class Doubt(StrEnum):
    """Why a person must confirm how a piece is read."""

    DIGITS = "digits"
    """Figures are left that no rule read; every voice makes of them what it likes."""
    VALUE = "value"
    """Whoever hears it would not write the same number down."""
    AMBIGUOUS = "ambiguous"
    """It may mean two things, and we chose one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of the text and how it is said."""

    written: str
    spoken: str
    kind: Kind
    start: int
    doubt: Doubt | None = None

    @property
    def is_changed(self) -> bool:
        """Tell whether it is said in other words than it is written."""
        return self.written != self.spoken


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A whole text in pieces: what is written, side by side with what is said."""

    pieces: tuple[Piece, ...]

    @property
    def spoken(self) -> str:
        """Return the words for the voice."""
        return "".join(before + piece.spoken for before, piece in self.joined())

    def joined(self) -> Iterator[tuple[str, Piece]]:
        """Yield each piece with what must stand before it, so that words do not run together."""
        last = ""
        for piece in self.pieces:
            yield " " if last.isalnum() and piece.spoken[:1].isalnum() else "", piece
            last = piece.spoken[-1:] or last

    @property
    def doubts(self) -> tuple[Piece, ...]:
        """Return the pieces that a person must confirm."""
        return tuple(piece for piece in self.pieces if piece.doubt)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Something a rule's pattern matched, with what stands around it."""

    match: re.Match[str]
    text: str
    dictionary: "Dictionary"

    def __getitem__(self, group: int) -> str:
        return self.match[group] or ""

    @property
    def before(self) -> str:
        """Return what is written shortly before."""
        start = self.match.start()
        return self.text[max(0, start - _CONTEXT) : start]

    @property
    def after(self) -> str:
        """Return what is written shortly after."""
        end = self.match.end()
        return self.text[end : end + _CONTEXT]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a rule says for what it found, where the words alone do not tell it all."""

    words: str
    kind: Kind | None = None
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What to look for, and how it is said; None: it was something else."""

    kind: Kind
    pattern: re.Pattern[str]
    say: Callable[[Found], str | Said | None]


Words = Mapping[str, str]
