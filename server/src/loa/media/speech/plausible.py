"""Tell whether a sound can be the reading of a text. Engines fail by silence, not by an error."""

from typing import Final

from loa.domain.spoken import words_in
from loa.media.refusals import SpeechFailed

_SHORTEST_WORD_S: Final = 0.08
_LONGEST_CHARACTER_S: Final = 0.6
_ROOM_S: Final = 3.0


def check(text: str, seconds: float) -> None:
    """Let a plausible length pass.

    Raises:
        SpeechFailed: it is far too short or far too long.
    """
    words = words_in(text)
    shortest = words * _SHORTEST_WORD_S
    longest = len(text) * _LONGEST_CHARACTER_S + _ROOM_S
    if seconds <= 0 or not shortest <= seconds <= longest:
        raise SpeechFailed(seconds=round(seconds, 1), words=words)
