"""The only door inwards: what passes, and what is refused with a receipt that says why."""

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from loa_player.clock import steady_ns
from loa_player.events import Distrusted, Moved, OrderArrived, ProgrammeArrived
from loa_player.inbox import (
    Arrival,
    ReceiptsKept,
    SettingsArrived,
    kept_programme,
)
from loa_player.store import HeldOrder
from loa_player.testing import authority
from loa_player.testing.authority import COMMUNE, DEVICE
from loa_player.testing.driver import MARKET, occurrence
from loa_player.testing.station import Station, answer
from loa_protocol.fields import ONE_DAY_MS
from loa_protocol.messages import (
    Ack,
    Authority,
    Clock,
    Heartbeat,
    Kind,
    Place,
    RootChange,
    Target,
)
from loa_protocol.priority import Klass
from loa_protocol.signing import Envelope, SigningKey


@pytest.fixture
def station(tmp_path: Path) -> Station:
    return Station(tmp_path / "memory.sqlite")


def test_a_good_order_passes_and_is_kept(station: Station) -> None:
    order = station.order()

    assert station.send(order) == (OrderArrived(order=order),)
    assert [held.id for held in station.store.open_orders()] == ["order-1"]
    assert station.store.kept_number("floor") >= order.issued_at
    assert station.store.kept("cursor") == b"e-1 1"
    assert station.refusals() == []


def test_an_order_that_comes_twice_is_taken_once_and_told_again(station: Station) -> None:
    station.send(station.order())
    station.inbox = station.begin()

    assert station.send(station.order()) == ()
    assert station.send(station.order()) == ()
    assert station.refusals() == [("order-1", "")]


def test_an_order_for_other_ground_is_passed_over_quietly(station: Station) -> None:
    elsewhere = Target(areas=(COMMUNE,), clusters=("c-9",))

    assert station.send(station.order(target=elsewhere)) == ()
    assert station.refusals() == []


Change = Callable[[Station], tuple[Arrival, ...]]


@pytest.mark.parametrize(
    ("attempt", "reason"),
    [
        (lambda s: s.inbox.take(b"nonsense"), "message.not_canonical"),
        (lambda s: s.inbox.take(b"{}"), "message.bad_message"),
        (lambda s: s.send(s.order(), by=SigningKey.generate()), "trust.unknown_key"),
        (lambda s: s.send(s.order(), by=s.keys.link), "trust.wrong_role"),
        (lambda s: s.send(s.order(expires_at=s.now)), "order.expired"),
        (lambda s: s.send(s.order(issued_at=s.now + ONE_DAY_MS)), "order.from_the_future"),
        (lambda s: s.send(s.order(kind=Kind.DRILL)), "order.kind_not_served"),
        (lambda s: s.send(s.order(target=Target(areas=("vn/79",)))), "trust.out_of_area"),
        (lambda s: s.send(beat()), "trust.wrong_role"),
        (lambda s: s.send(Ack(device="d-2", receipts=())), "message.not_for_this_box"),
        (lambda s: s.send(authority.settings(device="d-2")), "message.not_for_this_box"),
        (lambda s: s.send(authority.place(serial=2)), "trust.wrong_role"),
        (lambda s: s.send(later_place(s), by=s.keys.minh), "place.not_yet"),
        (lambda s: s.send(answer(s.now), by=s.keys.link), "time.wrong_nonce"),
    ],
)
def test_what_may_not_be_is_refused_with_its_reason(
    station: Station, attempt: Change, reason: str
) -> None:
    assert attempt(station) == ()
    assert [told for _, told in station.refusals()] == [reason]
    assert station.store.open_orders() == ()


def later_place(station: Station) -> Place:
    return authority.place(serial=2, area="vn/79/26740", valid_from=station.now + ONE_DAY_MS)


def beat() -> Heartbeat:
    return Heartbeat(
        device=DEVICE, at=0, clock=Clock.FRESH, volume_percent=1, free_bytes=1, block_age_ms=1
    )


