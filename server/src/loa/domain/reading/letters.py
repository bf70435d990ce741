"""Letters by their names, and codes made of letters and figures: 1A, B2, QL10, H5N1."""

import re
from collections.abc import Mapping
from typing import Final

from loa.domain.reading.numbers import digit_by_digit, whole
from loa.domain.reading.values import Found, Kind, Rule

_NAMES: Final[Mapping[str, str]] = {
    "A": "a", "Ă": "á", "Â": "ớ", "B": "bê", "C": "xê", "D": "dê", "Đ": "đê", "E": "e",
    "Ê": "ê", "F": "ép", "G": "giê", "H": "hát", "I": "i", "J": "gi", "K": "ca", "L": "lờ",
    "M": "mờ", "N": "nờ", "O": "o", "Ô": "ô", "Ơ": "ơ", "P": "pê", "Q": "quy", "R": "rờ",
    "S": "ét", "T": "tê", "U": "u", "Ư": "ư", "V": "vê", "W": "vê kép", "X": "ích", "Y": "i",
    "Z": "dét",
}  # fmt: skip
_ROADS: Final[Mapping[str, str]] = {
    "QL": "quốc lộ",
    "TL": "tỉnh lộ",
    "ĐT": "đường tỉnh",
    "ĐH": "đường huyện",
    "ĐX": "đường xã",
    "TDP": "tổ dân phố",
}
_RUN: Final = re.compile(r"[0-9]+|[^\W\d_]+")
_LONGEST_COUNT: Final = 4


def spell(letters: str) -> str:
    """Name letters one by one."""
    return " ".join(_NAMES.get(letter, letter) for letter in letters.upper())


def spell_code(code: str) -> str:
    """Say a code: roads by their names, letters by theirs, short numbers as numbers."""
    return " ".join(map(_run, _RUN.findall(code)))


def _run(run: str) -> str:
    if not run.isdecimal():
        return _ROADS.get(run) or spell(run)
    return whole(run) if len(run) <= _LONGEST_COUNT else digit_by_digit(run)


def _say_code(found: Found) -> str:
    return spell_code(found[0])


CODES: Final = Rule(
    kind=Kind.CODE,
    pattern=re.compile(
        r"(?<![\w.,])(?:[A-ZĐ]{1,5}\.?[0-9]{1,12}+|[0-9]{1,12}+[A-ZĐa-c])[A-ZĐ0-9]*(?![^\W_])"
    ),
    say=_say_code,
)

UNKNOWN: Final = Rule(
    kind=Kind.ABBREVIATION,
    pattern=re.compile(r"(?<![\w.-])[BCDĐGHKLMNPQRSTVX]{2,6}(?![\w-]|\.\w)"),
    say=_say_code,
)
"""Capitals without a vowel are no word: they are spelled."""
