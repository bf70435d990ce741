"""The digest covers everything; the log holds codes only."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from loa.audit import chain
from loa.domain.permissions import Duty

LINK = chain.Link(
    unit="vn/31",
    n=1,
    at=datetime(2026, 11, 22, 5, 0, tzinfo=UTC),
    actor_id="a",
    action="bulletin.approved",
    subject="bulletin:1",
    facts={"digest": "0f"},
    previous=chain.BEGINNING,
)


@pytest.mark.parametrize(
    "changed",
    [
        replace(LINK, unit="vn/01"),
        replace(LINK, n=2),
        replace(LINK, at=datetime(2026, 11, 22, 5, 0, 0, 1000, tzinfo=UTC)),
        replace(LINK, actor_id="b"),
        replace(LINK, action="bulletin.returned"),
        replace(LINK, subject="bulletin:2"),
        replace(LINK, facts={"digest": "10"}),
        replace(LINK, previous="1" * 64),
    ],
)
def test_changing_anything_changes_the_digest(changed: chain.Link) -> None:
    assert changed.digest != LINK.digest


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (None, None),
        (True, True),
        (3, 3),
        ("sha256:0f", "sha256:0f"),
        (Duty.WRITE, "write"),
        (date(2026, 11, 22), "2026-11-22"),
        (datetime(2026, 11, 22, 5, tzinfo=UTC), "2026-11-22T05:00:00.000+00:00"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (("vn", "31"), ["vn", "31"]),
    ],
)
def test_codes_numbers_and_dates_are_facts(value: object, kept: object) -> None:
    assert chain.fact(value) == kept


@pytest.mark.parametrize("value", ["Nguyễn", "tan hop", "x" * 201, 1.5, b"x", {"a": 1}])
def test_what_reads_like_a_name_or_a_sentence_is_no_fact(value: object) -> None:
    with pytest.raises(ValueError, match="the audit log"):
        chain.fact(value)
