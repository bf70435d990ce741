"""What an administrator does, what changes, and what does not."""

from datetime import timedelta

import pytest
from loa.audit.models import Entry
from loa.domain.permissions import (
    SYSTEM,
    BadPeriod,
    Duty,
    NotAllowed,
    OwnAccount,
    OwnDuty,
    WrongState,
)
from loa.orgs import actions, queries
from loa.orgs.models import DutyGrant, Kind, Person
from loa.orgs.testing import SINCE, Cast, Places, entrust, today
from loa_protocol.errors import NotFound, Refusal


def recorded() -> list[tuple[str, str]]:
    return list(Entry.objects.order_by("id").values_list("unit", "action"))


def test_an_administrator_opens_an_account_without_a_password(an: Person) -> None:
    person = actions.add_person(
        an, username="mai", display_name="Hồ Thị Mai", unit_code=an.unit.code
    )

    assert Person.objects.get(username="mai").pk == person.pk
    assert not person.has_usable_password()
    assert recorded() == [(an.unit.path, "person.added")]


def test_the_record_of_a_new_account_holds_no_name(an: Person) -> None:
    person = actions.add_person(
        an, username="mai", display_name="Hồ Thị Mai", unit_code=an.unit.code
    )
    entry = Entry.objects.get()

    assert entry.subject == f"person:{person.actor_id}"
    assert entry.facts == {}


