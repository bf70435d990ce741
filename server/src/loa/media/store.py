"""Keep files by their digest. Nobody else writes files.

A file's name is the SHA-256 of its bytes, so it never changes, is never written
twice, and can be checked by whoever receives it. Two adapters stand behind one
port: a folder of this machine, and any storage of Django's (S3 by
django-storages). `LOA_FILES_URL` chooses.
"""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory, mkstemp
from typing import IO, BinaryIO, Final, NewType, Protocol
from urllib.parse import urlsplit
from urllib.request import url2pathname

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files import File
from django.core.files.storage import Storage
from django.utils.module_loading import import_string
from loa_protocol.errors import NotFound

from loa.media.refusals import TooBig

Digest = NewType("Digest", str)
"""SHA-256 in lower-case hexadecimal."""

PIECE: Final = 256 * 1024
_DIGEST: Final = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the store knows of a file."""

    digest: Digest
    size: int


class Store(Protocol):
    """Where the bytes are."""

    def put(self, content: IO[bytes], *, limit: int | None = None) -> Kept:
        """Keep what can be read from here, and name it by its digest.

        Raises:
            TooBig: there is more than the limit; nothing is kept.
        """
        ...

    def exists(self, digest: str) -> bool:
        """Tell whether the file is here."""
        ...

    def size(self, digest: str) -> int:
        """Return how many bytes it has.

        Raises:
            NotFound: there is no such file.
        """
        ...

    def open(self, digest: str) -> BinaryIO:
        """Open the file to read; it can seek.

        Raises:
            NotFound: there is no such file.
        """
        ...

    def remove(self, digest: str) -> None:
        """Forget a file, for good; one that is not here is forgotten already."""
        ...

    def on_disk(self, digest: str) -> AbstractContextManager[Path]:
        """Lend the file as a path of this machine.

        Raises:
            NotFound: there is no such file.
        """
        ...


@cache
def store() -> Store:
    """Return the store of this installation."""
    return from_url(settings.LOA_FILES_URL)


def from_url(url: str) -> Store:
    """Return the store that an address names: `file:///folder` or `s3://bucket/prefix`."""
    parts = urlsplit(url)
    match parts.scheme:
        case "file":
            return FolderStore(Path(url2pathname(parts.path)))
        case "s3":
            return StorageStore(_s3(parts.netloc, parts.path.strip("/")))
    raise ImproperlyConfigured(
        f"LOA_FILES_URL must begin with file:/// or s3://, not {parts.scheme or 'nothing'}."
    )


def read_range(digest: str, start: int, length: int) -> Iterator[bytes]:
    """Yield a part of a file, piece by piece."""
    with store().open(digest) as file:
        file.seek(start)
        while length > 0 and (piece := file.read(min(PIECE, length))):
            length -= len(piece)
            yield piece


class FolderStore:
    """A folder of this machine, for the owner alone."""

    def __init__(self, root: Path) -> None:
        """Keep files under this folder; it is made when the first file comes."""
        self._root = root

    def put(self, content: IO[bytes], *, limit: int | None = None) -> Kept:
        """Write beside, sync, then rename: a name never stands for half a file."""
        descriptor, draft = mkstemp(dir=self._folder("incoming"), prefix="part-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                kept = copy(content, file, limit=limit)
                file.flush()
                os.fsync(file.fileno())
            home = self._folder(kept.digest[:2])
            Path(draft).replace(home / kept.digest)
        finally:
            Path(draft).unlink(missing_ok=True)
        _sync_folder(home)
        return kept

    def exists(self, digest: str) -> bool:
        """Tell whether the file is here."""
        return bool(_DIGEST.match(digest)) and self._path(digest).is_file()

    def size(self, digest: str) -> int:
        """Return how many bytes it has."""
        return self._found(digest).stat().st_size

    def open(self, digest: str) -> BinaryIO:
        """Open the file to read."""
        return self._found(digest).open("rb")

    def remove(self, digest: str) -> None:
        """Forget a file, for good."""
        if self.exists(digest):
            self._path(digest).unlink(missing_ok=True)

    @contextmanager
    def on_disk(self, digest: str) -> Iterator[Path]:
        """Lend the file itself. It must not be written to."""
        yield self._found(digest)

    def _found(self, digest: str) -> Path:
        if not self.exists(digest):
            raise NotFound(file=digest)
        return self._path(digest)

    def _path(self, digest: str) -> Path:
        return self._root / digest[:2] / digest

    def _folder(self, name: str) -> Path:
        folder = self._root / name
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder


class StorageStore:
    """Any storage of Django's. A file is whole there when its name appears."""

    def __init__(self, storage: Storage) -> None:
        """Keep files in this storage."""
        self._storage = storage

    def put(self, content: IO[bytes], *, limit: int | None = None) -> Kept:
        """Count and digest on this machine first, then send under the name that follows."""
        with NamedTemporaryFile(prefix="loa-") as draft:
            kept = copy(content, draft, limit=limit)
            name = self._name(kept.digest)
            if not self._storage.exists(name):
                draft.seek(0)
                self._send(name, draft)
        return kept

    def exists(self, digest: str) -> bool:
        """Tell whether the file is there."""
        return bool(_DIGEST.match(digest)) and self._storage.exists(self._name(digest))

    def size(self, digest: str) -> int:
        """Return how many bytes it has."""
        return self._storage.size(self._found(digest))

    def open(self, digest: str) -> BinaryIO:
        """Open the file to read."""
        opened: BinaryIO = self._storage.open(self._found(digest), "rb")  # type: ignore[assignment]
        return opened

    def remove(self, digest: str) -> None:
        """Forget a file, for good."""
        if self.exists(digest):
            self._storage.delete(self._name(digest))

    @contextmanager
    def on_disk(self, digest: str) -> Iterator[Path]:
        """Lend a copy on this machine."""
        with TemporaryDirectory(prefix="loa-") as folder:
            path = Path(folder) / "file"
            with self.open(digest) as far, path.open("wb") as near:
                shutil.copyfileobj(far, near, PIECE)
            yield path

    def _send(self, name: str, draft: IO[bytes]) -> None:
        """Save; if somebody saved the same bytes meanwhile, drop the second copy."""
        saved = self._storage.save(name, File(draft))
        if saved != name:
            self._storage.delete(saved)

    def _found(self, digest: str) -> str:
        if not self.exists(digest):
            raise NotFound(file=digest)
        return self._name(digest)

    def _name(self, digest: str) -> str:
        return f"{digest[:2]}/{digest}"


def copy(content: IO[bytes], into: IO[bytes], *, limit: int | None) -> Kept:
    """Copy piece by piece, counting and digesting on the way.

    Raises:
        TooBig: there is more than the limit.
    """
    digest, size = sha256(), 0
    while piece := content.read(PIECE):
        size += len(piece)
        if limit is not None and size > limit:
            raise TooBig(bytes=size, limit=limit)
        digest.update(piece)
        into.write(piece)
    return Kept(digest=Digest(digest.hexdigest()), size=size)


def _s3(bucket: str, prefix: str) -> Storage:
    """Return S3-compatible storage. Keys and endpoint come from AWS_… in the environment."""
    try:
        kind = import_string("storages.backends.s3.S3Storage")
    except ImportError as error:
        raise ImproperlyConfigured(
            "LOA_FILES_URL names S3, which needs the extra: pip install 'loa[s3]'."
        ) from error
    made: Storage = kind(
        bucket_name=bucket, location=prefix, file_overwrite=False, default_acl=None
    )
    return made


def _sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
