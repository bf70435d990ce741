"""Where an installation keeps what it must not lose, and what only it may read.

    .loa/
      secret.key       signs browser sessions
      postgres/        the embedded database (root keeps it in /var/lib/loa instead)
      broker/          the embedded broker: configuration, keys, its small store
      files/           sounds, each named by its digest
      run/             sockets and addresses of what runs now
      static/          style sheets and scripts, gathered by `loa up`
      logs/            one file per child process

Everything is made for the owner alone (0700 folders, 0600 files).
"""

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The folder of one installation."""

    root: Path

    def folder(self, name: str) -> Path:
        """Return a folder inside, made for the owner alone if it is not there yet."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.root / name
        path.mkdir(mode=0o700, exist_ok=True)
        return path

    def secret(self, name: str) -> str:
        """Return a secret that is made once, on first use, and kept."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        return keep_once(self.root / name, secrets.token_urlsafe(48))

    @property
    def database_url_file(self) -> Path:
        """Where the embedded database, while it runs, says how to reach it."""
        return self.root / "run" / "database.url"

    @property
    def demo_mark(self) -> Path:
        """There while a demo runs here, for commands that are typed beside it."""
        return self.root / "run" / "demo"


def keep_once(path: Path, value: str) -> str:
    """Write a private file unless somebody already has, and return what it holds.

    The value is complete before the name exists, so two processes that start
    together end up with the same secret.
    """
    if not path.exists():
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        write_private(draft, value)
        with suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text(encoding="utf-8").strip()


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, from its first byte on."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
