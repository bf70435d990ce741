"""Keep what must outlive a power cut.

Every `with store.together():` is one commit, and a commit that returned is on
the disk (WAL, synchronous=FULL): an order we said we received, a receipt we
have not been thanked for, an item that has been heard.
"""

import logging
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from loa_protocol.acceptance import Memory
from loa_protocol.areas import contains

from loa_player.store.migrations import migrate

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOrder:
    """An order as it came, and the ground of whoever signed it."""

    id: str
    area: str
    subject: str
    revision: int
    until: int
    envelope: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPlay:
    """Something that had begun to sound, and has no end yet."""

    item: str
    order: str
    occurrence: str | None
    started_at: int


class Store:
    """The box's memory."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base

    @classmethod
    def open(cls, path: Path | str, *, uri: bool = False) -> Self:
        """Open the memory, and bring its schema up to date.

        Raises:
            UnknownSchema: newer software wrote it.
        """
        base = sqlite3.connect(path, isolation_level=None, uri=uri)
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("PRAGMA synchronous = FULL")
        base.execute("PRAGMA cache_size = -512")
        migrate(base)
        return cls(base)

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Write several things whole or not at all. Inside another, it joins it."""
        if self._is_writing():
            yield
            return
        self._base.execute("BEGIN IMMEDIATE")
        try:
            yield
            if self._is_writing():  # a full disk may have ended it before
                self._base.execute("COMMIT")
        except BaseException:
            self._base.rollback()
            raise

    def _is_writing(self) -> bool:
        return self._base.in_transaction

    @contextmanager
    def if_there_is_room(self) -> Iterator[None]:
        """Write what the box can do without: a full disk is told, and life goes on."""
        try:
            yield
        except sqlite3.OperationalError:
            logger.exception("Could not write", extra={"action": "store.failed"})

    def forget(self, name: str) -> None:
        """Forget one value."""
        self._base.execute("DELETE FROM kept WHERE name = ?", (name,))

    # Single values: place, settings, programme, cursor, floor … ------------

    def keep(self, name: str, value: bytes) -> None:
        """Remember one value under a name."""
        self._base.execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", (name, value))

    def kept(self, name: str) -> bytes | None:
        """Return a remembered value."""
        row = self._base.execute("SELECT value FROM kept WHERE name = ?", (name,)).fetchone()
        return None if row is None else bytes(row[0])

    def keep_number(self, name: str, number: int) -> None:
        """Remember a whole number."""
        self.keep(name, str(number).encode())

    def kept_number(self, name: str) -> int:
        """Return a remembered number (0: none)."""
        return int(self.kept(name) or b"0")

    # Trust -----------------------------------------------------------------

    def trust(self, name: str, envelope: bytes) -> None:
        """Keep a delegation, a revocation list or a new root, as it came.

        It replaces what stood under the name: last week's list is not needed.
        """
        self._base.execute("INSERT OR REPLACE INTO trust VALUES (?, ?)", (name, envelope))

    def trusted(self) -> tuple[bytes, ...]:
        """Return every envelope about trust, in the order they came."""
        rows = self._base.execute("SELECT envelope FROM trust ORDER BY rowid")
        return tuple(bytes(row[0]) for row in rows)

    # Programmes ------------------------------------------------------------

    def number_programme(self, *, area: str, kid: str, serial: int) -> None:
        """Remember the number of the newest programme that a key signed for a ground."""
        row = (area, kid, serial)
        self._base.execute("INSERT OR REPLACE INTO programmes VALUES (?, ?, ?)", row)

    def programme_numbers(self, area: str) -> dict[str, int]:
        """Return the highest number for a ground by each key that signed for it."""
        rows = self._base.execute("SELECT kid, serial FROM programmes WHERE area = ?", (area,))
        return {str(row[0]): int(row[1]) for row in rows}

    # Orders ----------------------------------------------------------------

    def hold(self, order: HeldOrder, *, is_open: bool) -> None:
        """Keep an order; a cancel is kept closed, so that it is not taken twice."""
        self._base.execute(
            "INSERT OR IGNORE INTO orders VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                order.id,
                order.area,
                order.subject,
                order.revision,
                order.until,
                is_open,
                order.envelope,
            ),
        )

    def make_way(self, order_id: str) -> None:
        """Forget an order whose id belongs to another, and what became of it."""
        self._base.execute("DELETE FROM orders WHERE id = ?", (order_id,))
        self._base.execute("DELETE FROM done WHERE id = ?", (order_id,))
        self._base.execute("DELETE FROM plays WHERE item = ?", (order_id,))

    def open_orders(self) -> tuple[HeldOrder, ...]:
        """Return the orders that have not come to their end."""
        return self._orders("is_open")

    def held(self, order_id: str) -> HeldOrder | None:
        """Return an order we had, open or not, until it expires."""
        found = self._orders("id = ?", order_id)
        return found[0] if found else None

    def of_subject(self, subject: str) -> tuple[HeldOrder, ...]:
        """Return every order we had about a subject, until it expires."""
        return self._orders("subject = ?", subject)

    def cancel(self, order_id: str, *, area: str, until: int) -> None:
        """Remember that somebody took an order back, even before it came."""
        row = (order_id, area, until)
        self._base.execute("INSERT OR REPLACE INTO cancels VALUES (?, ?, ?)", row)

    def memory(self, *, order_id: str, subject: str, area: str) -> Memory:
        """Return what bears on one order by a speaker for `area`.

        Only an id or a revision used by the same ground, or by ground above it, stands
        in the way: a stranger cannot use up somebody's subject, or order.
        """
        held = self.held(order_id)
        above = [one for one in self.of_subject(subject) if contains(one.area, area)]
        rows = self._base.execute("SELECT area FROM cancels WHERE id = ?", (order_id,))
        by = next((str(row[0]) for row in rows if contains(str(row[0]), area)), None)
        return Memory(
            held=frozenset({order_id} if held and contains(held.area, area) else ()),
            revisions={subject: max((one.revision for one in above), default=0)},
            cancelled={} if by is None else {order_id: by},
        )

    def _orders(self, where: str, *values: object) -> tuple[HeldOrder, ...]:
        fields = "id, area, subject, revision, until, envelope"
        statement = f"SELECT {fields} FROM orders WHERE {where} ORDER BY rowid"  # noqa: S608 - our own words
        return tuple(
            HeldOrder(
                id=row[0],
                area=row[1],
                subject=row[2],
                revision=row[3],
                until=row[4],
                envelope=bytes(row[5]),
            )
            for row in self._base.execute(statement, values)
        )

    # What was played -------------------------------------------------------

    def begin(self, play: OpenPlay) -> None:
        """Note that something begins to sound."""
        self._base.execute(
            """INSERT INTO plays (item, order_id, occurrence, started_at, is_open, attempts)
               VALUES (?, ?, ?, ?, 1, 1) ON CONFLICT (item) DO UPDATE
               SET started_at = excluded.started_at, is_open = 1, attempts = attempts + 1""",
            (play.item, play.order, play.occurrence, play.started_at),
        )

    def end(self, item: str) -> None:
        """Note that it sounds no longer. It may begin again."""
        self._base.execute("UPDATE plays SET is_open = 0 WHERE item = ?", (item,))

    def finish(self, item: str, *, until: int) -> None:
        """Note that an item has come to its end, and remember it until an instant."""
        self._base.execute("INSERT OR REPLACE INTO done VALUES (?, ?)", (item, until))
        self._base.execute("UPDATE orders SET is_open = 0 WHERE id = ?", (item,))
        self._base.execute("DELETE FROM plays WHERE item = ?", (item,))

    def done(self) -> dict[str, int]:
        """Return what has come to its end."""
        return {str(row[0]): int(row[1]) for row in self._base.execute("SELECT * FROM done")}

    def open_plays(self) -> tuple[OpenPlay, ...]:
        """Return what was sounding when this box, or this process, went down."""
        rows = self._base.execute(
            "SELECT item, order_id, occurrence, started_at FROM plays WHERE is_open"
        )
        return tuple(
            OpenPlay(item=row[0], order=row[1], occurrence=row[2], started_at=row[3])
            for row in rows
        )

    def attempts(self) -> dict[str, int]:
        """Return how often each item that has no end was begun."""
        rows = self._base.execute("SELECT item, attempts FROM plays")
        return {str(row[0]): int(row[1]) for row in rows}

    # Receipts --------------------------------------------------------------

    def add_receipt(self, receipt_id: str, envelope: bytes) -> None:
        """Keep a receipt until the server says that it has it."""
        self._base.execute(
            "INSERT OR IGNORE INTO receipts (id, envelope) VALUES (?, ?)", (receipt_id, envelope)
        )

    def receipts(self, *, after: int, most: int) -> tuple[tuple[int, bytes], ...]:
        """Return the oldest receipts, past number `after`, that were not acknowledged."""
        rows = self._base.execute(
            "SELECT n, envelope FROM receipts WHERE n > ? ORDER BY n LIMIT ?", (after, most)
        )
        return tuple((int(row[0]), bytes(row[1])) for row in rows)

    def receipts_waiting(self) -> int:
        """Return how many receipts the server has not acknowledged."""
        return int(self._base.execute("SELECT count(*) FROM receipts").fetchone()[0])

    def forget_receipts(self, ids: Iterable[str]) -> None:
        """Let go of what the server has: it is its own to keep now."""
        self._base.executemany("DELETE FROM receipts WHERE id = ?", [(one,) for one in ids])

    def purge(self, *, now: int) -> None:
        """Forget what has expired and can no longer be replayed."""
        with self.together():
            for table in ("orders", "cancels", "done"):
                self._base.execute(f"DELETE FROM {table} WHERE until < ?", (now,))  # noqa: S608
