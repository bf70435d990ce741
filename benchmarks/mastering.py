"""How fast a long recording becomes a master with its renditions, and in how much memory.

Fifteen minutes of stereo at 44.1 kHz, as a village secretary's recorder writes
them; a one-minute file beside it shows that memory does not grow with length.
"""

import subprocess
import sys
import time
import wave
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from figure import at_most, beside, progress
from loa.media.audio.formats import RECIPES
from loa.media.testing import voice

RATE = 44_100
MINUTE_S = 60
THREE = 3
"""Horn, listen as Opus, listen as MP3: the first of `RECIPES`."""
MASTER_AND_TELL = """
import re, sys
from pathlib import Path
from loa.media import mastering
mastering.RECIPES = mastering.RECIPES[: int(sys.argv[3])]
mastering.master(Path(sys.argv[1]), Path(sys.argv[2]))
print(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""


def write(path: Path, minutes: int) -> Path:
    """Write stereo speech-like sound, a minute at a time."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        for minute in range(minutes):
            left = voice(MINUTE_S, rate=RATE, seed=minute)
            both = np.stack([left, left * 0.9], axis=1)
            file.writeframes((both * 32767).clip(-32768, 32767).astype("<i2").tobytes())
    return path


def mastered(source: Path, renditions: int = THREE) -> tuple[float, float]:
    """Master in a process of its own; return the wall time and the most memory it had, in MiB."""
    with TemporaryDirectory() as folder:
        begun = time.perf_counter()
        told = subprocess.run(
            [sys.executable, "-c", MASTER_AND_TELL, str(source), folder, str(renditions)],
            capture_output=True,
            text=True,
            check=True,
        )
        return time.perf_counter() - begun, int(told.stdout) / 1024


def main() -> None:
    """Take the figures."""
    with TemporaryDirectory() as folder:
        progress("one minute")
        _, short_mib = mastered(write(Path(folder) / "short.wav", 1))
        source = write(Path(folder) / "long.wav", 15)
        progress("fifteen minutes: the master and the three renditions, each measured again")
        took, long_mib = mastered(source)
        progress("fifteen minutes: with the fourth, for weak networks, as the worker makes it")
        whole, _ = mastered(source, len(RECIPES))
    at_most("mastering: 15 min of stereo WAV to three renditions", took, 75, "s")
    at_most("mastering: memory of the child (RSS)", long_mib, 80, "MiB")
    beside("mastering: with all four renditions", whole, "s")
    at_most("mastering: memory of 15 min to 1 min", long_mib / short_mib, 1.1, "times")


if __name__ == "__main__":
    main()
