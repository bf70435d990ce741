"""What a bulletin says of itself in the files that other houses get, read back from them."""

import struct
from pathlib import Path

import av
import pytest
from django.utils import timezone
from loa.bulletins import actions, exports
from loa.bulletins.models import VersionText
from loa.bulletins.testing import make_waiting, version_of
from loa.media import exporting
from loa.media import exports as media
from loa.media.models import Export, Sound, StoredFile
from loa.media.store import store
from loa.media.testing import voice, write_sound
from loa.orgs.testing import Cast

TITLE = "Họp thôn Thượng"
WORDS = "Họp thôn Thượng lúc mười chín giờ tại đình."


@pytest.fixture
def text(cast: Cast, files: Path, tmp_path: Path) -> VersionText:
    """What Nam wrote, Bà Mận read and Hoa approved; its master can be opened."""
    here = cast.nam.unit.path
    bulletin = make_waiting(cast.nam, here, text=WORDS, title=TITLE)
    with write_sound(tmp_path / "master.flac", voice(2), "flac").open("rb") as file:
        kept = store().put(file)
    StoredFile.objects.create(digest=kept.digest, size=kept.size, media_type="audio/flac")
    Sound.objects.update(master=kept.digest)
    VersionText.objects.update(speaker="Bà Mận")
    version = version_of(bulletin)
    actions.approve(cast.hoa, bulletin.pk, version.as_version().digest)
    return VersionText.objects.select_related("sound", "version__bulletin__unit").get()


def written(cast: Cast, text: VersionText, kind: Export.Kind, into: Path) -> Path:
    """Have the worker write the file that is wished for, and take it out of the store."""
    assert text.sound is not None
    asked = media.ask(cast.nam, text.sound, exports.wish_of(text.version, text, kind))
    export = exporting.make(asked.pk)
    path = into / export.name
    with store().open(str(export.file_id)) as file:
        path.write_bytes(file.read())
    return path


def test_a_podcast_says_what_it_is_who_reads_it_and_what_is_said(
    cast: Cast, text: VersionText, tmp_path: Path
) -> None:
    of, at = text.version.bulletin, timezone.localtime(text.version.approved_at)

    path = written(cast, text, Export.Kind.PODCAST, tmp_path)

    assert path.name == f"hop-thon-thuong-{of.year}-{of.number}-vi.mp3"
    with av.open(str(path)) as container:
        tags = dict(container.metadata)
    assert tags == {
        "title": TITLE,
        "artist": "Bà Mận",
        "album": of.unit.full_name,
        "date": f"{at:%Y-%m-%d}",
        "track": str(of.number),
        "language": "vie",
        "genre": "Podcast",
        "comment": WORDS,
    }


def test_a_broadcaster_reads_who_made_it_when_and_how_from_the_bext_chunk(
    cast: Cast, text: VersionText, tmp_path: Path
) -> None:
    of, at = text.version.bulletin, timezone.localtime(text.version.approved_at)

    path = written(cast, text, Export.Kind.BROADCAST, tmp_path)

    assert path.suffix == ".wav"
    bext = bext_of(path)
    assert plain(bext[:256]) == "Hop thon Thuong"
    assert plain(bext[256:288]) == "Xa Vinh Hoa"
    assert plain(bext[288:320]) == f"LOA-{of.unit.code}-{of.year}-{of.number}-vi"
    assert plain(bext[320:330]) == f"{at:%Y-%m-%d}"
    assert plain(bext[330:338]) == f"{at:%H:%M:%S}"
    assert struct.unpack("<Q", bext[338:346]) == (0,)
    assert plain(bext[602:]) == "A=PCM,F=48000,W=16,M=mono,T=Loa\r\n"


def bext_of(path: Path) -> bytes:
    """Return the chunk of a Broadcast Wave that says what it is (EBU Tech 3285)."""
    content = path.read_bytes()
    at = content.index(b"bext")
    (size,) = struct.unpack("<I", content[at + 4 : at + 8])
    return content[at + 8 : at + 8 + size]


def plain(field: bytes) -> str:
    return field.rstrip(b"\0").decode("ascii")
