"""`loa restore FOLDER`: make a site again from its backup, into an empty home.

A box trusts no server that repeats itself: what was sent after the backup has been forgotten here,
and its numbers would be given out a second time. So a restored site starts a new epoch, and every
box that connects is told everything again.
"""

import argparse
import os
from datetime import datetime
from pathlib import Path

import django
import psycopg

from loa.config import archive, room
from loa.config.backup import run_tool
from loa.config.embedded.borrow import borrowed_database
from loa.config.embedded.child import ChildFailed
from loa.config.env import load
from loa.config.home import Home
from loa.config.progress import Progress

STARTED_BY_ITSELF = frozenset({"run", "logs", "postgres"})


def main(arguments: list[str]) -> int:
    """Check a backup, lay it out, and start a new epoch."""
    parser = argparse.ArgumentParser(prog="loa restore", description=__doc__)
    parser.add_argument("folder", type=Path, help="what `loa backup` made")
    folder: Path = parser.parse_args(arguments).folder
    progress = Progress()
    home = Home(root=Path(load().LOA_HOME).absolute())
    with progress.step("The backup is whole"):
        manifest = archive.check(folder)
    room.check_home(home)
    refuse_used(home)
    with borrowed_database() as url:
        refuse_filled(url)
        with progress.step("The database"):
            options = ("--no-owner", "--exit-on-error", "--single-transaction")
            name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
            dump = str(folder / archive.DATABASE)
            run_tool("pg_restore", *options, f"--dbname={name}", dump, url=url)
        with progress.step("Keys, secrets and sounds"):
            archive.unpack(folder / archive.HOME_FILES, home.root)
        with progress.step("A new epoch"):
            start_epoch(manifest)
    progress.say(f"Restored as of {manifest.made_at}. Start it with `loa up`.")
    return 0


def refuse_used(home: Home) -> None:
    """Never mix two sites.

    Raises:
        ChildFailed: the home is not empty.
    """
    found = sorted(path.name for path in home.root.iterdir() if path.name not in STARTED_BY_ITSELF)
    if found:
        raise ChildFailed(
            f"{home.root} already holds a site ({', '.join(found[:3])}, …)."
            " Restore into an empty folder: LOA_HOME=…"
        )


def refuse_filled(url: str) -> None:
    """Never write over a database that holds anything.

    Raises:
        ChildFailed: there are tables.
    """
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"
        ).fetchone()
    if row and row[0]:
        raise ChildFailed("The database already holds tables. Restore into an empty one.")


def start_epoch(manifest: archive.Manifest) -> None:
    """Begin to count anew, and say why."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loa.config.settings")
    django.setup()
    from loa.broadcast.outbox import new_epoch  # noqa: PLC0415 - Django is ready only now

    made_at = datetime.fromisoformat(manifest.made_at)
    new_epoch(why=f"restored as of {made_at:%Y-%m-%d %H:%M} UTC")
