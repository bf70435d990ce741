"""Fold Vietnamese for searching, and order it as a Vietnamese reader expects.

Postgres has no Vietnamese collation without ICU, so the order is a key of bytes
that any database sorts right. Syllables are compared one by one, as dictionaries
do: first their letters (a ă â b c d đ e ê …), then the tone (none, huyền, hỏi,
ngã, sắc, nặng), and only then the next syllable. Numbers count as numbers, so
that "Thôn 2" comes before "Thôn 10".
"""

import re
from functools import lru_cache
from typing import Final
from unicodedata import category, normalize

LETTERS: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES: Final = {"\u0300": 2, "\u0309": 3, "\u0303": 4, "\u0301": 5, "\u0323": 6}
SHAPE_MARKS: Final = {"\u0306", "\u0302", "\u031b"}

END_OF_LETTERS: Final = 1
NO_TONE: Final = 1
NUMBER: Final = 8
FIRST_LETTER: Final = 16
UNKNOWN: Final = 200

WEIGHTS: Final = {letter: FIRST_LETTER + place for place, letter in enumerate(LETTERS)}
APOSTROPHES: Final = str.maketrans("", "", "'’‘ʼ`´")
WORDS: Final = re.compile(r"[^\W_]+")


def search_key(text: str) -> str:
    """Fold text so that "hai phong", "HẢI PHÒNG" and "Hải-Phòng" are the same.

    Where the tone is placed (hòa or hoà) makes no difference, since tones go.
    """
    plain = normalize("NFD", text.casefold()).translate(APOSTROPHES).replace("đ", "d")
    kept = "".join(letter for letter in plain if category(letter) != "Mn")
    return " ".join(WORDS.findall(kept))


def ascii_of(text: str) -> str:
    """Write text in ASCII for equipment that knows nothing else: letters lose their marks."""
    plain = normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
    return "".join(letter for letter in plain if letter.isascii() and letter.isprintable())


def sort_key(text: str) -> bytes:
    """Make the key that sorts names in Vietnamese order."""
    plain = normalize("NFC", text.lower()).translate(APOSTROPHES)
    return b"\0".join(_syllable_key(word) for word in WORDS.findall(plain))


@lru_cache(4096)  # a country's names are made of few syllables
def _syllable_key(word: str) -> bytes:
    """Weigh the letters of one syllable, then its tone."""
    if word.isdecimal():
        digits = str(int(word)).encode()
        return bytes([NUMBER, len(digits)]) + digits
    letters, tones = _take_apart(word)
    weights = [WEIGHTS.get(letter, UNKNOWN) for letter in letters]
    return bytes([*weights, END_OF_LETTERS, *(tones or [NO_TONE])])


def _take_apart(word: str) -> tuple[str, list[int]]:
    """Separate the tones from the letters, leaving ă, â, ê, ô, ơ, ư whole."""
    tones: list[int] = []
    kept: list[str] = []
    for mark in normalize("NFD", word):
        if mark in TONES:
            tones.append(TONES[mark])
        elif category(mark) != "Mn" or mark in SHAPE_MARKS:
            kept.append(mark)
    return normalize("NFC", "".join(kept)), tones
