"""The production plan: who puts what into it, who begins it, and what comes of it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from loa.audit.models import Entry
from loa.bulletins.models import Bulletin
from loa.bulletins.testing import make_approved, make_waiting
from loa.desk.testing import announcement
from loa.domain.areas import path_of
from loa.domain.permissions import ActorId, Duty, NotAllowed
from loa.domain.plan import CannotMake, Item, PlanState
from loa.domain.products import ProductKind
from loa.orgs import queries as orgs
from loa.orgs.models import Person
from loa.orgs.testing import Cast, Places, today
from loa.production import planned, planning
from loa.production.models import PlanItem
from loa_protocol.errors import NotFound, WrongState

HERE = "vn/31/11848"


def harvest(**told: object) -> Item:
    wanted = {
        "unit": path_of(HERE),
        "title": "Mùa lúa mới",
        "kind": ProductKind.REPORT,
        "due": today() + timedelta(days=2),
        "occasion": "Buổi sáng",
        **told,
    }
    return Item(**wanted)  # type: ignore[arg-type]


def given_to(person: Person) -> Item:
    return harvest(maker=ActorId(str(person.actor_id)))


def state_of(item: PlanItem) -> PlanState:
    return PlanItem.objects.get(pk=item.pk).as_item().state


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def item(cast: Cast, places: Places) -> PlanItem:
    """What Hoa asked Nam to make."""
    return planning.plan(cast.hoa, given_to(cast.nam))


def test_a_leader_plans_and_the_one_named_sees_it(cast: Cast, item: PlanItem) -> None:
    assert [one.pk for one in planned.mine(cast.nam)] == [item.pk]
    assert not planned.mine(cast.hoa).exists()
    assert state_of(item) is PlanState.ASSIGNED
    assert Entry.objects.filter(action="plan.added").exists()


def test_others_see_nothing_of_it(cast: Cast, item: PlanItem) -> None:
    assert planned.by_week(cast.lan, None) == []
    with pytest.raises(NotFound):
        planning.drop(cast.lan, item.pk, "Không cần")
    with pytest.raises(NotAllowed):
        planning.plan(cast.lan, harvest())


@pytest.mark.parametrize("who", ["lan", "hoa", "tuan"])
def test_only_who_writes_here_is_named(cast: Cast, places: Places, who: str) -> None:
    with pytest.raises(CannotMake):
        planning.plan(cast.hoa, given_to(getattr(cast, who)))

    named = set(orgs.holders_of(Duty.WRITE, path_of(HERE)))
    assert named == {cast.nam, cast.minh}  # the province writes here, too


def test_nobody_who_has_left_is_named(cast: Cast, places: Places) -> None:
    Person.objects.filter(pk=cast.nam.pk).update(is_active=False)

    with pytest.raises(CannotMake):
        planning.plan(cast.hoa, given_to(cast.nam))


def test_a_change_is_kept_and_recorded(cast: Cast, item: PlanItem) -> None:
    planning.change(cast.nam, item.pk, harvest(title="Được mùa"))

    kept = PlanItem.objects.get(pk=item.pk)
    assert (kept.title, kept.maker) == ("Được mùa", None)
    assert Entry.objects.filter(action="plan.changed").exists()


def test_what_was_begun_is_done_when_its_bulletin_is_approved(cast: Cast, item: PlanItem) -> None:
    bulletin = make_approved(cast.nam, cast.hoa, HERE)
    Bulletin.objects.filter(pk=bulletin.pk).update(first_approved_at=None)

    planning.begin(cast.nam, item.pk, bulletin.pk)
    planning.begin(cast.nam, item.pk, bulletin.pk)

    assert state_of(item) is PlanState.IN_WORK
    Bulletin.objects.filter(pk=bulletin.pk).update(first_approved_at="2026-11-26T05:00Z")
    assert state_of(item) is PlanState.DONE
    assert Entry.objects.filter(action="plan.begun").count() == 1


def test_a_second_bulletin_is_not_begun(cast: Cast, item: PlanItem) -> None:
    planning.begin(cast.nam, item.pk, make_waiting(cast.nam, HERE).pk)

    with pytest.raises(WrongState):
        planning.begin(cast.nam, item.pk, make_waiting(cast.nam, HERE).pk)


def test_a_bulletin_of_another_unit_does_not_count(cast: Cast, item: PlanItem) -> None:
    with pytest.raises(NotFound):
        planning.begin(cast.nam, item.pk, make_waiting(cast.lan, "vn/31/11755").pk)


def test_what_is_dropped_says_why(cast: Cast, item: PlanItem) -> None:
    planning.drop(cast.hoa, item.pk, "Mưa bão")

    assert state_of(item) is PlanState.DROPPED
    assert not planned.mine(cast.nam).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanItem.objects.filter(pk=item.pk).update(reason="")


@pytest.mark.parametrize("state", list(PlanState))
def test_the_list_agrees_with_the_rule(cast: Cast, item: PlanItem, state: PlanState) -> None:
    planning.plan(cast.nam, harvest(title="Chưa giao"))
    work = planning.plan(cast.nam, harvest(title="Đang làm"))
    planning.begin(cast.nam, work.pk, make_waiting(cast.nam, HERE).pk)
    done = planning.plan(cast.nam, harvest(title="Xong"))
    planning.begin(cast.nam, done.pk, make_approved(cast.nam, cast.hoa, HERE).pk)
    planning.drop(cast.nam, planning.plan(cast.nam, harvest()).pk, "Thôi")

    listed = [row for week in planned.by_week(cast.nam, state) for row in week.rows]

    assert [row.state for row in listed] == [state]


def test_what_is_late_is_shown(cast: Cast, item: PlanItem) -> None:
    PlanItem.objects.filter(pk=item.pk).update(due=today() - timedelta(days=1))

    said = signed_in(cast.nam).get("/plan/").content.decode()

    assert "Quá hạn" in said
    assert "Mùa lúa mới" in signed_in(cast.nam).get("/today/").content.decode()


def test_beginning_opens_the_page_filled_in_and_ties_the_bulletin(
    cast: Cast, item: PlanItem
) -> None:
    client = signed_in(cast.nam)
    page = client.get(f"/write/?plan={item.pk}").content.decode()

    sent = {**announcement(HERE), "plan": str(item.pk), "title": item.title, "kind": item.kind}
    answers = [client.post("/write/", sent).status_code for _ in range(2)]

    kept = PlanItem.objects.get(pk=item.pk)
    assert 'value="Mùa lúa mới"' in page
    assert answers == [303, 303]
    assert kept.bulletin is not None
    assert kept.bulletin.kind == "report"


def test_what_was_begun_by_another_hand_keeps_no_second_bulletin(
    cast: Cast, item: PlanItem
) -> None:
    planning.begin(cast.nam, item.pk, make_waiting(cast.nam, HERE).pk)

    answer = signed_in(cast.nam).post("/write/", {**announcement(HERE), "plan": str(item.pk)})

    assert (answer.status_code, Bulletin.objects.count()) == (409, 1)


def test_the_pages_add_change_and_drop(cast: Cast, places: Places) -> None:
    client, due = signed_in(cast.nam), (today() + timedelta(days=1)).isoformat()
    filled = {"unit": HERE, "title": "Nước sạch", "kind": "news", "due": due}

    assert client.post("/plan/new/", {**filled, "due": "2001-01-01"}).status_code == 422
    assert client.post("/plan/new/", filled).status_code == 303
    kept = PlanItem.objects.get()
    assert client.post(f"/plan/{kept.pk}/", {**filled, "note": "Gấp"}).status_code == 303
    assert client.post(f"/plan/{kept.pk}/drop/", {"reason": ""}).status_code == 422
    assert client.post(f"/plan/{kept.pk}/drop/", {"reason": "Trùng"}).status_code == 303
    assert "Trùng" in client.get(f"/plan/{kept.pk}/").content.decode()


def test_who_does_not_plan_finds_no_form(cast: Cast, places: Places) -> None:
    assert signed_in(cast.tuan).get("/plan/new/").status_code == 403
