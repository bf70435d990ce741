"""Estimate how long a text takes to read aloud, before any sound of it exists."""

import math
import re
from typing import Final

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
