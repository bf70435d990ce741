"""Put an announcement together from phrases that the local announcer recorded once.

"Kính mời bà con │ thôn Thượng │ họp lúc │ mười chín │ giờ │ ba mươi"

A person's voice, in any language, without a machine that speaks. What was never
recorded is named; an announcement with a hole in it is not made.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from unicodedata import normalize

from loa_protocol.errors import Refusal

from loa.domain.arrangement import Arrangement, Part

LONGEST_PHRASE: Final = 40
"""Words in one phrase."""
BREATH_MS: Final = 60
COMMA_MS: Final = 250
STOP_MS: Final = 550
EDGE_MS: Final = 40
"""What is left of the silence around a recorded phrase, so that no sound is cut."""
SHORTEST_MS: Final = 100

_WORD_OR_MARK: Final = re.compile(r"""[.,;:!?…\n]+|[^\s.,;:!?…"“”()\[\]–—]+""")
_STOPS: Final = frozenset(".!?…\n")

Words = tuple[str, ...]

NEEDED_FOR_NUMBERS: Final = (
    *("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"),
    *("mười", "mươi", "mốt", "tư", "lăm", "linh", "trăm", "nghìn"),
    *("giờ", "phút", "ngày", "mùng", "tháng"),
)
"""With these recorded in Vietnamese, every hour, day and small number can be joined."""


class PhraseIsMissing(Refusal):
    """Some words were never recorded. Facts: `missing`, what to record, parted by " · "."""

    code = "phrase.missing"


class BadPhrase(Refusal):
    """It is no phrase: no words, or more than one breath of them. Fact: `most`."""

    code = "phrase.bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One phrase that can be heard: which sound, and where in it the voice is."""

    master: str
    duration_ms: int
    leading_ms: int = 0
    trailing_ms: int = 0

    @property
    def from_ms(self) -> int:
        """Return where to begin: a moment before the voice."""
        return max(0, min(self.leading_ms - EDGE_MS, self.duration_ms - SHORTEST_MS))

    @property
    def to_ms(self) -> int:
        """Return where to end: a moment after it."""
        voice_ends = self.duration_ms - self.trailing_ms + EDGE_MS
        return min(self.duration_ms, max(voice_ends, self.from_ms + SHORTEST_MS))


def words_of(text: str) -> Words:
    """Return the words of a text as phrases are compared: small letters, every tone kept."""
    return tuple(token for token in _tokens(text) if not _is_mark(token))


def phrase_of(text: str) -> Words:
    """Return the words of one phrase.

    Raises:
        BadPhrase: it has no words, or too many.
    """
    words = words_of(text)
    if not 0 < len(words) <= LONGEST_PHRASE:
        raise BadPhrase(most=LONGEST_PHRASE, field="words")
    return words


def compose(text: str, bank: Mapping[Words, Recorded]) -> Arrangement:
    """Put a text together from as few phrases as possible, with a pause at every mark.

    Raises:
        PhraseIsMissing: some of its words were never recorded.
        BadPhrase: it has no words at all.
    """
    pieces = [piece for clause in _clauses(text) for piece in _pieces(clause, bank)]
    missing = [" ".join(piece.words) for piece in pieces if piece.recorded is None]
    if missing:
        raise PhraseIsMissing(missing=" · ".join(dict.fromkeys(missing)))
    parts = tuple(_part(piece.recorded, piece.gap_ms) for piece in pieces if piece.recorded)
    if not parts:
        raise BadPhrase(most=LONGEST_PHRASE)
    return Arrangement(parts=parts)


@dataclass(frozen=True, slots=True)
class _Clause:
    """Words up to a mark, and the pause that the mark asks for."""

    words: Words
    gap_ms: int


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some words, the recording that says them, if there is one, and the pause after it."""

    words: Words
    recorded: Recorded | None
    gap_ms: int = BREATH_MS


def _clauses(text: str) -> list[_Clause]:
    """Cut a text at its marks."""
    clauses: list[_Clause] = []
    words: list[str] = []
    for token in (*_tokens(text), "."):
        if not _is_mark(token):
            words.append(token)
        elif words:
            gap_ms = STOP_MS if _STOPS & set(token) else COMMA_MS
            clauses.append(_Clause(tuple(words), gap_ms))
            words = []
    return clauses


def _pieces(clause: _Clause, bank: Mapping[Words, Recorded]) -> list[_Piece]:
    """Cover a clause: as few words without a recording as possible, then as few pieces."""
    best: list[tuple[int, int, list[_Piece]]] = [(0, 0, [])]
    for end in range(1, len(clause.words) + 1):
        options = [
            _with(best[start], clause.words[start:end], bank)
            for start in range(max(0, end - LONGEST_PHRASE), end)
            if end - start == 1 or clause.words[start:end] in bank
        ]
        best.append(min(options, key=lambda option: option[:2]))
    pieces = _joined_holes(best[-1][2])
    last = pieces[-1]
    return [*pieces[:-1], _Piece(last.words, last.recorded, clause.gap_ms)]


def _with(
    before: tuple[int, int, list[_Piece]], words: Words, bank: Mapping[Words, Recorded]
) -> tuple[int, int, list[_Piece]]:
    """Add one piece to the best cover of what comes before it."""
    missing, count, pieces = before
    recorded = bank.get(words)
    return missing + (recorded is None), count + 1, [*pieces, _Piece(words, recorded)]


def _joined_holes(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Name words that follow one another and are missing together as one phrase to record."""
    joined: list[_Piece] = []
    for piece in pieces:
        if joined and piece.recorded is None and joined[-1].recorded is None:
            joined[-1] = _Piece(joined[-1].words + piece.words, None)
        else:
            joined.append(piece)
    return joined


def _part(recorded: Recorded, gap_ms: int) -> Part:
    return Part(
        master=recorded.master, from_ms=recorded.from_ms, to_ms=recorded.to_ms, gap_ms=gap_ms
    )


def _tokens(text: str) -> list[str]:
    """Return words and marks in their order."""
    return _WORD_OR_MARK.findall(normalize("NFC", text).lower())


def _is_mark(token: str) -> bool:
    return not any(letter.isalnum() for letter in token)
