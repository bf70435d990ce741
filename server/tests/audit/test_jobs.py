"""What the log does by itself, by the minute, the day and the night."""

import logging

import pytest
from django.db import connection
from loa import audit
from loa.audit import jobs
from loa.audit.models import Anchor, Check, Entry
from loa.domain.permissions import SYSTEM

HERE = "vn/31/11848"


def test_every_minute_urgent_entries_are_linked(db: None) -> None:
    audit.record_emergency(SYSTEM, "order.released", "order:1", HERE)

    jobs.link_urgent(timestamp=0)

    assert Entry.objects.get().action == "order.released"


def test_every_day_an_anchor_takes_in_what_was_urgent_too(
    db: None, caplog: pytest.LogCaptureFixture
) -> None:
    audit.record_emergency(SYSTEM, "order.released", "order:1", HERE)

    with caplog.at_level(logging.INFO):
        jobs.anchor(timestamp=0)

    assert Anchor.objects.get().heads == {HERE: [1, Entry.objects.get().digest]}
    assert Anchor.objects.get().digest in {getattr(r, "digest", "") for r in caplog.records}


def test_every_night_the_log_is_verified_and_a_fault_is_logged(
    db: None, caplog: pytest.LogCaptureFixture
) -> None:
    audit.record(SYSTEM, "unit.added", "unit:11848-01", HERE)
    jobs.verify(timestamp=0)
    assert Check.objects.latest("id").faults == []

    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_chain SET n = 5")
    jobs.verify(timestamp=0)

    (record,) = [r for r in caplog.records if r.levelno == logging.ERROR]
    assert (record.unit, record.n, record.wrong) == (HERE, 2, "cut")  # type: ignore[attr-defined]
