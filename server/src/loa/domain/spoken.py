"""What may be read aloud, and about how long that takes.

A text that goes out over loudspeakers is plain: letters, digits, punctuation.
What a machine would swallow or read as nonsense is left out, and the author is
told, so that what people approve is what people hear:

    pictures (emoji)          left out
    marks that turn the       left out: they can make a text read
      writing direction         differently from how it looks
    invisible characters      left out
    markup, SSML              refused: the author meant something by it
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from loa_protocol.errors import Refusal

LONGEST: Final = 20_000
"""Characters: about twenty-five minutes of speech."""


class TextTooLong(Refusal):
    """It has more characters than anybody would listen to. Facts: `characters`, `limit`."""

    code = "text.too_long"


class NothingToSay(Refusal):
    """There is no letter and no digit in it."""

    code = "text.nothing_to_say"


class MarkupInText(Refusal):
    """It holds tags, which a loudspeaker cannot say. Facts: `found`."""

    code = "text.markup"


class LeftOut(StrEnum):
    """Kinds of characters that are not read."""

    PICTURE = "picture"
    DIRECTION = "direction"
    INVISIBLE = "invisible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """A text as it will be read, and how many characters of each kind were left out."""

    text: str
    left_out: Mapping[LeftOut, int]


_TAG: Final = re.compile(r"</?[a-z!?][^<>]*>|&(?:[a-z]{2,8}|#[0-9]{1,6});", re.IGNORECASE)
_SHOWN_OF_A_TAG: Final = 40
_DIRECTION: Final = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_JOINERS: Final = frozenset("\u200b\u200c\u200d")
_PICTURE_PARTS: Final = frozenset("\ufe0e\ufe0f\u20e3")
_READABLE_SYMBOLS: Final = frozenset("°№℃℉™®©")
_SKIN_TONES: Final = frozenset("\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
_FIRST_JOINED_SCRIPT: Final = 0x590
"""Below lie Latin, Greek and Cyrillic, which never need an invisible joiner."""
_BLANKS: Final = re.compile(r"[^\S\n]+")
_EMPTY_LINES: Final = re.compile(r"\n{3,}")


def plain(text: str) -> Plain:
    """Return the text as it will be read, and say what was left out.

    Doing it again changes nothing.

    Raises:
        TextTooLong: nobody would listen to all of it.
        MarkupInText: there are tags in it.
        NothingToSay: nothing in it can be read.
    """
    if len(text) > LONGEST:
        raise TextTooLong(characters=len(text), limit=LONGEST)
    kept, left_out = [], Counter[LeftOut]()
    for character, kind in _judged(text.replace("\r\n", "\n").replace("\r", "\n")):
        if kind is None:
            kept.append(character)
        else:
            left_out[kind] += 1
    told = _tidy(unicodedata.normalize("NFC", "".join(kept)))
    # Only now: an invisible character must not hide a tag.
    if tag := _TAG.search(told):
        raise MarkupInText(found=tag.group()[:_SHOWN_OF_A_TAG])
    if not any(character.isalnum() for character in told):
        raise NothingToSay
    return Plain(text=told, left_out=dict(left_out))


def _judged(text: str) -> Iterator[tuple[str, LeftOut | None]]:
    """Yield every character and, if it is left out, why."""
    for at, character in enumerate(text):
        if character in _JOINERS and _joins(text, at):
            yield character, None
        else:
            yield character, _reason(character)


def _reason(character: str) -> LeftOut | None:
    """Say why a character is not read; None if it is."""
    if character in "\n\t" or character in _READABLE_SYMBOLS:
        return None
    if character in _DIRECTION:
        return LeftOut.DIRECTION
    kind = unicodedata.category(character)
    if kind == "So" or character in _PICTURE_PARTS or character in _SKIN_TONES:
        return LeftOut.PICTURE
    return LeftOut.INVISIBLE if kind[0] == "C" else None


def _joins(text: str, at: int) -> bool:
    """Tell whether a joiner stands inside a word of a script that writes with joiners."""
    beside = (text[at - 1 : at], text[at + 1 : at + 2])
    return all(
        each and ord(each) >= _FIRST_JOINED_SCRIPT and unicodedata.category(each)[0] in "LM"
        for each in beside
    )


def _tidy(text: str) -> str:
    """Take out the blanks that nobody sees."""
    lines = (_BLANKS.sub(" ", line).strip() for line in text.split("\n"))
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


# --- How long it takes ---------------------------------------------------------------------------

_WORDS_A_SECOND: Final = {"vi": 3.2, "en": 2.4}
_OTHER_WORDS_A_SECOND: Final = 2.4
_DIGITS_A_SECOND: Final = 2.2
_PAUSE_S: Final = 0.3
_STOP_S: Final = 0.6

_WORD: Final = re.compile(r"[^\W\d_]+")
_DIGIT: Final = re.compile(r"\d")
_PAUSE: Final = re.compile(r"[,;:](?=\s|$)")
_STOP: Final = re.compile(r"[.!?…]+(?=\s|$)|\n+")


def words_in(text: str) -> int:
    """Count what has to be spoken: words, and digits one by one."""
    return len(_WORD.findall(text)) + len(_DIGIT.findall(text))


def estimated_seconds(text: str, language: str) -> int:
    """Estimate how long the text takes to read, rounded up. Vietnamese words are syllables."""
    pace = _WORDS_A_SECOND.get(language, _OTHER_WORDS_A_SECOND)
    seconds = (
        len(_WORD.findall(text)) / pace
        + len(_DIGIT.findall(text)) / _DIGITS_A_SECOND
        + len(_PAUSE.findall(text)) * _PAUSE_S
        + len(_STOP.findall(text)) * _STOP_S
    )
    return math.ceil(seconds)
