"""Cut what is to be spoken into pieces a voice can say in one breath.

The memory of a model grows with the longest piece it is given, and a person who
leaves out the full stops must not be able to make it grow without end.
"""

import re
from collections.abc import Iterator
from typing import Final

LONGEST: Final = 100
"""Phonemes: about six seconds."""
_CLAUSE: Final = re.compile(r".+?(?:[,;:](?=\s)|$)", re.DOTALL)


def pieces(sentence: str) -> Iterator[str]:
    """Yield a sentence whole if it is short, otherwise by clauses, otherwise by words."""
    breath = ""
    for part in _parts(sentence):
        if breath and len(breath) + 1 + len(part) > LONGEST:
            yield breath
            breath = part
        else:
            breath = f"{breath} {part}".strip()
    if breath:
        yield breath


def _parts(sentence: str) -> Iterator[str]:
    """Yield the clauses, and those that are too long by themselves word by word."""
    if len(sentence) <= LONGEST:
        yield sentence.strip()
        return
    for clause in _CLAUSE.findall(sentence):
        if len(clause) <= LONGEST:
            yield clause.strip()
        else:
            for word in clause.split():
                yield from (word[at : at + LONGEST] for at in range(0, len(word), LONGEST))
