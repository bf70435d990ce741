"""Whoever tampers with the log is found, with the unit and the entry named."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from loa import audit
from loa.audit import actions
from loa.audit.models import Check, Entry
from loa.audit.verify import Fault, Wrong, verify
from loa.domain.permissions import SYSTEM

HERE = "vn/31/11848"
THERE = "vn/31/11755"


@pytest.fixture(autouse=True)
def a_log(db: None) -> None:
    """Write two chains, an urgent entry and an anchor."""
    for village in range(1, 5):
        audit.record(SYSTEM, "unit.added", f"unit:11848-0{village}", HERE)
    audit.record(SYSTEM, "unit.added", "unit:11755-01", THERE)
    audit.record_emergency(SYSTEM, "order.released", "order:1", HERE)
    actions.link_urgent()
    actions.anchor()


@contextmanager
def somebody_with_the_keys_of_the_database() -> Iterator[None]:
    """Step past the triggers, as the owner of the tables can."""
    with connection.cursor() as cursor:
        for table in ("audit_entry", "audit_urgententry", "audit_anchor"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_only_grows")
        yield
        for table in ("audit_entry", "audit_urgententry", "audit_anchor"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_only_grows")


def tamper(sql: str, *parameters: object) -> None:
    with somebody_with_the_keys_of_the_database(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        assert cursor.rowcount


def found() -> set[tuple[str, int, Wrong]]:
    return {(fault.unit, fault.n, fault.wrong) for fault in verify().faults}


def test_an_untouched_log_is_whole() -> None:
    finding = verify()

    assert finding.faults == ()
    assert (finding.entries, finding.chains, finding.anchors) == (6, 2, 1)
    assert Check.objects.get().faults == []


@pytest.mark.parametrize(
    "change",
    [
        "actor_id = 'somebody-else'",
        "action = 'unit.closed'",
        "subject = 'unit:11848-09'",
        "at = at + interval '1 hour'",
        "facts = jsonb_build_object('n', 1)",
    ],
)
def test_an_altered_entry_is_named(change: str) -> None:
    tamper(f"UPDATE audit_entry SET {change} WHERE unit = %s AND n = 2", HERE)

    assert found() == {(HERE, 2, Wrong.ALTERED)}


def test_an_entry_altered_with_its_digest_made_to_fit_is_named_by_the_next() -> None:
    tamper("UPDATE audit_entry SET action = 'unit.closed' WHERE unit = %s AND n = 2", HERE)
    forged = Entry.objects.get(unit=HERE, n=2).as_link().digest
    tamper("UPDATE audit_entry SET digest = %s WHERE unit = %s AND n = 2", forged, HERE)

    assert found() == {(HERE, 3, Wrong.UNLINKED)}


def test_a_removed_entry_is_named() -> None:
    tamper("DELETE FROM audit_entry WHERE unit = %s AND n = 2", HERE)

    assert found() == {(HERE, 2, Wrong.MISSING)}


def test_a_chain_cut_short_is_named() -> None:
    audit.record(SYSTEM, "unit.added", "unit:11848-05", HERE)
    tamper("DELETE FROM audit_entry WHERE unit = %s AND n = 6", HERE)

    assert found() == {(HERE, 6, Wrong.CUT)}


def test_a_chain_cut_short_with_its_head_wound_back_is_named_by_the_anchor() -> None:
    fourth = Entry.objects.get(unit=HERE, n=4)
    tamper("DELETE FROM audit_urgententry")
    tamper("DELETE FROM audit_entry WHERE unit = %s AND n = 5", HERE)
    tamper("UPDATE audit_chain SET n = 4, digest = %s WHERE unit = %s", fourth.digest, HERE)

    assert found() == {(HERE, 5, Wrong.ANCHOR)}


def test_a_chain_removed_whole_is_named() -> None:
    tamper("DELETE FROM audit_entry WHERE unit = %s", THERE)

    assert found() == {(THERE, 1, Wrong.CUT), (THERE, 1, Wrong.ANCHOR)}


def test_a_chain_removed_with_its_head_is_named_by_the_anchor() -> None:
    tamper("DELETE FROM audit_entry WHERE unit = %s", THERE)
    tamper("DELETE FROM audit_chain WHERE unit = %s", THERE)

    assert found() == {(THERE, 1, Wrong.ANCHOR)}


def test_a_head_moved_back_is_named() -> None:
    tamper("UPDATE audit_chain SET n = 3 WHERE unit = %s", HERE)

    assert found() == {(HERE, 5, Wrong.HEAD)}


def test_an_altered_anchor_is_named() -> None:
    tamper("UPDATE audit_anchor SET heads = '{}'")

    assert found() == {("", 1, Wrong.ANCHOR)}


def test_an_urgent_entry_that_differs_from_its_link_is_named() -> None:
    tamper("UPDATE audit_urgententry SET subject = 'order:2'")

    assert found() == {(HERE, 5, Wrong.URGENT)}


def test_an_urgent_entry_removed_after_it_was_linked_is_named() -> None:
    tamper("DELETE FROM audit_urgententry")

    assert found() == {(HERE, 5, Wrong.URGENT)}


def test_an_urgent_entry_may_wait_an_hour_for_its_link() -> None:
    urgent = audit.record_emergency(SYSTEM, "order.released", "order:2", HERE)
    assert found() == set()

    at = urgent.at - timedelta(hours=2)
    tamper("UPDATE audit_urgententry SET at = %s WHERE id = %s", at, urgent.pk)
    assert found() == {(HERE, 0, Wrong.URGENT)}


def test_the_command_says_that_the_log_is_whole() -> None:
    out = StringIO()

    call_command("audit_verify", stdout=out)

    assert out.getvalue() == "6 entries, 2 chains, 1 anchors: whole\n"


def test_the_command_names_the_unit_and_the_entry_and_fails() -> None:
    tamper("DELETE FROM audit_entry WHERE unit = %s AND n = 2", HERE)
    out = StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("audit_verify", stdout=out)

    assert ended.value.code == 1
    assert "vn/31/11848: entry 2 is missing" in out.getvalue()


def test_an_anchor_kept_elsewhere_betrays_a_log_that_was_written_anew() -> None:
    out = StringIO()

    with pytest.raises(SystemExit):
        call_command("audit_verify", anchor=["0f" * 32], stdout=out)

    assert "is not in this database" in out.getvalue()


def test_a_fault_is_kept_with_the_check() -> None:
    tamper("DELETE FROM audit_entry WHERE unit = %s AND n = 2", HERE)
    finding = verify()

    assert finding.faults == (Fault(unit=HERE, n=2, wrong=Wrong.MISSING),)
    assert Check.objects.first().faults == [{"unit": HERE, "n": 2, "wrong": "missing"}]
