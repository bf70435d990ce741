"""Write a master as other houses want it: for broadcasters, and as a podcast.

Broadcasters get Broadcast Wave (EBU Tech 3285), 48 kHz, 16 bit, at -23 LUFS
(EBU R 128); a podcast is an MP3 at -16 LUFS with tags. The master is louder than
a broadcast, so a gain is all that takes; nothing is limited again.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import av

from loa.media.audio.chain import through
from loa.media.audio.encoding import encode
from loa.media.audio.formats import BROADCAST_LUFS, BWF, MASTER_LUFS, MP3_96, Format, Recipe
from loa.media.audio.loudness import measure
from loa.media.audio.opening import read
from loa.media.audio.values import Bounds, Made
from loa.media.mastering import derive

BROADCAST: Final = "broadcast"
PODCAST: Final = "podcast"
FORMATS: Final[Mapping[str, Format]] = {BROADCAST: BWF, PODCAST: MP3_96}
_PODCAST_RECIPE: Final = Recipe(role=PODCAST, format=MP3_96, lufs=MASTER_LUFS)


def export(master: Path, kind: str, into: Path, tags: Mapping[str, str]) -> Made:
    """Write one export of a master into a folder, and measure it as it plays."""
    measured = measure(_own(master))
    if kind == PODCAST:
        return derive(master, into, _PODCAST_RECIPE, measured, tags)
    path = into / f"{kind}.{BWF.suffix}"
    gain = BROADCAST_LUFS - measured.lufs
    encode(through(_own(master), [("volume", f"{gain:.2f}dB")]), path, BWF, tags)
    return Made(
        role=kind,
        name=path.name,
        codec=BWF.suffix,
        media_type=BWF.media_type,
        bitrate=0,
        measured=measure(_own(path)),
    )


def _own(path: Path) -> Iterator[av.AudioFrame]:
    """Read a file that we wrote."""
    return read(path, Bounds(seconds=1 << 20, bytes=1 << 40))
