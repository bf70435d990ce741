"""Bring the box's memory from one schema version to another, both ways.

A box that was updated may have to go back to the software it had, with what it
learned meanwhile. So every step has its way down.
"""

import sqlite3
from dataclasses import dataclass
from typing import Final

from loa_protocol.errors import Refusal


class UnknownSchema(Refusal):
    """The memory was written by newer software than this."""

    code = "store.unknown_schema"


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One step: how to make it, and how to take it back."""

    name: str
    up: tuple[str, ...]
    down: tuple[str, ...]


MIGRATIONS: Final = (
    Migration(
        name="remember orders, trust, receipts and what was played",
        up=(
            "CREATE TABLE kept (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
            "CREATE TABLE trust (name TEXT PRIMARY KEY, envelope BLOB NOT NULL)",
            """CREATE TABLE orders (
                 id TEXT PRIMARY KEY, area TEXT NOT NULL, subject TEXT NOT NULL,
                 revision INTEGER NOT NULL, until INTEGER NOT NULL,
                 is_open INTEGER NOT NULL, envelope BLOB NOT NULL)""",
            """CREATE TABLE cancels (
                 id TEXT, area TEXT, until INTEGER NOT NULL,
                 PRIMARY KEY (id, area)) WITHOUT ROWID""",
            "CREATE TABLE done (id TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID",
            """CREATE TABLE receipts (
                 n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
                 envelope BLOB NOT NULL)""",
            """CREATE TABLE plays (
                 item TEXT PRIMARY KEY, order_id TEXT NOT NULL, occurrence TEXT,
                 started_at INTEGER NOT NULL, is_open INTEGER NOT NULL)""",
        ),
        down=(
            "DROP TABLE plays",
            "DROP TABLE receipts",
            "DROP TABLE done",
            "DROP TABLE cancels",
            "DROP TABLE orders",
            "DROP TABLE trust",
            "DROP TABLE kept",
        ),
    ),
    Migration(
        name="count how often an item was begun, so that a fault does not repeat for ever",
        up=("ALTER TABLE plays ADD COLUMN attempts INTEGER NOT NULL DEFAULT 1",),
        down=("ALTER TABLE plays DROP COLUMN attempts",),
    ),
    Migration(
        name="remember the newest programme of each ground, so that an older one stays out",
        up=(
            """CREATE TABLE programmes (
                 area TEXT, kid TEXT, serial INTEGER NOT NULL,
                 PRIMARY KEY (area, kid)) WITHOUT ROWID""",
        ),
        down=("DROP TABLE programmes",),
    ),
)
LATEST: Final = len(MIGRATIONS)


def migrate(base: sqlite3.Connection, *, to: int = LATEST) -> None:
    """Bring the schema to a version, each step whole or not at all.

    Raises:
        UnknownSchema: it is at a version that this software does not know.
    """
    at = version(base)
    if at > LATEST:
        raise UnknownSchema(found=at, known=LATEST)
    while at != to:
        step, after = (MIGRATIONS[at], at + 1) if at < to else (MIGRATIONS[at - 1], at - 1)
        base.execute("BEGIN IMMEDIATE")
        for statement in step.up if after > at else step.down:
            base.execute(statement)
        base.execute(f"PRAGMA user_version = {after}")
        base.execute("COMMIT")
        at = after


def version(base: sqlite3.Connection) -> int:
    """Return the version of the schema (0: nothing there yet)."""
    return int(base.execute("PRAGMA user_version").fetchone()[0])
