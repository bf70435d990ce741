"""Where a box keeps things on its disk, and what enrolment told it."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Self

from loa_protocol.errors import Refusal
from loa_protocol.signing import SigningKey, from_text, to_text

SEED_BYTES = 32


class NotEnrolled(Refusal):
    """There is no enrolled box in the folder."""

    code = "box.not_enrolled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What the server told the box when it was enrolled."""

    device: str
    home: str
    root: str
    broker_url: str
    broker_user: str
    broker_password: str = field(repr=False)
    broker_qos: int
    files_url: str
    heartbeat_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """The folder of one box. Nobody else may look into it."""

    path: Path

    @classmethod
    def at(cls, path: Path) -> Self:
        """Make the folder, or take the one that is there."""
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(path=path.resolve())

    @property
    def memory(self) -> Path:
        """The SQLite file."""
        return self.path / "memory.sqlite"

    @property
    def files(self) -> Path:
        """The sounds."""
        return self.path / "files"

    @property
    def door(self) -> Path:
        """The socket at which `loa-player status` asks."""
        return self.path / "door"

    def key(self) -> SigningKey:
        """Return the box's own key; make it the first time.

        Its private half never leaves this file.
        """
        path = self.path / "device.key"
        if not path.exists():
            write_private(path, to_text(SigningKey.generate().seed))
        return SigningKey(from_text(path.read_text(encoding="ascii").strip(), size=SEED_BYTES))

    def identity(self) -> Identity:
        """Return what enrolment told the box.

        Raises:
            NotEnrolled: nothing did yet.
        """
        path = self.path / "box.json"
        if not path.exists():
            raise NotEnrolled(folder=str(self.path))
        return Identity(**json.loads(path.read_text(encoding="utf-8")))

    def keep(self, identity: Identity) -> None:
        """Write down what enrolment told the box."""
        write_private(self.path / "box.json", json.dumps(asdict(identity), indent=2))


def write_private(path: Path, text: str) -> None:
    """Write a file that only we can read: whole, or not at all."""
    half = path.with_suffix(".new")
    half.unlink(missing_ok=True)
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    half.rename(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename in a folder outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
