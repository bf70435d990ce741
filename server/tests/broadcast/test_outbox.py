"""What has to go out goes out, most urgent first, and again to the silent."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection, transaction
from loa.broadcast import outbox
from loa.broadcast.models import Delivery, OrderRow, Outbox
from loa.broadcast.receipts import take_receipts
from loa.broadcast.testing import HONG_BANG, NOON, TestBox, an_order, keep, keys_of, place
from loa_protocol.frames import Frame
from loa_protocol.messages import Stage
from loa_protocol.priority import Klass

pytestmark = pytest.mark.django_db

BOX = TestBox(device="box-1")
SOON = NOON + timedelta(seconds=2)


def homes_of(devices: object) -> dict[str, str]:
    return {"box-1": "home-1", "box-2": "home-1"}


def test_a_row_carries_the_order_as_it_was_signed() -> None:
    row = keep(an_order())

    (one,) = outbox.claim(most=10, now=NOON)

    frame = Frame.from_bytes(one.payload)
    assert one.topic == "loa/1/dn/c/11329"
    assert frame.envelope.to_bytes() == bytes(row.envelope)
    assert frame.cursor.epoch == outbox.epoch()


def test_one_row_is_written_for_each_topic_and_none_for_each_box() -> None:
    keep(an_order(areas=(HONG_BANG, f"{HONG_BANG}/11329-01", "vn/31/11330")))

    assert Outbox.objects.count() == 2
    assert not Delivery.objects.exists()


def test_the_most_urgent_goes_first() -> None:
    keep(an_order("slow"))
    keep(an_order("flood", klass=Klass.EMERGENCY, issued_at=SOON))
    keep(an_order("prior", klass=Klass.PRIORITY))

    claimed = outbox.claim(most=10, now=SOON)

    orders = [Frame.from_bytes(one.payload).envelope.body["id"] for one in claimed]
    assert orders == ["flood", "prior", "slow"]


def test_what_was_claimed_is_not_claimed_again_until_its_claimant_must_be_dead() -> None:
    keep(an_order())

    assert outbox.claim(most=10, now=NOON)
    assert outbox.claim(most=10, now=NOON) == []
    assert outbox.claim(most=10, now=NOON + outbox.CLAIM_HOLDS + timedelta(seconds=1))


@pytest.mark.django_db(transaction=True)
def test_of_two_gateways_at_once_each_takes_rows_of_its_own_and_none_is_left() -> None:
    for number in range(10):
        keep(an_order(f"order-{number}"))
    outbox.epoch()

    first, second = two_at_once(lambda: [one.id for one in outbox.claim(most=6, now=NOON)])

    assert sorted(first + second) == list(
        Outbox.objects.order_by("id").values_list("id", flat=True)
    )


@pytest.mark.django_db(transaction=True)
def test_of_two_gateways_at_once_one_repeats_to_a_silent_box() -> None:
    expected_delivery("box-1", "box-2")
    now = SOON + timedelta(seconds=5)

    first, second = two_at_once(lambda: outbox.claim_repeats(homes_of, most=1, now=now))

    assert sorted(topic for topic, _ in first + second) == [
        "loa/1/dn/d/home-1/box-1",
        "loa/1/dn/d/home-1/box-2",
    ]


T = TypeVar("T")


def two_at_once(claim: Callable[[], list[T]]) -> list[list[T]]:
    """Have two claim while neither has committed: whoever waited for the other would be late."""
    together = Barrier(2, timeout=10)

    def one(_number: int) -> list[T]:
        try:
            with transaction.atomic():
                together.wait()
                claimed = claim()
                together.wait()
                return claimed
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, range(2)))


def test_what_is_out_or_over_is_never_claimed() -> None:
    keep(an_order())
    (one,) = outbox.claim(most=10, now=NOON)
    outbox.mark_published([one.id], now=NOON)
    keep(an_order("order-2"))

    assert outbox.claim(most=10, now=NOON + timedelta(hours=2)) == []


def test_boxes_are_written_down_after_the_publish() -> None:
    keep(an_order())
    (one,) = outbox.claim(most=10, now=NOON)
    places = [place("box-1"), place("box-2", cluster="c-2")]
    assert outbox.expand(lambda *_: places, now=SOON) == []
    outbox.mark_published([one.id], now=NOON)

    assert outbox.expand(lambda *_: places, now=SOON) == ["order-1"]
    assert outbox.expand(lambda *_: places, now=SOON) == []

    assert set(Delivery.objects.values_list("device", "cluster", "is_expected")) == {
        ("box-1", "c-1", True),
        ("box-2", "c-2", True),
    }


def test_a_silent_box_is_sent_the_order_again_and_again() -> None:
    expected_delivery()
    waits = [3, 10, 30, 120, 600, 600]

    now = SOON
    for wait in waits[:5]:
        assert outbox.claim_repeats(homes_of, most=10, now=now) == []
        now += timedelta(seconds=wait)
        ((topic, _),) = outbox.claim_repeats(homes_of, most=10, now=now)
        assert topic == "loa/1/dn/d/home-1/box-1"


def test_a_box_that_was_heard_of_is_left_in_peace() -> None:
    expected_delivery()
    take_receipts([BOX.letter(BOX.receipt("order-1"))], keys_of=keys_of(BOX), now=SOON)

    assert outbox.claim_repeats(homes_of, most=10, now=SOON + timedelta(seconds=5)) == []


FORGED = ["message.bad_signature", "trust.unknown_key", "order.from_the_future"]


@pytest.mark.parametrize("reason", FORGED)
def test_a_box_that_refused_a_forgery_of_the_same_id_is_sent_the_true_order(reason: str) -> None:
    expected_delivery()
    refuse(reason)

    now = SOON + timedelta(seconds=5)
    assert len(outbox.claim_repeats(homes_of, most=10, now=now)) == 1

    take_receipts([BOX.letter(BOX.receipt("order-1"))], keys_of=keys_of(BOX), now=now)
    refuse(reason)
    assert outbox.claim_repeats(homes_of, most=10, now=now + timedelta(minutes=1)) == []


def test_a_box_that_refused_the_true_order_is_left_in_peace() -> None:
    expected_delivery()
    refuse("order.expired")

    assert outbox.claim_repeats(homes_of, most=10, now=SOON + timedelta(seconds=5)) == []


def test_a_forgery_that_was_faster_than_the_list_is_followed_by_the_true_order() -> None:
    keep(an_order())
    (one,) = outbox.claim(most=10, now=NOON)
    outbox.mark_published([one.id], now=NOON)
    refuse("message.bad_signature")
    assert outbox.claim_repeats(homes_of, most=10, now=SOON) == []  # is it one of the target's?

    outbox.expand(lambda *_: [place("box-1")], now=SOON)

    assert len(outbox.claim_repeats(homes_of, most=10, now=SOON)) == 1


def refuse(reason: str) -> None:
    """Have the box refuse something that bears the order's id."""
    refusal = BOX.receipt("order-1", Stage.REFUSED, reason=reason)
    take_receipts([BOX.letter(refusal)], keys_of=keys_of(BOX), now=SOON)


