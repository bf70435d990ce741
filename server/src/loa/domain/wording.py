"""Decide whether a text may be spoken, and say what is wrong where it may not.

A voice reads letters, numbers and marks. It cannot read a picture, and it must
not be steered by markup; a mark that turns the reading direction would let the
eye of the one who approves see other words than the ear hears.
"""

import re
import unicodedata
from pathlib import PureWindowsPath
from typing import Final, NoReturn

from loa_protocol.errors import Refusal

LONGEST: Final = 20_000
"""Characters: about twenty minutes of speech, more than any session holds."""

KHMER: Final = "km"
WORD_BREAK: Final = "\u200b"
"""Khmer is written without spaces; this mark, which nobody sees, parts its words."""

_DROPPED: Final = str.maketrans("", "", "\ufeff\u00ad\u2060")
_SPACES: Final = str.maketrans(dict.fromkeys("\u00a0\u202f\u2007\u2009\u3000\t", " "))
_LINES: Final = re.compile(r"\r\n?|[\u2028\u2029\u0085]")
_TAG: Final = re.compile(r"<[/!?]?[A-Za-z][^<>]{0,200}/?>|<!--|&(?:[A-Za-z]{2,8}|#[0-9]{1,6});")
_TURNING: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_PICTURE: Final = re.compile(
    "[\u2600-\u27bf\u2b00-\u2bff\ufe0f\u20e3\U0001f000-\U0001faff\U000e0000-\U000e007f]"
)
_JOINERS: Final = frozenset("\u200c\u200d")


class BadText(Refusal):
    """The text cannot be spoken as it stands."""

    code = "text.bad"


class TextTooLong(BadText):
    """It is longer than a bulletin may be. Facts: `length`, `limit`."""

    code = "text.too_long"


class TextIsEmpty(BadText):
    """There is nothing to say."""

    code = "text.empty"


class HasMarkup(BadText):
    """It holds markup, which the voice would read out or obey. Fact: `found`."""

    code = "text.markup"


class HasPicture(BadText):
    """It holds an emoji or another picture that nobody can read out. Fact: `found`."""

    code = "text.picture"


class HasTurningMark(BadText):
    """It holds a hidden mark that turns the direction of reading. Facts: `mark`, `near`."""

    code = "text.turning_mark"


class HasHiddenMark(BadText):
    """It holds a control character or half a letter. Facts: `mark`, `near`."""

    code = "text.hidden_mark"


def clean(text: str, *, language: str, longest: int = LONGEST) -> str:
    """Return the text as it will be kept, approved and spoken.

    Only what nobody can see is changed: letters are composed one way (NFC), the
    ends of lines and the kinds of space are made one, and marks that neither show
    nor sound, which come along when people copy from elsewhere, are dropped.

    Raises:
        TextTooLong: it is longer than it may be, which is as long as a bulletin.
        TextIsEmpty: nothing is left.
        HasMarkup: it holds tags or entities.
        HasPicture: it holds an emoji.
        HasTurningMark: it holds a mark that turns the direction of reading.
        HasHiddenMark: it holds a control character.
    """
    if len(text) > longest:
        raise TextTooLong(length=len(text), limit=longest)
    tidy = _tidy(text, language=language)
    if not tidy:
        raise TextIsEmpty
    if found := _TAG.search(tidy):
        raise HasMarkup(found=found.group()[:40])
    if found := _TURNING.search(tidy):
        _refuse_mark(HasTurningMark, tidy, found.start())
    if found := _PICTURE.search(tidy):
        raise HasPicture(found=found.group())
    for place, letter in enumerate(tidy):
        if unicodedata.category(letter) in {"Cc", "Cs", "Cn", "Co"} and letter != "\n":
            _refuse_mark(HasHiddenMark, tidy, place)
    return tidy


def title_of(text: str, *, longest: int = 80) -> str:
    """Make a title from the first line, cut between words."""
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    if len(first) <= longest:
        return first
    return first[: longest - 1].rsplit(" ", 1)[0].rstrip(" ,.;:–-") + "…"


def title_of_file(name: str, *, longest: int = 80) -> str:
    """Make a title from the name of a file that holds the words; nothing when it says nothing."""
    stem = PureWindowsPath(name).stem  # parts at both kinds of slash
    words = "".join(letter if letter.isprintable() else " " for letter in stem)
    return title_of(" ".join(words.replace("_", " ").split()).strip(" .-"), longest=longest)


def _tidy(text: str, *, language: str) -> str:
    lines = _LINES.sub("\n", text).translate(_DROPPED).translate(_SPACES)
    if language != KHMER:
        lines = lines.replace(WORD_BREAK, "")
        lines = "".join(letter for letter in lines if letter not in _JOINERS)
    composed = unicodedata.normalize("NFC", lines)
    return "\n".join(line.rstrip() for line in composed.split("\n")).strip()


def _refuse_mark(kind: type[BadText], text: str, place: int) -> NoReturn:
    near = "".join(letter for letter in text[max(0, place - 20) : place] if letter.isprintable())
    raise kind(mark=f"U+{ord(text[place]):04X}", near=near)
