"""Writing the log: one chain a unit, in the caller's transaction, only growing."""

import pytest
from django.db import DatabaseError, connection, transaction
from loa import audit
from loa.audit import actions, chain
from loa.audit.models import Anchor, Entry, UrgentEntry
from loa.domain.areas import BadPath
from loa.domain.permissions import SYSTEM
from loa.orgs.testing import Cast, Places

HERE = "vn/31/11848"
THERE = "vn/31/11755"


def test_each_unit_has_its_own_chain(db: None) -> None:
    first = audit.record(SYSTEM, "unit.added", "unit:11848-01", HERE)
    second = audit.record(SYSTEM, "unit.added", "unit:11848-02", HERE)
    other = audit.record(SYSTEM, "unit.added", "unit:11755-01", THERE)

    assert (first.n, second.n, other.n) == (1, 2, 1)
    assert first.previous == other.previous == chain.BEGINNING
    assert second.previous == first.digest


def test_an_entry_names_the_actor_by_an_opaque_id_only(cast: Cast, places: Places) -> None:
    entry = audit.record(cast.hoa, "bulletin.approved", cast.nam, places.commune.as_path(), n=1)

    assert entry.actor_id == str(cast.hoa.actor_id)
    assert entry.subject == f"person:{cast.nam.pk}"
    assert entry.unit == HERE
    assert entry.facts == {"n": 1}


def test_nothing_is_recorded_of_what_did_not_happen(db: None) -> None:
    with transaction.atomic():
        audit.record(SYSTEM, "unit.added", "unit:11848-01", HERE)
        transaction.set_rollback(True)

    assert not Entry.objects.exists()


def test_a_bare_code_is_refused_since_it_would_begin_a_second_chain(db: None) -> None:
    with pytest.raises(BadPath):
        audit.record(SYSTEM, "unit.added", "unit:11848-01", "11848")


@pytest.mark.parametrize("table", ["audit_entry", "audit_urgententry", "audit_anchor"])
@pytest.mark.parametrize("verb", ["DELETE FROM {}", "UPDATE {} SET at = now()"])
def test_the_database_refuses_to_change_the_log(db: None, table: str, verb: str) -> None:
    with pytest.raises(DatabaseError, match="only grows"), connection.cursor() as cursor:
        cursor.execute(verb.format(table))


def test_an_urgent_entry_is_linked_afterwards_with_its_own_time(db: None) -> None:
    audit.record(SYSTEM, "unit.added", "unit:11848-01", HERE)
    urgent = audit.record_emergency(SYSTEM, "order.released", "order:1", HERE, klass="emergency")

    assert actions.link_urgent() == 1
    assert actions.link_urgent() == 0

    link = Entry.objects.get(urgent_id=urgent.pk)
    assert (link.n, link.at, link.facts) == (2, urgent.at, {"klass": "emergency"})
    assert UrgentEntry.objects.count() == 1


def test_an_anchor_holds_only_the_chains_that_moved(db: None) -> None:
    here = audit.record(SYSTEM, "unit.added", "unit:11848-01", HERE)
    first = actions.anchor()
    there = audit.record(SYSTEM, "unit.added", "unit:11755-01", THERE)
    second = actions.anchor()

    assert first.heads == {HERE: [1, here.digest]}
    assert second.heads == {THERE: [1, there.digest]}
    assert (second.n, second.previous) == (2, first.digest)
    assert Anchor.objects.count() == 2
