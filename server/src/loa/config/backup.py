"""`loa backup FOLDER`: put everything a site must not lose into one new folder, while it runs."""

import argparse
import os
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psycopg

from loa.config import archive
from loa.config.embedded import estate
from loa.config.embedded.borrow import borrowed_database
from loa.config.embedded.child import ChildFailed
from loa.config.env import load
from loa.config.home import Home
from loa.config.progress import Progress


def main(arguments: list[str]) -> int:
    """Make a backup, and say where it is."""
    parser = argparse.ArgumentParser(prog="loa backup", description=__doc__)
    parser.add_argument("folder", type=Path, help="where to put it; a folder with the time inside")
    into: Path = parser.parse_args(arguments).folder
    progress = Progress()
    home = Home(root=Path(load().LOA_HOME).absolute())
    if into.resolve().is_relative_to(home.root.resolve()):
        raise ChildFailed(f"{into} lies in what is backed up. Name a folder outside {home.root} .")
    with borrowed_database() as url:
        made_at = datetime.now(UTC)
        folder = into / f"loa-{made_at:%Y-%m-%d-%H%M%S}"
        _make(folder)
        with progress.step("The database"):
            dump(url, folder / archive.DATABASE)
        with progress.step("Keys, secrets and sounds"):
            gone = archive.pack(home.root, folder / archive.HOME_FILES)
        with progress.step("The manifest"):
            archive.seal(folder, made_at=made_at, loa=version("loa"), postgres=server_version(url))
            archive.check(folder)
    if gone:
        progress.say(f"Gone before its turn came, and not in the backup: {', '.join(gone)}.")
    progress.say(f"The backup is in {folder} . It holds the site's keys: keep it safe.")
    return 0


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True)
    except OSError as fault:
        raise ChildFailed(f"{folder} cannot be made ({fault.strerror}).") from None


def dump(url: str, target: Path) -> None:
    """Write the database as one consistent moment of it."""
    run_tool("pg_dump", "--format=custom", "--no-owner", f"--file={target}", url=url)
    target.chmod(0o600)


def run_tool(name: str, *options: str, url: str) -> None:
    """Run a client program of PostgreSQL. The address goes by environment: it holds the password.

    Raises:
        ChildFailed: it failed; the text says why.
    """
    told = psycopg.conninfo.conninfo_to_dict(url)
    names = {"dbname": "PGDATABASE", "user": "PGUSER", "password": "PGPASSWORD"}
    names |= {"host": "PGHOST", "port": "PGPORT", "sslmode": "PGSSLMODE"}
    environment = {names[key]: str(value) for key, value in told.items() if key in names}
    done = subprocess.run(  # noqa: S603 - no shell: the words are ours
        [estate.tool(name), *options],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ChildFailed(f"{name} failed: {done.stderr.strip()[-300:]}")


def server_version(url: str) -> str:
    """Return which PostgreSQL the database is kept by."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SHOW server_version").fetchone()
    return str(row[0]) if row else ""
