"""What a bulletin is as a product, and who may say so."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from loa.domain.permissions import ActorId, Duty, Grant, NotAllowed, Officer
from loa.domain.products import (
    Audience,
    Origin,
    Product,
    ProductKind,
    UnknownTopic,
    classify,
    known,
)
from loa_protocol.errors import Refusal

HERE = ("vn", "31", "11848")
THERE = ("vn", "31", "11849")
NOON = datetime(2026, 11, 26, 5, tzinfo=UTC)
NAM = Officer(
    id=ActorId("nam"),
    grants=frozenset({Grant(duty=Duty.WRITE, unit=HERE, valid_from=date(2026, 1, 1))}),
)
REPORT = Product(
    kind=ProductKind.REPORT,
    topic="safety",
    audiences=frozenset({Audience.FARMERS}),
    origin=Origin.CONTRIBUTED,
)
TOPICS = ("safety", "policy")


def test_whoever_writes_here_says_what_it_is() -> None:
    assert classify(REPORT, topics=TOPICS, unit=HERE, by=NAM, at=NOON) == REPORT


def test_no_topic_need_be_named() -> None:
    assert known(Product(), topics=()) == Product()


@pytest.mark.parametrize(
    ("product", "unit", "refusal"),
    [
        (replace(REPORT, topic="astrology"), HERE, UnknownTopic),
        (REPORT, THERE, NotAllowed),
    ],
)
def test_what_it_is_is_refused(
    product: Product, unit: tuple[str, ...], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        classify(product, topics=TOPICS, unit=unit, by=NAM, at=NOON)
