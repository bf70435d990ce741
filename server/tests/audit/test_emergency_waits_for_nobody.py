"""The emergency path takes no lock that anybody else holds or wants."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import OperationalError, connection, transaction
from loa import audit
from loa.audit import actions
from loa.audit.models import Entry, UrgentEntry
from loa.domain.permissions import SYSTEM

HERE = "vn/31/11848"

LOCKS_OF_THIS_TRANSACTION = """
    SELECT locktype, mode, relation::regclass::text FROM pg_locks
    WHERE pid = pg_backend_pid() AND locktype NOT IN ('virtualxid')
"""


@pytest.fixture
def somebody_else(transactional_db: None) -> Iterator[psycopg.Connection]:
    """Open a second connection, whose transaction stays open as long as the test likes."""
    named = connection.get_connection_params()
    with psycopg.connect(
        host=named["host"],
        port=named.get("port"),
        user=named.get("user"),
        password=named.get("password"),
        dbname=named["dbname"],
    ) as other:
        yield other
        other.rollback()


def test_an_emergency_is_recorded_while_everything_that_can_be_locked_is_locked(
    somebody_else: psycopg.Connection,
) -> None:
    audit_once()
    somebody_else.execute("SELECT * FROM audit_chain FOR UPDATE")
    somebody_else.execute("SELECT * FROM audit_entry FOR UPDATE")
    somebody_else.execute("SELECT * FROM audit_urgententry FOR UPDATE")

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '1ms'")
        audit.record_emergency(SYSTEM, "order.released", "order:2", HERE)

    assert UrgentEntry.objects.count() == 2


def test_an_ordinary_entry_would_have_waited(somebody_else: psycopg.Connection) -> None:
    audit_once()
    somebody_else.execute("SELECT * FROM audit_chain FOR UPDATE")

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '1ms'")
        with pytest.raises(OperationalError, match="lock timeout"):
            audit.record(SYSTEM, "unit.added", "unit:11848-01", HERE)
        transaction.set_rollback(True)


def test_an_emergency_holds_only_the_locks_of_adding_a_row(transactional_db: None) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        audit.record_emergency(SYSTEM, "order.released", "order:1", HERE)
        cursor.execute(LOCKS_OF_THIS_TRANSACTION)
        held = {
            (kind, mode, table)
            for kind, mode, table in cursor.fetchall()
            if mode != "AccessShareLock"  # reading pg_locks itself; conflicts with DROP alone
        }

    # RowExclusiveLock is shared among all writers; the transaction's own id is its alone.
    assert held == {
        ("relation", "RowExclusiveLock", "audit_urgententry"),
        ("relation", "RowExclusiveLock", "audit_urgententry_id_seq"),
        ("transactionid", "ExclusiveLock", None),
    }


def test_linking_leaves_alone_what_another_linker_holds(
    somebody_else: psycopg.Connection,
) -> None:
    audit_once()
    somebody_else.execute("SELECT * FROM audit_urgententry FOR NO KEY UPDATE")

    assert actions.link_urgent() == 0

    somebody_else.rollback()
    assert actions.link_urgent() == 1
    assert Entry.objects.count() == 2


def audit_once() -> None:
    """Begin the chain of the unit, and leave one urgent entry waiting."""
    with transaction.atomic():
        audit.record(SYSTEM, "unit.added", "unit:11848-01", HERE)
        audit.record_emergency(SYSTEM, "order.released", "order:1", HERE)
