"""How soon an announcement is joined from the phrase bank.

Eight recorded phrases, an announcement of nine pieces (about twelve seconds): from its text to the
joined sound on the disk, in this process; and, beside it, what the site does after that: the child
process, mastering, and every rendition. The phrases are noise shaped like a voice.
"""

import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from figure import at_most, beside
from loa.domain import reading
from loa.domain.phrases import Recorded, compose, words_of
from loa.media.audio.arranging import render
from loa.media.testing import voice, write_sound
from loa.media.workshop import join_safely, master_safely

TRIES = 40
MOST_MS = 200
SAID = (
    "Kính mời bà con",
    "thôn Thượng",
    "họp lúc",
    "mười",
    "chín",
    "giờ",
    "ba mươi",
    "phút",
    "tại đình",
)
TEXT = "Kính mời bà con thôn Thượng họp lúc 19h30, tại đình. Kính mời bà con."


def main() -> None:
    """Join one announcement again and again."""
    with TemporaryDirectory(prefix="loa-bench-") as name:
        folder = Path(name)
        bank = {}
        for number, text in enumerate(SAID):
            seconds = 0.5 + 0.25 * len(text.split())
            path = write_sound(folder / f"{number}.flac", voice(seconds), "flac")
            path.rename(folder / str(number))
            bank[words_of(text)] = Recorded(master=str(number), duration_ms=round(1000 * seconds))
        times = []
        for _ in range(TRIES):
            began = time.perf_counter()
            spoken = reading.read(TEXT, language="vi", dictionary={}).spoken
            arrangement = compose(spoken, bank)
            render(arrangement, folder, folder / "joined.w64")
            times.append(1000 * (time.perf_counter() - began))
        began = time.perf_counter()
        master_safely(join_safely(arrangement, folder, folder), folder)
        whole = time.perf_counter() - began
    at_most("phrase announcement p95", statistics.quantiles(times, n=20)[-1], MOST_MS, "ms")
    beside("phrase announcement median", statistics.median(times), "ms")
    beside("phrase announcement plays", arrangement.lasts_ms / 1000, "s")
    beside("phrase announcement with mastering and renditions", whole, "s")


if __name__ == "__main__":
    main()