def test_a_key_that_arrives_in_its_own_message_is_never_used(station: Station) -> None:
    thief = SigningKey.generate()
    told = station.keys.delegate(
        thief, thief, Authority.COMMUNE, COMMUNE, tuple(Klass), at=station.now
    )

    assert station.deliver(told) == ()
    assert station.send(station.order(), by=thief) == ()
    assert [reason for _, reason in station.refusals()] == ["trust.unknown_key"] * 2


def test_an_attacker_cannot_fill_the_disk_with_refusals(station: Station) -> None:
    for number in range(100):
        station.send(station.order(f"order-{number}"), by=SigningKey.generate())

    assert len(station.refusals()) == 20
    station.inbox.take(b"nonsense")
    assert len(station.refusals()) == 21


def test_a_revoked_key_speaks_no_longer_even_after_a_restart(station: Station) -> None:
    keys = station.keys
    station.deliver(keys.revocations(keys.minh, keys.hoa, at=station.now, serial=2))
    station.inbox = station.begin()
    station.send(station.order())

    assert station.refusals() == [("order-1", "trust.revoked")]
    assert station.inbox.list_serials[keys.minh.public.kid] == 2


def test_a_box_out_of_reach_loses_no_key_to_a_neighbour(station: Station) -> None:
    keys, lan, later = station.keys, SigningKey.generate(), station.now + 40 * ONE_DAY_MS
    station.clock.told(later, asked_ns=steady_ns(), vouched=later)
    everything = tuple(Klass)
    station.deliver(
        keys.delegate(keys.root, lan, Authority.PROVINCE, "vn/01", everything, at=later)
    )
    theft = keys.delegate(lan, keys.hoa, Authority.COMMUNE, "vn/01/00004", everything, at=later)

    station.deliver(theft)
    station.inbox = station.begin()
    station.deliver(theft)
    for by in (keys.root, keys.minh):
        station.deliver(keys.revocations(by, at=later, serial=2))
    order = authority.order(MARKET, at=later)

    assert station.send(order) == (OrderArrived(order=order),)
    assert [reason for _, reason in station.refusals()] == ["trust.out_of_area"] * 2


def test_what_a_key_signed_before_it_was_taken_back_is_no_longer_trusted(station: Station) -> None:
    keys = station.keys
    station.send(station.order("theirs"))
    station.send(station.order("above"), by=keys.minh)
    station.send(authority.programme((MARKET,), (), at=station.now))
    (told,) = station.deliver(keys.revocations(keys.minh, keys.hoa, at=station.now, serial=2))

    assert told == Distrusted(orders=frozenset({"theirs", "programme-1"}))
    assert station.store.kept("programme") is None


def test_the_loss_of_a_key_above_counts_though_the_list_below_is_stale(station: Station) -> None:
    keys, later = station.keys, station.now + 40 * ONE_DAY_MS
    station.send(station.order())
    station.clock.told(later, asked_ns=steady_ns(), vouched=later)

    (told,) = station.deliver(keys.revocations(keys.root, keys.minh, at=later, serial=2))

    assert told == Distrusted(orders=frozenset({"order-1"}))


def test_what_was_good_when_it_came_stays_good_though_its_list_runs_out(station: Station) -> None:
    station.send(station.order())
    station.clock.told(
        station.now + 200 * ONE_DAY_MS, asked_ns=steady_ns(), vouched=station.now + 200 * ONE_DAY_MS
    )
    keys = station.keys

    assert station.deliver(keys.revocations(keys.root, at=station.clock.now(), serial=2)) == ()


def root_change(station: Station, new: SigningKey, *, serial: int, days: int = 1) -> Envelope:
    told = RootChange(
        serial=serial,
        key=new.public.text,
        not_before=station.now,
        overlap_until=station.now + days * ONE_DAY_MS,
    )
    return station.sign(told, by=station.keys.root)


def test_a_new_root_is_taken_from_the_old_one_and_kept(station: Station) -> None:
    station.deliver(root_change(station, SigningKey.generate(), serial=1))
    station.inbox = station.begin()

    assert station.inbox.root_serial == 1