def test_a_username_is_given_once(an: Person, nam: Person) -> None:
    with pytest.raises(actions.UsernameTaken):
        actions.add_person(an, username="nam", display_name="Nam khác", unit_code=an.unit.code)

    assert Person.objects.get(username="nam").display_name == nam.display_name
    assert recorded() == []


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("hoa", NotAllowed),
        ("nam", NotAllowed),
        ("tuan", NotAllowed),
        ("minh", NotAllowed),
        ("lan", NotFound),
        ("vy", NotFound),
    ],
)
def test_only_the_administrator_of_a_unit_opens_accounts_there(
    cast: Cast, places: Places, who: str, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        actions.add_person(
            getattr(cast, who),
            username="mai",
            display_name="Hồ Thị Mai",
            unit_code=places.commune.code,
        )

    assert not Person.objects.filter(username="mai").exists()


def test_a_new_password_replaces_the_old_one(an: Person, nam: Person) -> None:
    first = actions.give_password(an, nam.pk)
    second = actions.give_password(an, nam.pk)

    nam.refresh_from_db()
    assert nam.check_password(second)
    assert nam.has_first_password
    assert not nam.check_password(first)
    assert first not in str(list(Entry.objects.values()))


def test_the_second_step_can_be_set_up_anew(an: Person, hoa: Person) -> None:
    hoa.totp_secret = "kept"
    hoa.save(update_fields=["totp_secret"])

    actions.forget_second_step(an, hoa.pk)

    hoa.refresh_from_db()
    assert hoa.totp_secret is None


def test_somebody_shut_out_may_do_nothing_until_let_in_again(an: Person, hoa: Person) -> None:
    actions.deactivate(an, hoa.pk)
    hoa.refresh_from_db()
    assert not hoa.as_officer().grants

    actions.reactivate(an, hoa.pk)
    hoa.refresh_from_db()
    assert hoa.as_officer().may(Duty.APPROVE, hoa.unit.as_path(), today())


def test_shutting_out_twice_is_refused(an: Person, hoa: Person) -> None:
    actions.deactivate(an, hoa.pk)

    with pytest.raises(WrongState):
        actions.deactivate(an, hoa.pk)


def test_letting_in_somebody_who_is_in_is_refused(an: Person, hoa: Person) -> None:
    with pytest.raises(WrongState):
        actions.reactivate(an, hoa.pk)


def test_an_erased_person_leaves_an_opaque_id_and_no_name(an: Person, nam: Person) -> None:
    name, actor_id = nam.display_name, nam.actor_id
    entrust(nam, Duty.TECHNICIAN, nam.unit, valid_from=today() + timedelta(days=5))

    actions.erase_person(an, nam.pk)

    kept = Person.objects.get(actor_id=actor_id)
    assert (kept.display_name, kept.username) == ("", f"erased-{actor_id.hex}")
    assert not kept.as_officer().grants
    assert not kept.has_usable_password()
    assert all(
        not grant.as_grant().holds(today()) for grant in DutyGrant.objects.filter(person=kept)
    )
    assert name not in str(list(Person.objects.values()))
    assert queries.names_of({str(actor_id)}) == {str(actor_id): "Người đã xóa tên"}


def test_erasing_twice_and_letting_an_erased_person_in_are_refused(an: Person, nam: Person) -> None:
    actions.erase_person(an, nam.pk)

    with pytest.raises(WrongState):
        actions.erase_person(an, nam.pk)
    with pytest.raises(WrongState):
        actions.reactivate(an, nam.pk)


UPKEEP = [
    actions.deactivate,
    actions.reactivate,
    actions.erase_person,
    actions.forget_second_step,
    actions.give_password,
]


@pytest.mark.parametrize("action", UPKEEP)
@pytest.mark.parametrize("who", ["hoa", "nam", "lan", "minh", "tuan", "vy"])
def test_others_do_not_even_learn_that_the_account_exists(
    cast: Cast, action: object, who: str
) -> None:
    before = Person.objects.values().get(pk=cast.nam.pk)

    with pytest.raises(NotFound):
        action(getattr(cast, who), cast.nam.pk)  # type: ignore[operator]

    assert Person.objects.values().get(pk=cast.nam.pk) == before
    assert recorded() == []


@pytest.mark.parametrize("action", UPKEEP)
def test_nobody_does_this_to_their_own_account(an: Person, action: object) -> None:
    with pytest.raises(OwnAccount):
        action(an, an.pk)  # type: ignore[operator]


@pytest.mark.parametrize("action", UPKEEP)
def test_an_inspector_sees_accounts_and_changes_none(
    cast: Cast, places: Places, action: object
) -> None:
    entrust(cast.minh, Duty.INSPECT, places.province)

    with pytest.raises(NotAllowed):
        action(cast.minh, cast.nam.pk)  # type: ignore[operator]


def test_an_administrator_entrusts_a_duty_for_a_time(an: Person, nam: Person) -> None:
    until = today() + timedelta(days=30)

    grant = actions.grant_duty(
        an, nam.pk, duty=Duty.TECHNICIAN, unit_code=nam.unit.code, valid_to=until
    )

    assert grant.granted_by == an.actor_id
    assert nam.as_officer().may(Duty.TECHNICIAN, nam.unit.as_path(), today())
    assert not nam.as_officer().may(Duty.TECHNICIAN, nam.unit.as_path(), until)
    assert Entry.objects.get().facts == {
        "duty": "technician",
        "valid_from": str(today()),
        "valid_to": str(until),
    }


def test_the_administrator_of_the_province_entrusts_duties_in_its_communes(cast: Cast) -> None:
    actions.grant_duty(cast.binh, cast.nam.pk, duty=Duty.WRITE, unit_code="11755")
    actions.end_duty(cast.binh, queries.duties_of(cast.lan).get(duty=Duty.WRITE).pk)

    assert cast.nam.as_officer().may(Duty.WRITE, cast.lan.unit.as_path(), today())
    assert not cast.lan.as_officer().may(Duty.WRITE, cast.lan.unit.as_path(), today())


@pytest.mark.parametrize(
    ("who", "change", "refusal"),
    [
        ("hoa", {}, NotFound),
        ("lan", {}, NotFound),
        ("vy", {}, NotFound),
        ("an", {"unit_code": "31"}, NotFound),
        ("an", {"unit_code": "11755"}, NotFound),
        ("an", {"unit_code": "99999"}, NotFound),
        ("an", {"duty": Duty.WRITE}, actions.AlreadyHeld),
        ("an", {"valid_from": SINCE}, BadPeriod),
        ("an", {"valid_to": SINCE}, BadPeriod),
    ],
)
def test_a_duty_is_not_entrusted(
    cast: Cast, who: str, change: dict, refusal: type[Refusal]
) -> None:
    wanted = {"duty": Duty.TECHNICIAN, "unit_code": "11848"} | change
    before = DutyGrant.objects.count()

    with pytest.raises(refusal):
        actions.grant_duty(getattr(cast, who), cast.nam.pk, **wanted)

    assert DutyGrant.objects.count() == before
    assert recorded() == []


def test_nobody_entrusts_themselves(an: Person) -> None:
    with pytest.raises(OwnDuty):
        actions.grant_duty(an, an.pk, duty=Duty.APPROVE, unit_code=an.unit.code)


def test_a_duty_before_one_that_is_still_to_come_is_no_overlap(an: Person, nam: Person) -> None:
    later = today() + timedelta(days=10)
    entrust(nam, Duty.INSPECT, nam.unit, valid_from=later)

    actions.grant_duty(an, nam.pk, duty=Duty.INSPECT, unit_code=nam.unit.code, valid_to=later)

    assert queries.duties_of(nam).filter(duty=Duty.INSPECT).count() == 2


def test_a_duty_ended_is_over_at_once(an: Person, nam: Person) -> None:
    held = queries.duties_of(nam).get(duty=Duty.WRITE)

    actions.end_duty(an, held.pk)

    assert not nam.as_officer().may(Duty.WRITE, nam.unit.as_path(), today())
    assert nam.as_officer().may(Duty.PROGRAMME, nam.unit.as_path(), today())
    assert recorded() == [(nam.unit.path, "duty.ended")]


def test_a_duty_still_to_come_is_ended_before_it_begins(an: Person, nam: Person) -> None:
    later = today() + timedelta(days=10)
    grant = entrust(nam, Duty.INSPECT, nam.unit, valid_from=later)

    actions.end_duty(an, grant.pk)

    assert not nam.as_officer().may(Duty.INSPECT, nam.unit.as_path(), later)


def test_a_duty_is_ended_once(an: Person, nam: Person) -> None:
    held = queries.duties_of(nam).get(duty=Duty.WRITE)
    actions.end_duty(an, held.pk)

    with pytest.raises(WrongState):
        actions.end_duty(an, held.pk)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("hoa", NotAllowed), ("tuan", NotAllowed), ("lan", NotFound), ("vy", NotFound)],
)
def test_others_end_no_duty(cast: Cast, who: str, refusal: type[Refusal]) -> None:
    held = queries.duties_of(cast.nam).get(duty=Duty.WRITE)

    with pytest.raises(refusal):
        actions.end_duty(getattr(cast, who), held.pk)

    assert cast.nam.as_officer().may(Duty.WRITE, cast.nam.unit.as_path(), today())