@pytest.mark.parametrize("over", ["expired", "cancelled", "unknown box"])
def test_what_is_over_is_not_sent_again(over: str) -> None:
    expected_delivery()
    now = SOON + timedelta(hours=1 if over == "expired" else 0, seconds=5)
    if over == "cancelled":
        OrderRow.objects.update(cancelled_at=SOON)
    homes = (lambda _: {}) if over == "unknown box" else homes_of

    assert outbox.claim_repeats(homes, most=10, now=now) == []


def test_a_receipt_that_was_faster_than_the_list_is_kept() -> None:
    keep(an_order())
    (one,) = outbox.claim(most=10, now=NOON)
    outbox.mark_published([one.id], now=NOON)
    take_receipts([BOX.letter(BOX.receipt("order-1"))], keys_of=keys_of(BOX), now=NOON)

    outbox.expand(lambda *_: [place("box-1")], now=SOON)

    delivery = Delivery.objects.get()
    assert (delivery.strength, delivery.is_expected, delivery.send_at) == (1, True, None)


def test_a_new_epoch_replaces_the_old_one() -> None:
    before = outbox.epoch()

    outbox.new_epoch(why="restored")

    assert outbox.epoch() != before


def test_posting_wakes_the_gateway_only_when_it_is_committed() -> None:
    with connection.cursor() as cursor:
        cursor.execute("LISTEN loa_outbox")
    keep(an_order())

    notifies = list(connection.connection.notifies(timeout=0))

    assert notifies == []


def expected_delivery(*devices: str) -> None:
    keep(an_order())
    (one,) = outbox.claim(most=10, now=NOON)
    outbox.mark_published([one.id], now=NOON)
    outbox.expand(lambda *_: [place(one) for one in devices or ("box-1",)], now=SOON)
