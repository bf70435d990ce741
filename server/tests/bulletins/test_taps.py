"""Two leaders at once, and one leader who taps twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from loa.audit.models import Entry
from loa.bulletins import actions
from loa.bulletins.testing import make_approved, make_waiting, version_of
from loa.domain.bulletins import State
from loa.orgs.models import Person
from loa_protocol.errors import WrongState

HERE = "vn/31/11848"


def times(action: str) -> int:
    return Entry.objects.filter(action=action).count()


@pytest.mark.django_db(transaction=True)
def test_of_two_leaders_at_once_one_wins_and_the_other_is_told(
    nam: Person, hoa: Person, minh: Person
) -> None:
    bulletin = make_waiting(nam, HERE)
    seen = version_of(bulletin).as_version().digest
    together = Barrier(2, timeout=10)

    def approve(leader: Person) -> str:
        try:
            together.wait()
            actions.approve(leader, bulletin.pk, seen)
        except WrongState as refusal:
            return str(refusal.facts["state"])
        else:
            return "won"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(approve, (hoa, minh)))

    assert answers == ["approved", "won"]
    assert times("bulletin.approved") == 1


def test_a_leader_who_taps_twice_approves_once(nam: Person, hoa: Person, minh: Person) -> None:
    bulletin = make_waiting(nam, HERE)
    seen = version_of(bulletin).as_version().digest
    for _ in range(2):
        assert actions.approve(hoa, bulletin.pk, seen) == bulletin
    at = version_of(bulletin).approved_at
    actions.note_release(hoa, version_of(bulletin).pk)
    actions.approve(hoa, bulletin.pk, seen)

    assert times("bulletin.approved") == 1
    assert (version_of(bulletin).state, version_of(bulletin).approved_at) == (State.RELEASED, at)
    for leader, digest in ((minh, seen), (hoa, "0" * 64)):
        with pytest.raises(WrongState):
            actions.approve(leader, bulletin.pk, digest)


def test_what_moved_on_since_is_told_to_who_approved_it_too(nam: Person, hoa: Person) -> None:
    bulletin = make_approved(nam, hoa, HERE)
    seen = version_of(bulletin).digest
    actions.new_version(nam, bulletin.pk)
    with pytest.raises(WrongState):
        actions.approve(hoa, bulletin.pk, seen)
    actions.withdraw(nam, bulletin.pk)
    with pytest.raises(WrongState):
        actions.approve(hoa, bulletin.pk, seen)


@pytest.mark.django_db(transaction=True)
def test_two_taps_of_one_leader_at_once_are_one_approval(nam: Person, hoa: Person) -> None:
    bulletin = make_waiting(nam, HERE)
    seen = version_of(bulletin).as_version().digest
    together = Barrier(2, timeout=10)

    def tap(_finger: int) -> int:
        try:
            together.wait()
            return actions.approve(hoa, bulletin.pk, seen).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(tap, range(2))) == [bulletin.pk] * 2
    assert times("bulletin.approved") == 1


def test_a_leader_who_taps_twice_returns_once(nam: Person, hoa: Person, minh: Person) -> None:
    bulletin = make_waiting(nam, HERE)
    for reason in ("Sai giờ họp.", " Sai giờ họp. "):
        assert actions.return_(hoa, bulletin.pk, reason) == bulletin

    assert times("bulletin.returned") == 1
    for leader, reason in ((minh, "Sai giờ họp."), (hoa, "Sai nơi họp.")):
        with pytest.raises(WrongState):
            actions.return_(leader, bulletin.pk, reason)
    actions.submit(nam, bulletin.pk)
    actions.return_(hoa, bulletin.pk, "Sai giờ họp.")
    assert times("bulletin.returned") == 2
