"""The way back: tell which numbers somebody hears in a reading, and which were written.

If the two differ, the listener would write down another number than the author
did. Numbers are compared in one spelling (`numbers.canonical`): "-2,3", "1500000".
"""

import re
from collections.abc import Iterator
from typing import Final

from loa.domain.reading.numbers import DIGITS, canonical
from loa.domain.reading.romans import ROMAN_WORD, roman_value
from loa.domain.reading.values import Kind

_DIGIT: Final = {word: value for value, word in enumerate(DIGITS)}
_AFTER_LINKS: Final = {**_DIGIT, "tư": 4}
_AFTER_TENS: Final = {
    **{word: value for word, value in _AFTER_LINKS.items() if word not in {"không", "năm"}},
    "mốt": 1,
    "lăm": 5,
}
_AFTER_WORDS: Final = {
    "thứ": {"nhất": 1, "tư": 4},
    "tháng": {"tư": 4},
    "phần": {"tư": 4},
    "quý": {"tư": 4},
}
_SCALES: Final = {"triệu": 1_000_000, "nghìn": 1_000, "ngàn": 1_000}
_BILLION: Final = 1_000_000_000
_LINKS: Final = frozenset({"linh", "lẻ"})
_POINTS: Final = frozenset({"phẩy", "chấm"})
_YEARS: Final = 1_000

_FIGURES: Final = re.compile(r"((?<![\w%°])[-−](?=[0-9]))?([0-9]+(?:[.,][0-9]+)*(?: [0-9]{3})*)")
_POWER: Final = re.compile(r"(?<=m)(?<!K.)[23](?![0-9])")
_EMPTY_MINUTES: Final = re.compile(r"(?<=[0-9][hg:])00")
_WORD: Final = re.compile(r"[^\W_]+")
_JOINED_FIGURES: Final = frozenset({Kind.PHONE, Kind.ADDRESS})
_PARTED_FIGURES: Final = frozenset({Kind.DATE, Kind.DOCUMENT})
_ROMAN_KINDS: Final = frozenset({Kind.ROMAN, Kind.ALARM})


def agrees(written: str, spoken: str, kind: Kind, *, after: str = "") -> bool:
    """Tell whether whoever hears the reading, after what was said before, knows the numbers."""
    told = figures(written, kind)
    is_link_alone = kind is Kind.RATE and not told
    return is_link_alone or told == heard(spoken, after=after)


def figures(written: str, kind: Kind) -> list[str]:
    """List the numbers written in a piece."""
    if kind in _JOINED_FIGURES:
        return [_plain(run) for run in _runs(written, kind)]
    if kind in _ROMAN_KINDS:
        written = ROMAN_WORD.sub(lambda word: str(roman_value(word[0])), written)
    if kind in _PARTED_FIGURES:
        return [_plain(row) for row in re.findall("[0-9]+", written)]
    told = _EMPTY_MINUTES.sub("", _POWER.sub("", written))
    return [_plain((sign and "-") + canonical(row)) for sign, row in _FIGURES.findall(told)]


def heard(spoken: str, *, after: str = "") -> list[str]:
    """List the numbers heard in a reading; "tư" is four after "thứ", "tháng", "quý"."""
    before = _WORD.findall(after.lower())[-1:]
    ear = _Ear([*before, *_WORD.findall(spoken.lower())], begin=len(before))
    return [_plain(number) for number in ear.numbers()]


def _runs(written: str, kind: Kind) -> list[str]:
    """Find the figures of a telephone number as one row, those of an address as they stand."""
    if kind is Kind.PHONE:
        return ["".join(re.findall("[0-9]", written))]
    return re.findall("[0-9]+", written)


def _plain(number: str) -> str:
    """Drop zeros in front: nobody is misled by "không năm" for 5."""
    sign = "-" if number.startswith("-") else ""
    return sign + (re.sub(r"^0+(?=[0-9])", "", number.removeprefix("-")))


class _Ear:
    """Listens to words from left to right."""

    def __init__(self, words: list[str], *, begin: int) -> None:
        self._words = words
        self._at = begin

    def numbers(self) -> Iterator[str]:
        """Yield every number, in the order it is heard."""
        sign = ""
        while self._at < len(self._words):
            if self._is_year_word() or (number := self._number()) is None:
                sign = "-" if self._word() == "âm" else ""
                self._at += 1
                continue
            yield sign + number + self._parts()
            sign = ""

    def _number(self) -> str | None:
        """Hear a number, or figures said one by one."""
        row = self._row()
        if len(row) > 1:
            return row
        value = self._whole()
        return None if value is None else str(value)

    def _parts(self) -> str:
        """Hear what follows "phẩy"."""
        heard = ""
        while self._word() in _POINTS:
            self._at += 1
            part = self._number()
            if part is None:
                return heard
            heard += f",{part}"
        return heard

    def _word(self, ahead: int = 0) -> str:
        at = self._at + ahead
        return self._words[at] if 0 <= at < len(self._words) else ""

    def _is_year_word(self, ahead: int = 0) -> bool:
        """Tell "năm" the year from "năm" the five: a year of four figures follows."""
        if self._word(ahead) != "năm":
            return False
        begun, self._at = self._at, self._at + ahead + 1
        value = self._whole()
        self._at = begun
        return value is not None and value >= _YEARS

    def _row(self) -> str:
        """Hear two or more figures one by one. What counts something ends the row before it."""
        ahead, row = 0, ""
        while (word := self._word(ahead)) in _DIGIT and not self._counts(ahead):
            if self._is_year_word(ahead):
                break
            row, ahead = row + str(_DIGIT[word]), ahead + 1
        if len(row) > 1:
            self._at += ahead
        return row

    def _counts(self, ahead: int) -> bool:
        """Tell whether a figure is followed by a word that makes more of it."""
        return self._word(ahead + 1) in {"mươi", "trăm", "tỷ", *_SCALES}

    def _whole(self) -> int | None:
        """Hear a whole number in words."""
        value = self._below_billion()
        if value is None or self._word() != "tỷ":
            return value
        self._at += 1
        return value * _BILLION + (self._below_billion() or 0)

    def _below_billion(self) -> int | None:
        total, scale = None, _BILLION
        while scale > 1:
            begun = self._at
            group = self._group()
            size = _SCALES.get(self._word(), 1)
            if group is None or size >= scale:
                self._at = begun
                break
            self._at += size > 1
            total, scale = (total or 0) + group * size, size
        return total

    def _group(self) -> int | None:
        """Hear a number below a thousand."""
        digit = _DIGIT.get(self._word())
        if digit is not None and self._word(1) == "trăm":
            self._at += 2
            return digit * 100 + self._after_hundreds()
        return self._below_hundred()

    def _after_hundreds(self) -> int:
        if self._word() in _LINKS and self._word(1) in _AFTER_LINKS:
            self._at += 2
            return _AFTER_LINKS[self._word(-1)]
        if self._word() == "mười" or self._word(1) == "mươi":
            return self._below_hundred() or 0
        return 0

    def _below_hundred(self) -> int | None:
        word = self._word()
        if word == "mười":
            self._at += 1
            return 10 + self._units()
        if word in _DIGIT and self._word(1) == "mươi":
            self._at += 2
            return _DIGIT[word] * 10 + self._units()
        value = _AFTER_WORDS.get(self._word(-1), {}).get(word, _DIGIT.get(word))
        self._at += value is not None
        return value

    def _units(self) -> int:
        """Hear what follows "mươi"."""
        units = _AFTER_TENS.get(self._word(), 0)
        self._at += units > 0
        return units
