"""The languages in which people here are spoken to, by the names they use themselves.

BCP 47 tags: two letters where ISO 639-1 has them, otherwise the three of ISO 639-3.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from loa_protocol.errors import Refusal

FIRST: Final = "vi"

NAMES: Final[Mapping[str, str]] = {
    "vi": "Tiếng Việt",
    "tyz": "Tày",
    "nut": "Nùng",
    "blt": "Thái",
    "mtq": "Mường",
    "hmn": "H'Mông",
    "ium": "Dao",
    "km": "Khmer (ខ្មែរ)",
    "rad": "Ê Đê",
    "jra": "Gia Rai",
    "bdq": "Ba Na",
    "sed": "Xơ Đăng",
    "kpm": "Cơ Ho",
    "cjm": "Chăm",
    "zh": "Hoa (中文)",
    "en": "English",
}

_IN_THREE: Final[Mapping[str, str]] = {"vi": "vie", "km": "khm", "zh": "zho", "en": "eng"}

MOST_IN_ONE_PLACE: Final = 3


class UnknownLanguage(Refusal):
    """It is none that we know. Fact: `language`."""

    code: ClassVar[str] = "unit.unknown_language"


class TooManyLanguages(Refusal):
    """More languages than one place can be served in. Fact: `most`."""

    code: ClassVar[str] = "unit.too_many_languages"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """A language that a bulletin does not have, and the names of the places that listen in it."""

    language: str
    places: tuple[str, ...]


def name_of(language: str) -> str:
    """Return what people call a language; its tag where we know no name."""
    return NAMES.get(language, language)


def three_letters(language: str) -> str:
    """Return the ISO 639-3 code of a language, as the tags of an MP3 want it (ID3v2.4, TLAN)."""
    return _IN_THREE.get(language, language)


def in_order(wanted: Iterable[str]) -> tuple[str, ...]:
    """Return the languages in which a place listens, the first one first, each once.

    Raises:
        UnknownLanguage, TooManyLanguages: as they say.
    """
    once = tuple(dict.fromkeys(wanted))
    for language in once:
        if language not in NAMES:
            raise UnknownLanguage(language=language[:40])
    if len(once) > MOST_IN_ONE_PLACE:
        raise TooManyLanguages(most=MOST_IN_ONE_PLACE)
    return once


def lacking(
    spoken: Iterable[tuple[str, Collection[str]]], has: Collection[str]
) -> tuple[Lack, ...]:
    """Return what a bulletin lacks where it is to sound. A missing language is never passed over.

    `spoken`: places by name and the languages in which they listen. `has`: the bulletin's own.
    """
    found: dict[str, list[str]] = {}
    for place, languages in spoken:
        for language in languages:
            if language not in has:
                found.setdefault(language, []).append(place)
    return tuple(Lack(language=one, places=tuple(found[one])) for one in NAMES if one in found)