def test_a_duty_that_does_not_exist_is_not_found(an: Person) -> None:
    with pytest.raises(NotFound):
        actions.end_duty(an, 0)


def test_villages_are_numbered_on_and_no_number_is_used_twice(an: Person, places: Places) -> None:
    places.second_village.valid_to = today()
    places.second_village.save(update_fields=["valid_to"])

    village = actions.add_village(an, commune_code="11848", kind=Kind.VILLAGE, name="Đông")

    assert village.code == "11848-03"
    assert village.path == "vn/31/11848/11848-03"
    assert [str(unit) for unit in queries.villages_of("11848")] == ["Thôn Đông", "Thôn Thượng"]
    assert recorded() == [("vn/31/11848", "unit.added")]


def test_a_village_of_the_same_name_is_refused(an: Person, places: Places) -> None:
    with pytest.raises(actions.VillageExists):
        actions.add_village(an, commune_code="11848", kind=Kind.VILLAGE, name="thượng")


@pytest.mark.parametrize(
    ("who", "code", "refusal"),
    [
        ("hoa", "11848", NotAllowed),
        ("binh", "31", NotFound),
        ("lan", "11848", NotFound),
        ("an", "11755", NotFound),
        ("an", "31", NotFound),
    ],
)
def test_a_village_is_not_added(cast: Cast, who: str, code: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        actions.add_village(getattr(cast, who), commune_code=code, kind=Kind.VILLAGE, name="Đông")


def test_a_village_closed_today_keeps_its_record(an: Person, places: Places) -> None:
    actions.close_village(an, places.village.code)

    assert places.village not in queries.villages_of("11848")
    assert queries.unit(places.village.code, on=today() - timedelta(days=1)) == places.village


def test_a_commune_is_not_closed_as_a_village_is(an: Person, places: Places) -> None:
    with pytest.raises(NotFound):
        actions.close_village(an, places.commune.code)


def test_a_village_of_others_is_not_closed(cast: Cast, places: Places) -> None:
    with pytest.raises(NotFound):
        actions.close_village(cast.lan, places.village.code)
    with pytest.raises(NotAllowed):
        actions.close_village(cast.hoa, places.village.code)


def test_a_village_added_today_is_not_closed_today(an: Person, places: Places) -> None:
    village = actions.add_village(an, commune_code="11848", kind=Kind.VILLAGE, name="Đông")

    with pytest.raises(WrongState):
        actions.close_village(an, village.code)


def test_the_system_opens_the_first_account(places: Places) -> None:
    person = actions.add_person(
        SYSTEM, username="an", display_name="Vũ Bình An", unit_code=places.nation.code
    )
    actions.grant_duty(SYSTEM, person.pk, duty=Duty.ADMINISTRATOR, unit_code=places.nation.code)

    assert person.as_officer().may(Duty.ADMINISTRATOR, places.commune.as_path(), today())
