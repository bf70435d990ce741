"""Turn any sound into the one master that people approve, and into what is sent and heard.

    source ─▶ mono 48 kHz ─▶ high-pass ─▶ compressor ─▶ gain ─▶ limiter ─▶ master (FLAC, -16 LUFS)
                                                                             │
                horn (Opus 24k, -14 LUFS) · listen (Opus 24k, MP3 64k) · low (Opus 16k)
                loud (Opus 24k, -12 LUFS); of music 64k, the weak network's 24k

Horns want it louder than broadcast rules ask: limiting, not equalising, is what
carries speech through noise (docs/mechanisms/sound.md has the measurements).
The same input gives the same bytes. No Django here: this runs in a child process.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import av

from loa.media.audio.chain import RATE, Filter, through
from loa.media.audio.encoding import encode
from loa.media.audio.formats import (
    FLAC,
    MASTER_LUFS,
    MUSIC_RECIPES,
    RECIPES,
    WAV_FLOAT,
    Format,
    Recipe,
)
from loa.media.audio.loudness import EAR, Meter, measure
from loa.media.audio.marks import marks_of
from loa.media.audio.opening import read
from loa.media.audio.values import Bounds, Made, Mastered, Measured
from loa.media.refusals import TooQuiet, TooShort

MOST_GAIN_DB: Final = 30.0
"""More than this would raise the noise of the room, not the voice."""
SHORTEST_MS: Final = 500
_NEAR_ENOUGH: Final = 0.2
_TRIES: Final = 3
_MOST_SQUEEZE_DB: Final = 4.0
_MASTER_CEILING_DB: Final = -1.5
_CODED_CEILING_DB: Final = -3.0
"""Low-rate Opus overshoots: -1.5 dB came out at +0.9 dBTP, -3 dB stays under full scale."""
_HIGHEST_PEAK_DB: Final = -0.2

_EVEN_OUT: Final[tuple[Filter, ...]] = (
    ("highpass", "f=120"),
    ("highpass", "f=120"),
    ("acompressor", "threshold=-24dB:ratio=3:attack=8:release=180:makeup=1"),
)


Progress = Callable[[float], None]


def master(
    source: Path,
    into: Path,
    *,
    is_music: bool = False,
    bounds: Bounds | None = None,
    progress: Progress = lambda _: None,
) -> Mastered:
    """Master a file that somebody sent, and write every rendition into a folder.

    Raises:
        SoundRefused: one of its kinds says what is wrong with the file.
    """
    between = into / "between.w64"
    evened = _even_out(source, between, bounds or Bounds())
    progress(0.2)
    made = _make_master(between, into / "master.flac", evened)
    between.unlink()
    progress(0.4)
    renditions = []
    recipes = MUSIC_RECIPES if is_music else RECIPES
    for done, recipe in enumerate(recipes, start=1):
        renditions.append(derive(into / "master.flac", into, recipe, made.measured))
        progress(0.4 + 0.6 * done / len(recipes))
    marks = marks_of(_own(into / "master.flac"))
    return Mastered(master=made, renditions=tuple(renditions), marks=marks)


def _even_out(source: Path, between: Path, bounds: Bounds) -> Measured:
    """Decode to the end, even the voice out, and measure the result on its way to a temporary file.

    Raises:
        TooShort: nobody would notice it.
        TooQuiet: there is nothing to raise but noise.
    """
    heard, evened = Meter(), Meter()
    frames = heard.watch(through(read(source, bounds), [EAR]))
    encode(evened.watch(through(frames, [*_EVEN_OUT, EAR])), between, WAV_FLOAT)
    milliseconds = heard.samples * 1000 // RATE
    if milliseconds < SHORTEST_MS:
        raise TooShort(milliseconds=milliseconds, limit=SHORTEST_MS)
    if heard.lufs < MASTER_LUFS - MOST_GAIN_DB:
        raise TooQuiet(lufs=round(heard.lufs, 1))
    return evened.read()


def _make_master(between: Path, path: Path, evened: Measured) -> Made:
    """Raise or lower to the target, limit, and write the master."""
    gain = _gain_for(between, MASTER_LUFS, _MASTER_CEILING_DB, evened)
    _write(between, path, FLAC, _levelled(gain, _MASTER_CEILING_DB, evened.samples))
    return _made("master", path, FLAC)


def derive(
    master_file: Path,
    into: Path,
    recipe: Recipe,
    measured: Measured,
    tags: Mapping[str, str] | None = None,
) -> Made:
    """Write one rendition of the master and measure it as a listener's decoder gives it."""
    path, ceiling = into / recipe.name, _CODED_CEILING_DB
    gain = _gain_for(master_file, recipe.lufs, ceiling, measured)
    _write(master_file, path, recipe.format, _levelled(gain, ceiling, measured.samples), tags)
    made = _made(recipe.role, path, recipe.format)
    if made.measured.true_peak > _HIGHEST_PEAK_DB:
        # This sound overshoots even so. A box would clip it; a little quieter is better.
        ceiling -= made.measured.true_peak - _HIGHEST_PEAK_DB
        _write(master_file, path, recipe.format, _levelled(gain, ceiling, measured.samples), tags)
        made = _made(recipe.role, path, recipe.format)
    return made


def _gain_for(source: Path, lufs: float, ceiling_db: float, measured: Measured) -> float:
    """Return the gain that reaches a loudness.

    The limiter eats some of it, so ask again for what it ate, a few times and
    within reason: squeezed harder, a voice only becomes rough.
    """
    first = gain = lufs - measured.lufs
    for _ in range(_TRIES):
        missed = lufs - _loudness_at(source, gain, ceiling_db, measured.samples)
        if abs(missed) <= _NEAR_ENOUGH or gain + missed > first + _MOST_SQUEEZE_DB:
            break
        gain += missed
    return gain


def _loudness_at(source: Path, gain: float, ceiling_db: float, samples: int) -> float:
    """Return how loud it becomes after a gain and the limiter."""
    meter = Meter()
    for _ in meter.watch(through(_own(source), [*_levelled(gain, ceiling_db, samples), EAR])):
        pass
    return meter.lufs


def _levelled(gain: float, ceiling_db: float, samples: int) -> list[Filter]:
    """Return the gain and the limiter, which works at four times the rate to see true peaks."""
    limit = 10 ** (ceiling_db / 20)
    return [
        ("volume", f"{gain:.2f}dB"),
        ("aresample", str(4 * RATE)),
        ("alimiter", f"limit={limit:.4f}:attack=5:release=60:level=0:latency=1"),
        ("aresample", str(RATE)),
        ("apad", f"whole_len={samples}"),
        ("atrim", f"end_sample={samples}"),
    ]


def _write(
    source: Path,
    path: Path,
    kind: Format,
    filters: list[Filter],
    tags: Mapping[str, str] | None = None,
) -> None:
    """Write a file of ours through filters into another."""
    encode(through(_own(source), filters), path, kind, tags)


def _made(role: str, path: Path, kind: Format) -> Made:
    """Measure a finished file by decoding it, as whoever plays it will."""
    return Made(
        role=role,
        name=path.name,
        codec=kind.suffix,
        media_type=kind.media_type,
        bitrate=kind.bitrate,
        measured=measure(_own(path)),
    )


def _own(path: Path) -> Iterator[av.AudioFrame]:
    """Read a file that we wrote."""
    return read(path, Bounds(seconds=1 << 20, bytes=1 << 40))
