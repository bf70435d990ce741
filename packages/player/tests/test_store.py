"""What the box remembers, across restarts and across versions of its software."""

import sqlite3
from pathlib import Path

import pytest
from loa_player.store import HeldOrder, OpenPlay, Store
from loa_player.store.migrations import LATEST, UnknownSchema, migrate, version

HERE = Path(__file__).parent


def held(name: str = "order-1", *, area: str = "vn/79/26734", revision: int = 1) -> HeldOrder:
    return HeldOrder(
        id=name, area=area, subject="flood", revision=revision, until=100, envelope=b"signed"
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "memory.sqlite"


def test_what_was_kept_is_there_after_a_restart(path: Path) -> None:
    store = Store.open(path)
    store.keep("place", b"here")
    store.keep_number("floor", 7)
    store.trust("root", b"old")
    store.trust("root", b"new")
    store.hold(held(), is_open=True)
    store.begin(OpenPlay(item="order-1", order="order-1", occurrence=None, started_at=5))
    store.add_receipt("r-1", b"receipt")
    store.close()

    store = Store.open(path)
    assert store.kept("place") == b"here"
    assert store.kept("programme") is None
    assert store.kept_number("floor") == 7
    assert store.trusted() == (b"new",)
    assert store.open_orders() == (held(),)
    assert store.open_plays() == (
        OpenPlay(item="order-1", order="order-1", occurrence=None, started_at=5),
    )
    assert store.receipts(after=0, most=10) == ((1, b"receipt"),)
    store.close()


def test_what_came_to_its_end_is_not_open_any_more(path: Path) -> None:
    store = Store.open(path)
    store.hold(held(), is_open=True)
    store.begin(OpenPlay(item="order-1", order="order-1", occurrence=None, started_at=5))
    store.end("order-1")
    store.begin(OpenPlay(item="order-1", order="order-1", occurrence=None, started_at=6))
    assert store.attempts() == {"order-1": 2}
    store.finish("order-1", until=100)

    assert store.open_orders() == ()
    assert store.open_plays() == ()
    assert store.attempts() == {}
    assert store.done() == {"order-1": 100}
    assert store.held("order-1") == held()
    store.close()


def test_what_is_written_together_is_written_whole_or_not_at_all(path: Path) -> None:
    store = Store.open(path)

    def write_and_fail() -> None:
        with store.together():
            store.keep("place", b"here")
            with store.together():
                store.keep("settings", b"loud")
            raise KeyError

    with pytest.raises(KeyError):
        write_and_fail()
    assert store.kept("place") is None
    assert store.kept("settings") is None
    store.close()


def test_a_receipt_is_kept_until_the_server_has_it(path: Path) -> None:
    store = Store.open(path)
    store.add_receipt("r-1", b"one")
    store.add_receipt("r-2", b"two")
    store.add_receipt("r-1", b"one again")
    store.forget_receipts(["r-1", "r-unknown"])

    assert store.receipts(after=0, most=10) == ((2, b"two"),)
    assert store.receipts(after=2, most=10) == ()
    assert store.receipts_waiting() == 1
    store.close()


def test_only_who_stands_above_uses_up_a_subject_or_takes_back(path: Path) -> None:
    store = Store.open(path)
    store.hold(held("theirs", area="vn/79/26740", revision=9), is_open=True)
    store.hold(held("above", area="vn/79", revision=3), is_open=True)
    store.cancel("order-1", area="vn/79/26740", until=100)

    memory = store.memory(order_id="order-1", subject="flood", area="vn/79/26734")
    assert memory.revisions == {"flood": 3}
    assert memory.cancelled == {}
    store.cancel("order-1", area="vn", until=100)
    memory = store.memory(order_id="order-1", subject="flood", area="vn/79/26734")
    assert memory.cancelled == {"order-1": "vn"}
    for area, taken in {"vn/79": {"above"}, "vn/79/26734": {"above"}, "vn": set()}.items():
        assert store.memory(order_id="above", subject="x", area=area).held == taken
    store.close()


def test_an_order_makes_way_with_all_that_became_of_it(path: Path) -> None:
    store = Store.open(path)
    for name in ("order-1", "order-2"):
        store.hold(held(name), is_open=True)
        store.begin(OpenPlay(item=name, order=name, occurrence=None, started_at=5))
    store.finish("order-1", until=100)
    store.make_way("order-1")

    assert [one.id for one in store.open_orders()] == ["order-2"]
    assert (store.held("order-1"), store.done()) == (None, {})
    assert store.attempts() == {"order-2": 1}
    store.close()


def test_what_has_expired_is_forgotten(path: Path) -> None:
    store = Store.open(path)
    store.hold(held(), is_open=True)
    store.cancel("order-2", area="vn", until=99)
    store.finish("order-3", until=101)
    store.purge(now=101)

    assert store.held("order-1") is None
    assert store.done() == {"order-3": 101}
    store.close()


def written_by_version_2(path: Path) -> None:
    """Lay out the memory as the software before this one left it: never made from today's code."""
    base = sqlite3.connect(path, isolation_level=None)
    base.executescript((HERE / "memory-2.sql").read_text())
    base.close()


def dump(path: Path) -> list[str]:
    """Return all that is in a memory, schema and rows."""
    base = sqlite3.connect(path)
    lines = [*base.iterdump(), f"version {version(base)}"]
    base.close()
    return lines


def test_the_previous_version_is_upgraded_with_all_that_it_held(path: Path) -> None:
    written_by_version_2(path)

    store = Store.open(path)

    assert (store.kept("place"), store.kept_number("floor")) == (b"here", 7)
    assert store.trusted() == (b"list",)
    assert store.open_orders() == (held(),)
    assert store.memory(order_id="order-2", subject="x", area="vn/79").cancelled == {
        "order-2": "vn"
    }
    assert store.done() == {"order-3": 100}
    assert store.open_plays() == (
        OpenPlay(item="order-1", order="order-1", occurrence=None, started_at=5),
    )
    assert store.attempts() == {"order-1": 2}
    assert store.receipts(after=0, most=10) == ((4, b"receipt"),)
    assert store.programme_numbers("vn/79/26734") == {}
    store.close()


def test_the_software_before_gets_its_memory_back_with_what_was_learned(path: Path) -> None:
    written_by_version_2(path)
    before = dump(path)
    store = Store.open(path)
    store.close()
    base = sqlite3.connect(path, isolation_level=None)
    migrate(base, to=2)
    base.close()
    assert dump(path) == before

    store = Store.open(path)
    store.number_programme(area="vn/79/26734", kid="k-1", serial=9)
    store.add_receipt("r-2", b"learned")
    store.close()
    base = sqlite3.connect(path, isolation_level=None)
    migrate(base, to=2)
    assert version(base) == 2
    assert base.execute("SELECT id FROM receipts ORDER BY n").fetchall() == [("r-1",), ("r-2",)]
    base.close()


def test_every_step_goes_down_to_nothing_and_up_again(path: Path) -> None:
    base = sqlite3.connect(path, isolation_level=None)
    schemas = []
    for to in [*range(LATEST + 1), *range(LATEST, -1, -1)]:
        migrate(base, to=to)
        rows = base.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
        schemas.append([row[0] for row in rows if "sqlite_sequence" not in row[0]])
    base.close()

    assert schemas[0] == []
    assert schemas == schemas[::-1]


def test_a_memory_that_newer_software_wrote_is_left_alone(path: Path) -> None:
    base = sqlite3.connect(path)
    base.execute(f"PRAGMA user_version = {LATEST + 1}")
    base.close()

    with pytest.raises(UnknownSchema):
        Store.open(path)
