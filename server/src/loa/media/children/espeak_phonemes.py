"""The child that turns a text into phonemes, sentence by sentence, for voices that need them."""

import re
from typing import Final

from loa.media.children.answer import answer
from loa.media.children.messages import PhonemeRequest, Phonemes
from loa.media.speech.espeak_library import Espeak

_SENTENCE: Final = re.compile(r"[^.!?…\n]+(?:[.!?…](?!\s|$)[^.!?…\n]*)*[.!?…]*")
_CLAUSE: Final = re.compile(r"(.+?)([,;:.!?…]+(?=\s|$)|$)", re.DOTALL)
_ENDS: Final = {"…": "."}


def work(request: PhonemeRequest) -> Phonemes:
    """Turn one text into phonemes."""
    engine = Espeak(request.voice)
    sentences = (_said(engine, sentence) for sentence in _SENTENCE.findall(request.text))
    return Phonemes(sentences=tuple(said for said in sentences if any(map(str.isalpha, said))))


def _said(engine: Espeak, sentence: str) -> str:
    """Return the IPA of a sentence, each clause with the mark that ends it."""
    said = []
    for words, ending in _CLAUSE.findall(sentence.strip()):
        mark = _ENDS.get(ending[:1], ending[:1])
        said.append(engine.phonemes(words) + mark)
    return " ".join(said)


if __name__ == "__main__":
    answer(PhonemeRequest, work)
