"""One folder that holds everything a site must not lose, and says what is in it.

    loa-2026-11-23-0410/
      manifest.json     what this is, when it was made, the SHA-256 and size of each part
      database.dump     pg_dump's own format; pg_restore reads it
      home.tar          keys, secrets and sounds: LOA_HOME without what is made again by itself

Whoever holds the folder holds the site's keys. It is made for its owner alone; keep it as you keep
the site itself.
"""

import hashlib
import json
import os
import shutil
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from loa.config.embedded.child import ChildFailed
from loa.config.home import write_private

MANIFEST, DATABASE, HOME_FILES = "manifest.json", "database.dump", "home.tar"
FORMAT = 1
MADE_AGAIN = frozenset({"postgres", "run", "logs", "static", "broker/store", "voices", "work"})
"""What is not kept: the database has its own part, the rest is made by who needs it."""
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One file of a backup."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says about itself."""

    format: int
    made_at: str
    loa: str
    postgres: str
    parts: Mapping[str, Part]


class Damaged(ChildFailed):
    """A backup is not what its manifest says, or is no backup at all."""


def seal(folder: Path, *, made_at: datetime, loa: str, postgres: str) -> Manifest:
    """Write the manifest. It comes last: a folder without one is not a backup."""
    parts = {name: _part(folder / name) for name in (DATABASE, HOME_FILES)}
    manifest = Manifest(
        format=FORMAT, made_at=made_at.isoformat(), loa=loa, postgres=postgres, parts=parts
    )
    write_private(folder / MANIFEST, json.dumps(asdict(manifest), indent=2) + "\n")
    return manifest


def check(folder: Path) -> Manifest:
    """Read the manifest, and every part against it, before anything is touched.

    Raises:
        Damaged: names the part that is missing or altered.
    """
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        told["parts"] = {name: Part(**part) for name, part in told["parts"].items()}
        manifest = Manifest(**told)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        raise Damaged(f"{folder} holds no backup of Loa that can be read.") from None
    if manifest.format != FORMAT:
        raise Damaged(f"{folder} was made by a newer Loa ({manifest.loa}). Restore it with that.")
    for name in (DATABASE, HOME_FILES):
        path = folder / name
        if not path.exists() or _part(path) != manifest.parts.get(name):
            raise Damaged(f"{name} of {folder} is missing or was altered. Take another backup.")
    return manifest


def _part(path: Path) -> Part:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return Part(sha256=digest.hexdigest(), size=path.stat().st_size)


def pack(root: Path, target: Path) -> tuple[str, ...]:
    """Put everything of LOA_HOME that is not made again into one file, while the site runs.

    Return what was listed and gone when its turn came: a draft that got its name, or was given up.
    """
    gone: list[str] = []
    with tarfile.open(target, "w") as tar:
        for path in _members(root):
            name = str(path.relative_to(root))
            try:
                tar.add(path, arcname=name, recursive=False, filter=_plain)
            except FileNotFoundError:
                gone.append(name)
    return tuple(gone)


def _members(root: Path) -> Iterator[Path]:
    """List what is kept, each folder before what lies in it."""
    for place, folders, files in os.walk(root, onerror=_unless_gone):
        here = Path(place)
        folders[:] = sorted(name for name in folders if _is_kept(here / name, root))
        yield from (here / name for name in folders)
        yield from (here / name for name in sorted(files))


def _is_kept(folder: Path, root: Path) -> bool:
    return str(folder.relative_to(root)) not in MADE_AGAIN


def _unless_gone(fault: OSError) -> None:
    """Leave out a folder that went away; one that cannot be listed is a fault."""
    if not isinstance(fault, FileNotFoundError):
        raise fault


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    return member if member.isfile() or member.isdir() else None


def unpack(source: Path, root: Path) -> None:
    """Lay the files of a backup into LOA_HOME, for its owner alone.

    Raises:
        Damaged: a name leads outside, or is neither file nor folder.
    """
    with tarfile.open(source) as tar:
        for member in tar:
            target = (root / member.name).resolve()
            if not target.is_relative_to(root.resolve()) or not (member.isfile() or member.isdir()):
                raise Damaged(f"{source} holds {member.name}, which no backup of Loa does.")
            if member.isdir():
                target.mkdir(mode=0o700, parents=True, exist_ok=True)
            elif content := tar.extractfile(member):
                _lay(content, target)


def _lay(content: IO[bytes], target: Path) -> None:
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with content, os.fdopen(descriptor, "wb") as file:
        shutil.copyfileobj(content, file, _PIECE)
