"""A power cut at any moment loses nothing that was promised, and invents nothing."""

import random
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from loa_player.store import HeldOrder, OpenPlay, Store
from loa_player.testing.disk import NAME, Disk, noting


@dataclass
class Life:
    """What a box did, and how many notes of the disk each promise needs."""

    disk: Disk
    promised: list[tuple[int, str]] = field(default_factory=list)

    def promise(self, receipt: str) -> None:
        self.promised.append((len(self.disk.notes), receipt))


def live(path: Path, disk: Disk, *, orders: int) -> Life:
    """Take orders, play them and write receipts, as a box does."""
    life = Life(disk=disk)
    store = Store.open(f"file:{path}?vfs={NAME}", uri=True)
    for number in range(orders):
        name = f"order-{number}"
        with store.together():
            store.hold(
                HeldOrder(
                    id=name, area="vn", subject=name, revision=1, until=100, envelope=b"x" * 400
                ),
                is_open=True,
            )
            store.keep_number("floor", number)
            store.add_receipt(f"received-{number}", b"y" * 400)
        life.promise(f"received-{number}")
        with store.together():
            store.begin(OpenPlay(item=name, order=name, occurrence=None, started_at=number))
            store.add_receipt(f"started-{number}", b"y" * 400)
        with store.together():
            store.finish(name, until=100)
            store.add_receipt(f"finished-{number}", b"y" * 400)
        life.promise(f"finished-{number}")
    store.close()
    return life


def check(folder: Path, life: Life, *, upto: int) -> None:
    """Open what is left, and find in it all that was promised before the power went."""
    store = Store.open(folder / "memory.sqlite")
    base = store._base
    receipts = {row[0] for row in base.execute("SELECT id FROM receipts")}
    assert {name for notes, name in life.promised if notes <= upto} <= receipts
    for number in range(len(life.promised) // 2):
        is_held = store.held(f"order-{number}") is not None
        assert is_held == (f"received-{number}" in receipts)
        assert (f"order-{number}" in store.done()) == (f"finished-{number}" in receipts)
    assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    store.close()


def try_moments(tmp_path: Path, *, orders: int, moments: int | None) -> None:
    path = tmp_path / "memory.sqlite"
    try:
        with noting() as disk:
            life = live(path, disk, orders=orders)
    except OSError:
        pytest.skip("This Python keeps SQLite inside itself, where its files cannot be watched.")
    assert any(note.what == "sync" for note in disk.notes)
    everything = range(len(disk.notes) + 1)
    chosen = everything if moments is None else random.Random(7).sample(everything, moments)
    for upto in chosen:
        for coin in (None, random.Random(upto)):
            folder = tmp_path / f"{upto}-{coin is None}"
            disk.after_power_cut(folder, upto=upto, coin=coin)
            check(folder, life, upto=upto)


def test_a_power_cut_loses_nothing_that_was_promised(tmp_path: Path) -> None:
    try_moments(tmp_path, orders=5, moments=40)


def test_a_power_cut_while_the_memory_is_upgraded_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "memory.sqlite"
    old = (Path(__file__).parent / "memory-2.sql").read_text()
    try:
        with noting() as disk:
            base = sqlite3.connect(f"file:{path}?vfs={NAME}", isolation_level=None, uri=True)
            base.execute("PRAGMA journal_mode = WAL")
            base.execute("PRAGMA synchronous = FULL")
            base.executescript(old)
            written = len(disk.notes)
            Store.open(f"file:{path}?vfs={NAME}", uri=True).close()
            base.close()
    except OSError:
        pytest.skip("This Python keeps SQLite inside itself, where its files cannot be watched.")
    assert any(note.what == "sync" for note in disk.notes[written:])
    for upto in range(written, len(disk.notes) + 1):
        for coin in (None, random.Random(upto)):
            folder = tmp_path / f"{upto}-{coin is None}"
            disk.after_power_cut(folder, upto=upto, coin=coin)
            store = Store.open(folder / "memory.sqlite")
            assert store.receipts(after=0, most=10) == ((4, b"receipt"),)
            assert [one.id for one in store.open_orders()] == ["order-1"]
            assert store.programme_numbers("vn") == {}
            store.close()


@pytest.mark.trial
def test_a_power_cut_at_every_moment_loses_nothing_that_was_promised(tmp_path: Path) -> None:
    try_moments(tmp_path, orders=25, moments=None)


def test_a_disk_that_lies_about_syncing_is_found_out(tmp_path: Path) -> None:
    """Show that the trial above can fail: without the syncs, promises are broken."""
    path = tmp_path / "memory.sqlite"
    try:
        with noting() as disk:
            life = live(path, disk, orders=3)
    except OSError:
        pytest.skip("This Python keeps SQLite inside itself, where its files cannot be watched.")
    disk.notes = [note for note in disk.notes if note.what != "sync"]
    disk.after_power_cut(tmp_path / "after", upto=len(disk.notes), coin=None)

    with pytest.raises((AssertionError, sqlite3.DatabaseError)):
        check(tmp_path / "after", life, upto=10**9)