def test_a_thief_with_the_old_root_names_no_second_one_before_or_after_a_restart(
    station: Station,
) -> None:
    new, thief = SigningKey.generate(), SigningKey.generate()
    station.deliver(root_change(station, new, serial=1))
    theft = root_change(station, thief, serial=2, days=70 * 365)
    station.deliver(theft)
    station.inbox = station.begin()
    station.deliver(theft)
    station.deliver(station.keys.revocations(new, at=station.now))

    assert station.inbox.root_serial == 1
    assert new.public.kid in station.inbox.list_serials
    assert [why for _, why in station.refusals()] == ["trust.already_succeeded"] * 2
    station.send(station.order(), by=thief)
    assert station.refusals()[-1] == ("order-1", "trust.unknown_key")


def test_a_cancel_takes_back_what_its_issuer_or_who_stands_above_let_out(station: Station) -> None:
    station.send(station.order())
    (told,) = station.send(authority.cancel("order-1", at=station.now), by=station.keys.minh)

    assert isinstance(told, OrderArrived)
    assert told.withdraws == {"order-1"}


def test_a_commune_does_not_cancel_what_the_province_let_out(station: Station) -> None:
    station.send(station.order(), by=station.keys.minh)
    station.send(authority.cancel("order-1", at=station.now))

    assert station.refusals() == [("cancel-order-1", "order.may_not_cancel")]


def test_a_cancel_that_comes_first_keeps_the_order_out(station: Station) -> None:
    (told,) = station.send(authority.cancel("order-1", at=station.now))
    assert isinstance(told, OrderArrived)
    assert told.withdraws == frozenset()
    station.send(station.order())

    assert station.refusals() == [("order-1", "order.cancelled")]


def test_an_occurrence_can_be_cancelled_by_whose_programme_it_is(station: Station) -> None:
    when = occurrence("first", station.now)
    station.send(authority.programme((MARKET,), (when,), at=station.now))
    (told,) = station.send(authority.cancel("first", at=station.now))

    assert isinstance(told, OrderArrived)
    assert told.withdraws == {"first"}


def test_a_commune_that_uses_the_id_of_its_provinces_order_keeps_it_out_nowhere(
    station: Station,
) -> None:
    squat = station.order(subject="something-else")
    station.send(squat)
    order = station.order(klass=Klass.EMERGENCY)
    taken = OrderArrived(order=order, withdraws=frozenset({"order-1"}))

    assert station.send(order, by=station.keys.minh) == (taken,)
    assert station.send(squat) == ()
    station.inbox = station.begin()
    assert station.send(squat) == station.send(order, by=station.keys.minh) == ()
    assert [one.area for one in station.store.open_orders()] == ["vn/79"]


def test_an_id_that_was_used_below_counts_for_nothing_after_a_restart_either(
    station: Station,
) -> None:
    station.send(station.order())
    station.store.finish("order-1", until=station.now + ONE_DAY_MS)
    station.inbox = station.begin()
    (told,) = station.send(station.order(), by=station.keys.minh)

    assert isinstance(told, OrderArrived)
    assert told.withdraws == {"order-1"}
    assert station.store.done() == {}
    assert [one.area for one in station.store.open_orders()] == ["vn/79"]


def test_a_later_revision_withdraws_the_earlier_one_but_not_a_strangers(station: Station) -> None:
    station.send(station.order("order-1", subject="flood"))
    station.send(station.order("above", subject="flood"), by=station.keys.minh)
    (told,) = station.send(station.order("order-2", subject="flood", revision=2))

    assert isinstance(told, OrderArrived)
    assert told.withdraws == {"order-1"}
    station.send(station.order("order-3", subject="flood", revision=1))
    assert station.refusals() == [("order-3", "order.superseded")]


