"""The embedded PostgreSQL: made once, run in the foreground as our child.

An ordinary user keeps the database in LOA_HOME/postgres and runs the binaries where pip put them.
PostgreSQL refuses to run as root, so root runs it as `nobody`, who cannot look into root's home:
a copy of the binaries and the database then live under /var/lib/loa (see `estate.py`).
"""

import os
import secrets
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psycopg

from loa.config.embedded import estate
from loa.config.embedded.child import Account, ChildFailed, Recipe
from loa.config.embedded.ports import free_port
from loa.config.home import Home, keep_once

USER = "loa"
NAME = "loa"
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""For tests only: fast, and lost when the machine dies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A database that has been made and can be started."""

    folder: Path
    binaries: Path
    password: str
    port: int
    account: Account
    log: Path | None
    is_durable: bool = True

    @property
    def url(self) -> str:
        """Where clients connect."""
        return f"postgresql://{USER}:{self.password}@127.0.0.1:{self.port}/{NAME}"

    def recipe(self) -> Recipe:
        """Say how to run it."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "max_connections": "100",
            "shared_buffers": "64MB",
            "log_min_messages": "warning",
            **({} if self.is_durable else FORGETFUL),
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return Recipe(
            name="PostgreSQL",
            command=(str(self.binaries / "postgres"), "-D", str(self.folder), *options),
            is_ready=self.answers,
            folder=self.folder,
            log=self.log,
            account=self.account,
            stop_with=signal.SIGINT,  # "fast": ends sessions, writes everything, stops
        )

    def answers(self) -> bool:
        """Say whether it lets us in. Makes our database on the first occasion."""
        admin = self.url.removesuffix(NAME) + "postgres"
        try:
            with psycopg.connect(admin, connect_timeout=2, autocommit=True) as connection:
                found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
                if found.fetchone() is None:
                    connection.execute(f'CREATE DATABASE "{NAME}"')
        except psycopg.OperationalError:
            return False
        return True


def prepare(home: Home) -> Cluster:
    """Make the database of an installation unless it exists, and choose a free port.

    Raises:
        ChildFailed: it could not be made; the text says why.
    """
    place = estate.settle(home.folder("postgres"))
    key = home.folder("postgres") / "password"
    if not key.exists() and (place.folder / "data").exists():
        # Root's home was removed, the database beside it was not. Nobody can open it; keep it.
        (place.folder / "data").rename(place.folder / f"data.left-{secrets.token_hex(4)}")
    password = keep_once(key, secrets.token_urlsafe(24))
    return _made(place, password, log=home.folder("logs") / "postgres.log", is_durable=True)


def prepare_for_tests(folder: Path) -> Cluster:
    """Make a database that lives as long as one run of the tests."""
    place = estate.visit(folder)
    return _made(place, secrets.token_urlsafe(24), log=None, is_durable=False)


def _made(place: estate.Place, password: str, *, log: Path | None, is_durable: bool) -> Cluster:
    folder = place.folder / "data"
    if not (folder / "PG_VERSION").exists():
        _initdb(place, folder, password, is_durable=is_durable)
    return Cluster(
        folder=folder,
        binaries=place.binaries,
        password=password,
        port=free_port(),
        account=place.account,
        log=log,
        is_durable=is_durable,
    )


def _initdb(place: estate.Place, folder: Path, password: str, *, is_durable: bool) -> None:
    """Run initdb beside the final name and rename, so that half a database never counts."""
    draft = folder.with_name(f"data.{secrets.token_hex(4)}")
    key = place.folder / f"pwfile.{secrets.token_hex(4)}"
    _hand_over(key, password, place.account)
    command = [
        str(place.binaries / "initdb"), f"--pgdata={draft}", f"--username={USER}",
        f"--pwfile={key}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C",
        "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--data-checksums",
        *([] if is_durable else ["--no-sync"]),
    ]  # fmt: skip
    try:
        done = subprocess.run(  # noqa: S603 - no shell: the words are ours
            command, cwd=place.folder, capture_output=True, text=True, check=False,
            **place.as_subprocess_user(),
        )  # fmt: skip
    finally:
        key.unlink()
    if done.returncode:
        raise ChildFailed(f"PostgreSQL could not be set up: {done.stderr.strip()[-300:]}")
    draft.rename(folder)


def _hand_over(path: Path, text: str, account: Account) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    os.chown(path, account.uid, account.gid)
