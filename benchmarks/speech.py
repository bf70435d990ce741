"""How fast a voice pack reads a bulletin, and in how much memory, as the worker has it read.

The English voice that comes along reads, for no Vietnamese one may be shipped; a
Vietnamese Piper voice of medium quality is the same network of the same size. A
text of a single sentence without a comma is the hardest for memory.
"""

import resource
import time
import wave
from pathlib import Path
from tempfile import TemporaryDirectory

from figure import at_least, at_most, beside, progress
from loa.media.children.ask import ask
from loa.media.children.messages import PhonemeRequest, Phonemes, Spoken, VoiceRequest
from loa.media.testing.shelves import the_english_pack

BULLETIN = (
    "Attention please. Tonight the water of the river will rise above the second alarm level. "
    "People who live on the bank are asked to carry their rice, their animals and their "
    "electrical things to higher ground before eight o'clock. The school of the commune is open "
    "for all who need a dry place; bring warm clothes, drinking water and your medicine. "
) * 8
WITHOUT_A_STOP = "and the water goes on rising from house to house along the whole river " * 40


def read(text: str, folder: Path) -> tuple[float, float]:
    """Read a text in a child; return how long it took and how long it lasts, in seconds."""
    begun = time.perf_counter()
    ready = the_english_pack().make_ready(folder)
    said = ask(
        "loa.media.children.espeak_phonemes",
        PhonemeRequest(text=text, voice=ready.espeak_voice),
        Phonemes,
        folder=folder,
    )
    path = folder / "speech.wav"
    request = VoiceRequest(
        sentences=said.sentences,
        model=str(ready.model),
        symbols=str(ready.symbols),
        pace=100,
        path=str(path),
    )
    ask("loa.media.children.voicepack", request, Spoken, folder=folder)
    took = time.perf_counter() - begun
    with wave.open(str(path)) as spoken:
        return took, spoken.getnframes() / spoken.getframerate()


def most_mib() -> float:
    """Return the most memory that any child had so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main() -> None:
    """Take the figures."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        progress("once, so that the model is unpacked and in the disk cache")
        read("Ready.", folder)
        progress("a bulletin of about three minutes")
        took, lasts = read(BULLETIN, folder)
        beside("speech: a bulletin of", lasts, "s")
        at_least("speech: by a voice pack, faster than real time", lasts / took, 10, "times")
        at_most("speech: memory of the child (RSS)", most_mib(), 400, "MiB")
        progress("one sentence without an end")
        read(WITHOUT_A_STOP, folder)
        at_most("speech: memory for a sentence without an end", most_mib(), 400, "MiB")


if __name__ == "__main__":
    main()
