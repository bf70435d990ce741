"""Words that are read otherwise than they are written: ours, and those a unit adds.

What an entry says is final: it is not looked up again, so no entry can lead to
another, whatever the units above and below have written. An entry in small
letters is found in capitals too; one with capitals only as it stands.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

_WORD: Final = re.compile(r"(?<![^\W_])[^\W_]+")


class Hit(NamedTuple):
    """An entry found in a text."""

    start: int
    end: int
    written: str
    """As the entry has it."""
    spoken: str


class Dictionary:
    """Entries, ready to be found in a text in one pass."""

    def __init__(self, entries: Mapping[str, str]) -> None:
        """Sort the entries under their first word, the longest first."""
        self._entries = entries
        self._under: dict[str, list[str]] = {}
        for written in sorted(entries, key=len, reverse=True):
            first = _WORD.match(written)
            if first:
                self._under.setdefault(first[0].lower(), []).append(written)

    def get(self, written: str) -> str | None:
        """Return how a word of its own is read."""
        return self._entries.get(written)

    def hits(self, text: str) -> Iterator[Hit]:
        """Find entries from left to right; none overlaps another."""
        end = 0
        for word in _WORD.finditer(text):
            if word.start() < end:
                continue
            for written in self._under.get(word[0].lower(), ()):
                if _stands(written, text, word.start()):
                    end = word.start() + len(written)
                    yield Hit(word.start(), end, written, self._entries[written])
                    break


def _stands(written: str, text: str, at: int) -> bool:
    """Tell whether an entry stands at a place as whole words."""
    end = at + len(written)
    there = text[at:end]
    if written.islower():
        there = there.lower()
    after = text[end : end + 1]
    return there == written and not (written[-1].isalnum() and after.isalnum())