def test_a_programme_is_taken_once_and_replaced_by_a_later_one(station: Station) -> None:
    first = authority.programme((MARKET,), (), at=station.now)
    later = authority.programme((MARKET,), (), at=station.now, serial=2)

    assert station.send(first) == (ProgrammeArrived(programme=first),)
    assert station.send(first) == ()
    assert station.send(later) == (ProgrammeArrived(programme=later),)
    assert station.refusals() == []


def test_after_moves_there_and_back_an_old_programme_is_refused(station: Station) -> None:
    old = authority.programme((MARKET,), (), at=station.now, serial=7)
    newest = authority.programme((MARKET,), (), at=station.now, serial=9)
    there = authority.programme((MARKET,), (), at=station.now, serial=8, area="vn/79/26740")
    for told in (old, newest):
        station.send(told)
    station.send(authority.place(serial=2, area="vn/79/26740"), by=station.keys.minh)
    assert station.send(there, by=station.keys.minh) == (ProgrammeArrived(programme=there),)
    station.send(authority.place(serial=3), by=station.keys.minh)
    station.inbox = station.begin()

    assert station.send(old) == ()
    assert kept_programme(station.store) == there
    assert station.send(newest) == (ProgrammeArrived(programme=newest),)
    assert station.refusals() == []


def test_a_number_by_a_key_that_was_taken_back_keeps_nothing_out(station: Station) -> None:
    keys = station.keys
    station.send(authority.programme((MARKET,), (), at=station.now, serial=5), by=keys.minh)
    station.send(authority.programme((MARKET,), (), at=station.now, serial=2**53 - 1))
    station.deliver(keys.revocations(keys.minh, keys.hoa, at=station.now, serial=2))
    older = authority.programme((MARKET,), (), at=station.now, serial=4)
    later = authority.programme((MARKET,), (), at=station.now, serial=6)

    assert station.send(older, by=keys.minh) == ()
    assert station.send(later, by=keys.minh) == (ProgrammeArrived(programme=later),)


def test_settings_are_taken_once(station: Station) -> None:
    told = authority.settings(volume=40)

    assert station.send(told) == (SettingsArrived(settings=told),)
    assert station.send(told) == ()
    assert station.refusals() == []


def test_a_move_is_taken_from_who_may_move(station: Station) -> None:
    told = authority.place(serial=2, area="vn/79/26740")

    assert station.send(told, by=station.keys.minh) == (Moved(place=told),)
    assert station.send(authority.place(serial=1), by=station.keys.minh) == ()


def test_receipts_go_when_the_server_has_them(station: Station) -> None:
    station.store.add_receipt("r-1", b"receipt")

    assert station.send(Ack(device=DEVICE, receipts=("r-1",)), by=station.keys.link) == (
        ReceiptsKept(count=1),
    )
    assert station.store.receipts_waiting() == 0


def test_a_server_restored_from_backup_counts_anew(station: Station) -> None:
    station.deliver(station.sign(station.order("order-1")))
    station.n = 0
    station.deliver(station.sign(station.order("order-2")), epoch="e-2")

    assert station.store.kept("cursor") == b"e-2 1"


def filler(number: int) -> HeldOrder:
    name = f"filler-{number}"
    return HeldOrder(id=name, area="vn", subject=name, revision=1, until=1, envelope=b"x" * 900)


def test_a_full_disk_does_not_silence_a_warning(station: Station) -> None:
    base = station.store._base
    (pages,) = base.execute("PRAGMA page_count").fetchone()
    base.execute(f"PRAGMA max_page_count = {pages}")
    with contextlib.suppress(sqlite3.OperationalError):
        for number in range(1000):
            station.store.hold(filler(number), is_open=False)
    order = station.order(klass=Klass.EMERGENCY)

    assert station.send(order) == (OrderArrived(order=order),)
    assert station.store.open_orders() == ()
    assert station.send(order) == ()


def test_a_box_without_a_place_refuses_everything(station: Station) -> None:
    station.store._base.execute("DELETE FROM kept WHERE name = 'place'")
    station.send(station.order())

    assert station.refusals() == [("order-1", "box.no_place")]
