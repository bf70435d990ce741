"""Open the file that a voice came in, trusting nothing of it. The rules are `domain.voicepacks`."""

import json
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Final

from loa.domain import voicepacks as rules
from loa.domain.voicepacks import (
    LARGEST,
    LICENCE,
    MANIFEST,
    MODEL,
    SETTINGS,
    TOKENS,
    Entry,
    Manifest,
    NotAModel,
    NotAPack,
    PackTooBig,
)
from loa.media.speech.pack import VoicePack

_PIECE: Final = 256 * 1024
_ENCRYPTED: Final = 1
_SIMPLE: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What came out of the file, all of it checked but whether it speaks."""

    manifest: Manifest
    licence_text: str
    pack: VoicePack


def unpack(file: IO[bytes], into: Path, *, version: str) -> Opened:
    """Take a pack apart into an empty folder.

    Raises:
        VoiceRefused: what is wrong with it.
    """
    with _as_zip(file) as parcel:
        rules.check_entries(map(_entry, parcel.infolist()))
        manifest = rules.read_manifest(_json(_read(parcel, MANIFEST), NotAPack(why="manifest")))
        found = {name: _extract(parcel, name, into / name) for name in parcel.namelist()}
    rules.check_digests(manifest, found)
    rules.check_settings(_json((into / SETTINGS).read_bytes(), NotAModel(why="settings")))
    text = (into / LICENCE).read_bytes().decode("utf-8", "replace")
    tokens = into / TOKENS
    return Opened(
        manifest=manifest,
        licence_text=rules.check_licence_text(text),
        pack=VoicePack(
            name=manifest.name,
            language=manifest.language,
            version=version,
            model=into / MODEL,
            settings=into / SETTINGS,
            tokens=tokens if tokens.exists() else None,
        ),
    )


@contextmanager
def _as_zip(file: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    """Read it as a zip; whatever the reader stumbles over makes it none."""
    try:
        with zipfile.ZipFile(file) as parcel:
            yield parcel
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError) as fault:
        raise NotAPack(why="zip") from fault


def _entry(told: zipfile.ZipInfo) -> Entry:
    """Tell the rules what the list of contents says of one file."""
    kind = stat.S_IFMT(told.external_attr >> 16)
    is_plain = (
        kind in {0, stat.S_IFREG}
        and not told.is_dir()
        and not told.flag_bits & _ENCRYPTED
        and told.compress_type in _SIMPLE
    )
    return Entry(
        path=told.orig_filename,
        size=told.file_size,
        packed_size=told.compress_size,
        is_plain=is_plain,
    )


def _read(parcel: zipfile.ZipFile, name: str) -> bytes:
    with parcel.open(name) as packed:
        return packed.read(LARGEST[name])


def _extract(parcel: zipfile.ZipFile, name: str, path: Path) -> str:
    """Write one file out and return its digest. What the list said of its size is not believed."""
    digest, left = sha256(), LARGEST[name]
    with parcel.open(name) as packed, path.open("xb") as out:
        while piece := packed.read(_PIECE):
            left -= len(piece)
            if left < 0:
                raise PackTooBig(file=name, mib=LARGEST[name] // rules.MIB)
            digest.update(piece)
            out.write(piece)
    return digest.hexdigest()


def _json(content: bytes, otherwise: rules.VoiceRefused) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise otherwise from None
