"""What became of an order on one box."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loa.domain.delivery import (
    PATIENCE_MS,
    STRENGTH,
    Facts,
    Outcome,
    is_answered,
    judge,
    together,
    told,
)
from loa_protocol.messages import Clock, Receipt, Stage

NOON = 1_800_000_000_000
PLANNED_MS = 30_000
EXPIRES = NOON + 600_000


def receipt(
    stage: Stage, *, at: int = NOON, actual_ms: int | None = None, reason: str = ""
) -> Receipt:
    return Receipt(
        id=f"r-{stage}",
        device="box-1",
        order="order-1",
        stage=stage,
        at=at,
        clock=Clock.FRESH,
        actual_ms=actual_ms,
        reason=reason,
    )


def standing(*receipts: Receipt, now: int = NOON) -> tuple[Outcome, str]:
    facts = Facts()
    for one in receipts:
        facts = together(facts, told(one))
    verdict = judge(facts, start_at=NOON, planned_ms=PLANNED_MS, expires_at=EXPIRES, now=now)
    return verdict.outcome, verdict.reason


OVER = EXPIRES + PATIENCE_MS + 1
RECEIVED = receipt(Stage.RECEIVED)
STARTED = receipt(Stage.STARTED, at=NOON + 100)
FINISHED = receipt(Stage.FINISHED, at=NOON + 30_100, actual_ms=PLANNED_MS)


@pytest.mark.parametrize(
    ("receipts", "now", "outcome", "reason"),
    [
        ((), NOON, Outcome.EXPECTED, ""),
        ((), OVER, Outcome.MISSED, "offline"),
        ((RECEIVED,), NOON, Outcome.RECEIVED, ""),
        ((RECEIVED,), OVER, Outcome.MISSED, "silent"),
        ((RECEIVED, STARTED), NOON + 200, Outcome.PLAYING, ""),
        ((RECEIVED, STARTED), NOON + 200_000, Outcome.PARTIAL, "unfinished"),
        ((RECEIVED, STARTED, FINISHED), OVER, Outcome.FINISHED, ""),
        ((FINISHED,), NOON, Outcome.FINISHED, ""),
        ((receipt(Stage.FINISHED),), NOON, Outcome.FINISHED, ""),
        ((receipt(Stage.FINISHED, actual_ms=12_000),), NOON, Outcome.PARTIAL, "cut_short"),
        ((STARTED, receipt(Stage.STOPPED, actual_ms=4_000, reason="order.cancelled")), NOON,
         Outcome.PARTIAL, "order.cancelled"),
        ((receipt(Stage.REFUSED, reason="trust.revoked"),), NOON, Outcome.REFUSED, "trust.revoked"),
        ((RECEIVED, receipt(Stage.MISSED, reason="clock.not_fresh")), NOON,
         Outcome.MISSED, "clock.not_fresh"),
    ],
)  # fmt: skip
def test_the_standing_of_a_delivery(
    receipts: tuple[Receipt, ...], now: int, outcome: Outcome, reason: str
) -> None:
    assert standing(*receipts, now=now) == (outcome, reason)


FORGED = receipt(Stage.REFUSED, reason="message.bad_signature")


@pytest.mark.parametrize(
    ("receipts", "expected"),
    [
        ((), False),
        ((FORGED,), False),
        ((receipt(Stage.REFUSED, reason="trust.unknown_key"),), False),
        ((receipt(Stage.REFUSED, reason="order.from_the_future"),), False),
        ((receipt(Stage.REFUSED, reason="order.expired"),), True),
        ((RECEIVED,), True),
        ((FORGED, RECEIVED), True),
        ((FORGED, FINISHED), True),
    ],
)
def test_a_refusal_of_what_may_be_a_forgery_answers_nothing(
    receipts: tuple[Receipt, ...], expected: bool
) -> None:
    facts = Facts()
    for one in receipts:
        facts = together(facts, told(one))

    assert is_answered(facts) is expected


def test_a_start_whose_instant_is_unknown_is_judged_from_the_plan() -> None:
    facts = replace(told(STARTED), started_at=None)

    verdict = judge(
        facts, start_at=NOON, planned_ms=PLANNED_MS, expires_at=EXPIRES, now=NOON + 200_000
    )

    assert verdict.outcome is Outcome.PARTIAL


def test_having_played_is_stronger_than_having_refused_a_forged_copy() -> None:
    refused = receipt(Stage.REFUSED, reason="message.bad_signature")

    assert standing(RECEIVED, STARTED, refused, FINISHED) == (Outcome.FINISHED, "")


def test_the_seconds_are_those_the_box_tells() -> None:
    facts = told(replace_receipt(FINISHED, planned_ms=31_000, actual_ms=31_000))

    verdict = judge(facts, start_at=NOON, planned_ms=PLANNED_MS, expires_at=EXPIRES, now=NOON)

    assert (verdict.planned_ms, verdict.actual_ms) == (31_000, 31_000)


def replace_receipt(one: Receipt, *, planned_ms: int, actual_ms: int) -> Receipt:
    return Receipt(
        id=one.id,
        device=one.device,
        order=one.order,
        stage=one.stage,
        at=one.at,
        clock=one.clock,
        planned_ms=planned_ms,
        actual_ms=actual_ms,
    )


RECEIPTS = st.builds(
    receipt,
    st.sampled_from(list(STRENGTH)),
    at=st.integers(NOON, NOON + 5),
    actual_ms=st.none() | st.integers(0, 3),
    reason=st.sampled_from(["", "a", "b"]),
)


@given(st.lists(RECEIPTS, max_size=4))
def test_receipts_say_the_same_in_any_order_and_twice(receipts: list[Receipt]) -> None:
    def all_together(facts: tuple[Facts, ...]) -> Facts:
        return Facts() if not facts else together(facts[0], all_together(facts[1:]))

    facts = tuple(told(one) for one in receipts)
    expected = all_together(facts)

    for order in itertools.permutations(facts):
        assert all_together((*order, *order)) == expected
