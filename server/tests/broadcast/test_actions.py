"""What people may let out and take back, and what that leaves behind."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone
from loa.audit.models import Entry, UrgentEntry
from loa.broadcast import actions
from loa.broadcast.actions import KeyUsed, OneIsEnough, Over
from loa.broadcast.models import OrderRow, Outbox, Proposal
from loa.broadcast.testing import ms, place
from loa.bulletins.models import Bulletin
from loa.bulletins.testing import make_approved, make_waiting, version_of
from loa.domain.days import VIETNAM
from loa.domain.permissions import Duty, NotAllowed
from loa.domain.targeting import NeedsSecondPerson, OnAir, OutsideUnit, SamePerson, SpreadPolicy
from loa.orgs.models import Kind as UnitKind
from loa.orgs.models import Person
from loa.orgs.testing import Cast, Places, make_person, make_unit
from loa.stations import queries as stations
from loa.stations import signer
from loa.stations.signer.client import SignerSilent
from loa.stations.testing import Site, make_site
from loa_protocol.acceptance import Memory, accept
from loa_protocol.errors import NotFound, WrongState
from loa_protocol.messages import Kind, Target
from loa_protocol.priority import Klass
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def site(places: Places, tmp_path: Path) -> Site:
    return make_site(tmp_path, places)


@pytest.fixture
def bulletin(cast: Cast, places: Places) -> Bulletin:
    return make_approved(cast.nam, cast.hoa, places.commune.path)


@pytest.fixture
def target(places: Places) -> Target:
    return Target(areas=(places.commune.path,))


def test_a_leader_lets_an_approved_bulletin_out(
    bulletin: Bulletin, cast: Cast, target: Target, places: Places
) -> None:
    row = actions.release(cast.hoa, bulletin.pk, target)

    assert row.released_by == cast.hoa.actor_id
    assert list(Outbox.objects.values_list("topic", flat=True)) == ["loa/1/dn/c/11848"]
    assert version_of(bulletin).state == "released"
    assert Entry.objects.filter(action="order.released", unit=places.commune.path).exists()


def test_a_box_would_take_the_order(bulletin: Bulletin, cast: Cast, target: Target) -> None:
    row = actions.release(cast.hoa, bulletin.pk, target)
    order, now = row.as_order(), ms(timezone.now())

    speaker = stations.trust_store().verified(row.as_envelope(), at=now)
    accept(order, speaker=speaker, place=place("box-1", target.areas[0]), memory=Memory(), now=now)

    assert order.manifest is not None
    assert order.manifest.approval == version_of(bulletin).digest


@pytest.mark.parametrize("who", ["nam", "tuan", "an"])
def test_who_only_writes_or_looks_after_boxes_releases_nothing(
    who: str, bulletin: Bulletin, cast: Cast, target: Target
) -> None:
    with pytest.raises((NotAllowed, NotFound)):
        actions.release(getattr(cast, who), bulletin.pk, target)

    assert not OrderRow.objects.exists()


def test_for_another_commune_there_is_no_such_bulletin(
    bulletin: Bulletin, cast: Cast, target: Target
) -> None:
    with pytest.raises(NotFound):
        actions.release(cast.lan, bulletin.pk, target)


def test_nothing_is_released_to_another_commune(
    bulletin: Bulletin, cast: Cast, places: Places
) -> None:
    with pytest.raises(NotAllowed):
        actions.release(cast.hoa, bulletin.pk, Target(areas=(places.other_commune.path,)))
    with pytest.raises(OutsideUnit):
        actions.release(cast.minh, bulletin.pk, Target(areas=(places.other_commune.path,)))


def test_what_nobody_approved_is_not_released(cast: Cast, places: Places, target: Target) -> None:
    waiting = make_waiting(cast.nam, places.commune.path)

    with pytest.raises(WrongState):
        actions.release(cast.hoa, waiting.pk, target)


def test_the_same_page_sent_twice_releases_once(
    bulletin: Bulletin, cast: Cast, target: Target
) -> None:
    key = uuid4()

    first = actions.release(cast.hoa, bulletin.pk, target, key=key)

    assert actions.release(cast.hoa, bulletin.pk, target, key=key) == first


@pytest.mark.parametrize("other", ["bulletin", "version", "target", "time", "person"])
def test_a_key_that_let_something_else_out_lets_nothing_out(
    other: str, bulletin: Bulletin, cast: Cast, target: Target, places: Places
) -> None:
    key, who, at = uuid4(), cast.hoa, None
    first = actions.release(who, bulletin.pk, target, key=key)
    match other:
        case "bulletin":
            bulletin = make_approved(cast.nam, cast.hoa, places.commune.path)
        case "version":
            OrderRow.objects.update(version=7)
        case "target":
            target = Target(areas=(places.village.path,))
        case "time":
            at = timezone.now() + HOUR
        case _:
            who = make_person("thu", "Ngô Thị Thu", places.commune, Duty.RELEASE)

    with pytest.raises(KeyUsed):
        actions.release(who, bulletin.pk, target, at, key=key)

    assert OrderRow.objects.get() == first


@pytest.mark.django_db(transaction=True)
def test_the_same_page_sent_twice_in_the_same_moment_releases_once(
    bulletin: Bulletin, cast: Cast, target: Target
) -> None:
    key, together = uuid4(), Barrier(2, timeout=10)

    def release(_tap: int) -> str:
        try:
            together.wait()
            return actions.release(cast.hoa, bulletin.pk, target, key=key).order_id
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert set(pool.map(release, range(2))) == {f"o-{key}"}

    assert OrderRow.objects.count() == Outbox.objects.count() == 1


def test_what_is_on_its_way_is_not_let_out_again_in_the_same_place(
    bulletin: Bulletin, cast: Cast, target: Target, places: Places
) -> None:
    village = Target(areas=(places.village.path,))
    other_village = Target(areas=(places.second_village.path,))
    first = actions.release(cast.hoa, bulletin.pk, village, timezone.now() + HOUR)

    with pytest.raises(OnAir):
        actions.release(cast.hoa, bulletin.pk, target)
    later = actions.release(cast.hoa, bulletin.pk, other_village)

    assert later.revision > first.revision


def test_a_site_that_forgot_its_releases_still_signs_a_newer_revision(
    bulletin: Bulletin, cast: Cast, target: Target, places: Places
) -> None:
    """A backup from before today's releases was restored; the boxes hold today's."""
    for village in (places.village, places.second_village):
        held = actions.release(cast.hoa, bulletin.pk, Target(areas=(village.path,)))
    Outbox.objects.all().delete()
    OrderRow.objects.all().delete()

    again = actions.release(cast.hoa, bulletin.pk, target)

    order, now = again.as_order(), ms(timezone.now())
    speaker = stations.trust_store().verified(again.as_envelope(), at=now)
    memory = Memory(revisions={held.subject: held.revision})
    accept(order, speaker=speaker, place=place("box-1", target.areas[0]), memory=memory, now=now)


def test_a_silent_signer_releases_nothing(
    bulletin: Bulletin, cast: Cast, target: Target, tmp_path: Path
) -> None:
    keeper = signer.current()
    signer.use(signer.client.Client(tmp_path / "nobody.sock", patience_s=0.1))

    with pytest.raises(SignerSilent):
        actions.release(cast.hoa, bulletin.pk, target)

    signer.use(keeper)
    assert not OrderRow.objects.exists()
    assert version_of(bulletin).state == "approved"


@pytest.fixture
def flood(cast: Cast, places: Places) -> Bulletin:
    return make_approved(cast.nam, cast.hoa, places.commune.path, klass=Klass.EMERGENCY)


def do_what_waits() -> None:
    (job,) = ProcrastinateJob.objects.filter(task_name=actions.NOTE_LATER)
    app.tasks[job.task_name].func(**job.args)


def test_an_emergency_is_noted_once_it_is_committed(
    cast: Cast,
    flood: Bulletin,
    target: Target,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        actions.release(cast.hoa, flood.pk, target)
    do_what_waits()

    assert version_of(flood).state == "released"
    assert Entry.objects.filter(action="bulletin.released").count() == 1


def test_an_emergency_goes_on_its_own_topic_and_is_noted_even_if_the_process_dies(
    cast: Cast, flood: Bulletin, target: Target
) -> None:
    row = actions.release(cast.hoa, flood.pk, target)

    assert Outbox.objects.get().topic == "loa/1/em/c/11848"
    assert UrgentEntry.objects.filter(action="order.released").exists()
    do_what_waits()
    flood.refresh_from_db()
    assert version_of(flood).state == "released"
    assert flood.first_heard_at == row.issued_at


def test_an_emergency_that_was_withdrawn_before_it_was_noted_stays_so(
    cast: Cast, flood: Bulletin, target: Target
) -> None:
    actions.release(cast.hoa, flood.pk, target)
    actions.withdraw(cast.hoa, flood.pk)
    do_what_waits()

    assert version_of(flood).state == "withdrawn"


# Two persons -----------------------------------------------------------------------------------


@pytest.fixture
def wide(cast: Cast, places: Places) -> tuple[Bulletin, Target]:
    """A bulletin of the province for more communes than one person may reach alone."""
    for code in ("11900", "11901"):
        make_unit(f"vn/31/{code}", UnitKind.COMMUNE, f"Xã {code}")
    written = make_approved(cast.minh, second_leader(places), places.province.path)
    return written, Target(areas=(places.province.path,))


def second_leader(places: Places) -> Person:
    known = Person.objects.filter(username="thu").first()
    return known or make_person("thu", "Ngô Thị Thu", places.province, Duty.APPROVE, Duty.RELEASE)


def test_a_wide_release_needs_two(
    wide: tuple[Bulletin, Target], cast: Cast, places: Places
) -> None:
    bulletin, target = wide
    with pytest.raises(NeedsSecondPerson):
        actions.release(cast.minh, bulletin.pk, target)

    proposal = actions.propose_release(cast.minh, bulletin.pk, target)
    with pytest.raises(SamePerson):
        actions.second_release(cast.minh, proposal.pk)
    assert not OrderRow.objects.exists()
    thu = second_leader(places)
    row = actions.second_release(thu, proposal.pk)

    assert (row.released_by, row.second_by) == (cast.minh.actor_id, thu.actor_id)
    with pytest.raises(NotFound):
        actions.second_release(thu, proposal.pk)


def test_no_key_of_a_page_stands_in_for_a_second_person(
    wide: tuple[Bulletin, Target], cast: Cast, places: Places
) -> None:
    bulletin, target = wide
    proposal = actions.propose_release(cast.minh, bulletin.pk, target)
    thu = second_leader(places)
    other = make_approved(cast.minh, thu, places.province.path)
    near = Target(areas=(places.commune.path,))
    alone = actions.release(cast.minh, other.pk, near, key=proposal.pk)

    row = actions.second_release(thu, proposal.pk)

    assert row != alone
    assert (row.bulletin, row.second_by) == (str(bulletin.uid), thu.actor_id)


def test_nobody_of_another_place_seconds_a_release(
    wide: tuple[Bulletin, Target], cast: Cast
) -> None:
    bulletin, target = wide
    proposal = actions.propose_release(cast.minh, bulletin.pk, target)

    for stranger in (cast.hoa, cast.vy):
        with pytest.raises(NotFound):
            actions.second_release(stranger, proposal.pk)


def test_at_night_one_person_is_not_enough(
    bulletin: Bulletin, cast: Cast, target: Target, settings: Settings
) -> None:
    settings.RELEASE_ALONE = SpreadPolicy()
    tomorrow = timezone.now().astimezone(VIETNAM) + timedelta(days=1)

    with pytest.raises(NeedsSecondPerson):
        actions.release(cast.hoa, bulletin.pk, target, tomorrow.replace(hour=3))
    with pytest.raises(OneIsEnough):
        actions.propose_release(cast.hoa, bulletin.pk, target, tomorrow.replace(hour=9))


def test_how_far_one_person_reaches_is_the_sites_to_say(
    bulletin: Bulletin, cast: Cast, target: Target, settings: Settings
) -> None:
    settings.RELEASE_ALONE = replace(settings.RELEASE_ALONE, most_communes=0)

    with pytest.raises(NeedsSecondPerson):
        actions.release(cast.hoa, bulletin.pk, target)


def test_the_same_proposal_twice_is_one_and_may_be_dropped(
    wide: tuple[Bulletin, Target], cast: Cast
) -> None:
    bulletin, target = wide
    proposal = actions.propose_release(cast.minh, bulletin.pk, target)
    assert actions.propose_release(cast.minh, bulletin.pk, target) == proposal

    actions.drop_proposal(cast.minh, proposal.pk)

    assert Proposal.objects.get().ended_at is not None


# Taking back -----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["hoa", "minh"])
def test_the_issuer_or_somebody_above_takes_an_order_back(
    who: str, bulletin: Bulletin, cast: Cast, target: Target
) -> None:
    row = actions.release(cast.hoa, bulletin.pk, target)

    cancel = actions.cancel(getattr(cast, who), row.order_id)

    assert (cancel.kind, cancel.cancels_id) == (Kind.CANCEL, row.order_id)
    assert [one.order_id for one in Outbox.objects.all()] == [cancel.order_id]
    row.refresh_from_db()
    assert row.cancelled_at is not None


@pytest.mark.parametrize("who", ["nam", "lan", "vy", "tuan"])
def test_others_take_nothing_back(who: str, bulletin: Bulletin, cast: Cast, target: Target) -> None:
    row = actions.release(cast.hoa, bulletin.pk, target)

    with pytest.raises((NotAllowed, NotFound)):
        actions.cancel(getattr(cast, who), row.order_id)

    row.refresh_from_db()
    assert row.cancelled_at is None


def test_an_order_is_taken_back_once(bulletin: Bulletin, cast: Cast, target: Target) -> None:
    row = actions.release(cast.hoa, bulletin.pk, target)
    cancel = actions.cancel(cast.hoa, row.order_id)

    for gone in (row, cancel):
        with pytest.raises(Over):
            actions.cancel(cast.hoa, gone.order_id)


def test_what_is_withdrawn_while_it_is_being_released_stays_silent(
    cast: Cast, places: Places, target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    flood = make_approved(cast.nam, cast.hoa, places.commune.path, klass=Klass.EMERGENCY)
    check = actions._wish

    def slowly(*asked: Any) -> actions.Wish:
        wish = check(*asked)
        actions.withdraw(cast.nam, flood.pk)
        return wish

    monkeypatch.setattr(actions, "_wish", slowly)
    with pytest.raises(WrongState), transaction.atomic():
        actions.release(cast.hoa, flood.pk, target)

    assert not OrderRow.objects.exists()


def test_what_is_reworded_while_it_is_being_released_is_asked_again(
    bulletin: Bulletin, cast: Cast, target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = actions._wish

    def slowly(*asked: Any) -> actions.Wish:
        wish = check(*asked)
        Bulletin.objects.filter(pk=bulletin.pk).update(klass=Klass.PRIORITY)
        return wish

    monkeypatch.setattr(actions, "_wish", slowly)
    with pytest.raises(WrongState):
        actions.release(cast.hoa, bulletin.pk, target)


def test_a_box_takes_the_cancel_of_an_emergency_that_is_far_ahead(
    cast: Cast, places: Places, target: Target
) -> None:
    flood = make_approved(cast.nam, cast.hoa, places.commune.path, klass=Klass.EMERGENCY)
    row = actions.release(cast.hoa, flood.pk, target, timezone.now() + 17.9 * HOUR)

    cancel = actions.cancel(cast.hoa, row.order_id)

    order, now = cancel.as_order(), ms(timezone.now())
    speaker = stations.trust_store().verified(cancel.as_envelope(), at=now)
    accept(order, speaker=speaker, place=place("box-1", target.areas[0]), memory=Memory(), now=now)


def test_withdrawing_a_bulletin_takes_its_orders_back(
    bulletin: Bulletin, cast: Cast, target: Target
) -> None:
    row = actions.release(cast.hoa, bulletin.pk, target)

    (cancel,) = actions.withdraw(cast.nam, bulletin.pk)

    assert cancel.cancels_id == row.order_id
    assert version_of(bulletin).state == "withdrawn"
    with pytest.raises(WrongState):
        actions.release(cast.hoa, bulletin.pk, target)


def test_whoever_taps_twice_withdraws_once(bulletin: Bulletin, cast: Cast, target: Target) -> None:
    actions.release(cast.hoa, bulletin.pk, target)
    actions.withdraw(cast.nam, bulletin.pk)
    before = Entry.objects.count(), OrderRow.objects.count()

    assert actions.withdraw(cast.nam, bulletin.pk) == ()
    assert (Entry.objects.count(), OrderRow.objects.count()) == before
    with pytest.raises(WrongState):
        actions.withdraw(cast.hoa, bulletin.pk)
