"""Sounds on the disk, each named by the SHA-256 of what is in it.

A file that stands under its name is whole and right: it was written beside,
checked, synced, and only then renamed. What arrived before a power cut is taken
up where it stopped. Nothing is deleted because a list came back empty: it takes
a programme that names what to keep, and a disk that is really filling up.
"""

import errno
import hashlib
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from os import fsync
from pathlib import Path
from typing import BinaryIO, Final

from loa_protocol.errors import Refusal

from loa_player.box import sync_folder

CHUNK: Final = 64 * 1024
SPARE_BYTES: Final = 64 * 1024 * 1024
"""Left free on the disk, for the box's memory and the system's logs."""


class WrongDigest(Refusal):
    """What came is not what its name says."""

    code = "file.wrong_digest"


class TooLong(Refusal):
    """More came than the signed manifest allows."""

    code = "file.too_long"


class DiskFull(Refusal):
    """There is no room, and nothing that may be deleted."""

    code = "file.disk_full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """The folder of sounds, and how large it may become."""

    folder: Path
    quota_bytes: int = 2 * 1024**3
    spare_bytes: int = SPARE_BYTES

    def path(self, digest: str) -> Path:
        """Say where a file stands once it is whole."""
        return self.folder / digest[:2] / digest

    def held(self) -> frozenset[str]:
        """Return the digests of all whole files."""
        return frozenset(path.name for path in self._whole())

    def arrived(self, digest: str) -> int:
        """Return how much of a file is here from an attempt before."""
        half = self._half(digest)
        return half.stat().st_size if half.exists() else 0

    @contextmanager
    def appending(self, digest: str, *, at: int) -> Iterator[BinaryIO]:
        """Open the half file to write on from `at`.

        Raises:
            DiskFull: the disk is.
        """
        half = self._half(digest)
        half.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _disk_full_refused(), half.open("ab") as file:
            file.truncate(at)
            yield file

    def complete(self, digest: str) -> Path:
        """Check a half file against its name, and let it stand under it.

        Raises:
            WrongDigest: it is something else; it is thrown away.
        """
        half, whole = self._half(digest), self.path(digest)
        if (found := _digest(half)) != digest:
            half.unlink()
            raise WrongDigest(file=digest, found=found)
        with _disk_full_refused(), half.open("rb") as file:
            fsync(file.fileno())
        whole.parent.mkdir(mode=0o700, exist_ok=True)
        half.rename(whole)
        sync_folder(whole.parent)
        sync_folder(self.folder)
        return whole

    def recheck(self, digest: str) -> bool:
        """Read a file again after it failed to play; throw it away if it has rotted."""
        path = self.path(digest)
        if path.exists() and _digest(path) == digest:
            return True
        path.unlink(missing_ok=True)
        return False

    def free_bytes(self) -> int:
        """Say how much may still be stored: by the quota and by the disk."""
        if not self.folder.exists():
            return self.quota_bytes
        disk = shutil.disk_usage(self.folder).free - self.spare_bytes
        return max(0, min(disk, self.quota_bytes - self._used()))

    def make_room(self, need: int, *, keep: Collection[str] | None) -> tuple[str, ...]:
        """Delete the oldest files that nothing names, until there is room.

        `keep` is None while no programme is held that says what is needed:
        then nothing is deleted.

        Raises:
            DiskFull: there is still no room.
        """
        gone: list[str] = []
        held = (*self._whole(), *self._halves())
        spare = [] if keep is None else [path for path in held if path.name not in keep]
        for path in sorted(spare, key=lambda path: path.stat().st_mtime_ns):
            if self.free_bytes() >= need:
                break
            path.unlink()
            gone.append(path.name)
        if self.free_bytes() < need:
            raise DiskFull(need=need, free=self.free_bytes())
        return tuple(gone)

    def _used(self) -> int:
        return sum(path.stat().st_size for path in self._whole())

    def _whole(self) -> Iterator[Path]:
        return self.folder.glob("[0-9a-f][0-9a-f]/*")

    def _halves(self) -> Iterator[Path]:
        return self.folder.glob("arriving/*")

    def _half(self, digest: str) -> Path:
        return self.folder / "arriving" / digest


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _disk_full_refused() -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        if fault.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFull(why=str(fault)) from fault
        raise
