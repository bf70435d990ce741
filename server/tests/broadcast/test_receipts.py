"""Receipts are checked, kept once, and only then acknowledged."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from loa.broadcast import receipts
from loa.broadcast.models import Delivery, Dropped, Receipt
from loa.broadcast.opening import Letter
from loa.broadcast.partitions import OTHER, cut_ahead, drop_before, parts
from loa.broadcast.receipts import take_receipts
from loa.broadcast.testing import NOON, TestBox, an_order, keep, keys_of, ms
from loa.domain.delivery import STRENGTH, Facts, together, told
from loa.domain.months import Month
from loa_protocol.messages import Clock, Stage
from loa_protocol.messages import Receipt as Word
from loa_protocol.signing import SigningKey

pytestmark = pytest.mark.django_db

BOX = TestBox(device="box-1")
OTHER_BOX = TestBox(device="box-2")
KEYS = keys_of(BOX, OTHER_BOX)


def test_receipts_are_kept_and_may_be_acknowledged() -> None:
    keep(an_order())
    heard, began = BOX.receipt("order-1"), BOX.receipt("order-1", Stage.STARTED)

    taken = take_receipts([BOX.letter(heard, began)], keys_of=KEYS, now=NOON)

    assert taken.kept == {"box-1": (heard.body["id"], began.body["id"])}
    assert taken.new == 2
    assert Delivery.objects.get().strength == STRENGTH[Stage.STARTED]
    assert bytes(Receipt.objects.get(stage="received").envelope) == heard.to_bytes()


def test_the_same_receipt_twice_counts_once_and_is_acknowledged_twice() -> None:
    keep(an_order())
    letter = BOX.letter(BOX.receipt("order-1", Stage.FINISHED, actual_ms=30_000))

    first = take_receipts([letter, letter], keys_of=KEYS, now=NOON)
    later = take_receipts([letter], keys_of=KEYS, now=NOON + timedelta(days=40))

    assert (first.new, later.new) == (1, 0)
    assert first.kept == later.kept
    assert Receipt.objects.count() == 1


def test_a_receipt_of_a_box_whose_clock_is_years_off_is_still_kept_once() -> None:
    keep(an_order())
    letter = BOX.letter(BOX.receipt("order-1", at=1000, clock=Clock.UNSET))

    for _ in range(2):
        take_receipts([letter], keys_of=KEYS, now=NOON)

    assert Receipt.objects.count() == 1


def test_two_boxes_may_use_the_same_receipt_id() -> None:
    keep(an_order())
    mine, theirs = (box.receipt("order-1", id="r-1") for box in (BOX, OTHER_BOX))

    taken = take_receipts([BOX.letter(mine), OTHER_BOX.letter(theirs)], keys_of=KEYS, now=NOON)

    assert taken.new == 2


def test_a_receipt_for_an_unknown_order_is_kept_apart() -> None:
    forged = BOX.receipt("order-9", Stage.REFUSED, reason="message.bad_signature")

    taken = take_receipts([BOX.letter(forged)], keys_of=KEYS, now=NOON)

    assert taken.stray == 1
    assert taken.kept == {"box-1": (forged.body["id"],)}
    assert Receipt.objects.get().is_stray
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    ("letter", "code"),
    [
        (Letter(home="home-1", device="box-1", payload=b"nonsense"), "message.not_canonical"),
        (Letter(home="home-1", device="box-1", payload=b"{}"), "message.bad_message"),
        (BOX.letter(replace(BOX.receipt("order-1"), signature=b"x" * 64)), "message.bad_signature"),
        (BOX.letter(OTHER_BOX.receipt("order-1")), "message.bad_signature"),
        (BOX.letter(BOX.receipt("order-1", device="box-2")), "message.not_for_this_box"),
        (BOX.letter(BOX.key.sign({"v": 1, "type": "receipt"})), "message.bad_message"),
        (replace(BOX.letter(BOX.receipt("order-1")), device="box-9"), "box.unknown"),
        (BOX.letter(BOX.receipt("order-1", reason="a\0b")), "message.bad_message"),
    ],
)
def test_what_cannot_be_trusted_is_counted_and_dropped(letter: Letter, code: str) -> None:
    keep(an_order())

    taken = take_receipts([letter, letter], keys_of=KEYS, now=NOON)

    assert taken.kept == {}
    assert not Receipt.objects.exists()
    assert not Delivery.objects.exists()
    counted = Dropped.objects.get()
    assert (counted.device, counted.code, counted.count) == (letter.device, code, 2)


def test_a_flood_of_nonsense_is_one_line_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    nonsense = Letter(home="home-1", device="box-1", payload=b"nonsense")

    take_receipts([nonsense] * 300, keys_of=KEYS, now=NOON)

    assert [record.getMessage() for record in caplog.records] == ["Dropped 300 messages of a box"]


def test_one_bad_receipt_does_not_take_the_good_ones_with_it() -> None:
    keep(an_order())
    good = BOX.receipt("order-1")
    bad = replace(BOX.receipt("order-1"), kid=SigningKey.generate().public.kid)

    taken = take_receipts([BOX.letter(bad, good)], keys_of=KEYS, now=NOON)

    assert taken.kept == {"box-1": (good.body["id"],)}


def test_an_empty_batch_changes_nothing() -> None:
    assert take_receipts([], keys_of=KEYS, now=NOON).new == 0


WORDS = st.builds(
    Word,
    id=st.uuids().map(str),
    device=st.just("box-1"),
    order=st.just("order-1"),
    stage=st.sampled_from(list(STRENGTH)),
    at=st.integers(ms(NOON), ms(NOON) + 5),
    clock=st.just(Clock.FRESH),
    planned_ms=st.none() | st.integers(0, 3),
    actual_ms=st.none() | st.integers(0, 3),
    reason=st.sampled_from(["", "a", "đ", "Z"]),
)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(words=st.lists(WORDS, max_size=5))
def test_the_database_joins_facts_as_the_rules_do(words: list[Word]) -> None:
    Delivery.objects.all().delete()
    if not receipts.OrderRow.objects.exists():
        keep(an_order())
    expected = Facts()

    for word in words:
        receipts._merge([word], now=NOON)
        expected = together(expected, told(word))

    found = Delivery.objects.first()
    assert (found.as_facts() if found else Facts()) == expected


def test_months_are_cut_ahead_and_what_waited_moves_in() -> None:
    keep(an_order())
    later = NOON.replace(year=NOON.year + 1)
    take_receipts([BOX.letter(BOX.receipt("order-1", at=ms(later)))], keys_of=KEYS, now=NOON)
    assert rows_in(OTHER) == 1

    made = cut_ahead(later)

    assert made == tuple(Month.of(later).plus(months) for months in range(3))
    assert cut_ahead(later) == ()
    assert rows_in(OTHER) == 0
    assert rows_in(f"broadcast_receipt_{Month.of(later).name}") == 1


def test_old_months_are_dropped_whole() -> None:
    later = NOON.replace(year=NOON.year + 2)
    keep(an_order())
    take_receipts([BOX.letter(BOX.receipt("order-1", at=1))], keys_of=KEYS, now=NOON)

    doomed = drop_before(Month.of(later))

    assert doomed
    assert parts() == (OTHER,)
    assert not Receipt.objects.exists()


def rows_in(part: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{part}"')
        return cursor.fetchone()[0]
