"""The administrator's desk: what it shows, to whom, and what it changes."""

from datetime import timedelta

import pytest
from django.test import Client
from loa import audit
from loa.domain.permissions import SYSTEM, Duty
from loa.orgs import listening, queries
from loa.orgs.models import AdminUnit, DutyGrant, Person, UnitChange
from loa.orgs.testing import Cast, Places, entrust, make_unit, today


def as_(person: Person) -> Client:
    client = Client(headers={"accept": "text/html"})
    client.force_login(person)
    return client


@pytest.fixture
def desk(an: Person) -> Client:
    """Sit An down at the desk of the commune."""
    return as_(an)


def test_units_begin_with_ones_own_and_the_provinces(desk: Client) -> None:
    said = desk.get("/units/").text

    assert said.index("Xã Vĩnh Hòa") < said.index("Tỉnh Cao Bằng") < said.rindex("Hải Phòng")


def test_a_unit_is_found_without_diacritics(desk: Client, places: Places) -> None:
    said = desk.get("/units/", {"q": "tien lang"}).text

    assert f"/units/{places.other_commune.code}/" in said
    assert "Cao Bằng" not in said


def test_a_search_that_finds_nothing_says_what_to_try(desk: Client) -> None:
    assert "Hãy gõ ít chữ hơn" in desk.get("/units/", {"q": "qqqqqq"}).text


def test_a_former_unit_is_found_with_what_it_became(desk: Client, places: Places) -> None:
    since, until = today() - timedelta(days=900), places.commune.valid_from
    make_unit("vn/32", "tinh", "Hải Dương", valid_from=since, valid_to=until)
    make_unit("vn/32/11001", "xa", "Cổ Am", valid_from=since, valid_to=until)
    for code, is_default in ((places.commune.code, True), (places.other_commune.code, False)):
        UnitChange.objects.create(
            from_code="11001", to_code=code, on=until, kind="part", is_default=is_default
        )

    found = desk.get("/units/", {"q": "co am"}).text
    assert found.index("Chia vào") < found.index("Xã Vĩnh Hòa") < found.index("Xã Tiên Lãng")

    assert "Xã Cổ Am" in desk.get(f"/units/{places.commune.code}/").text


def test_a_unit_page_shows_the_way_up_and_what_lies_inside(desk: Client, places: Places) -> None:
    said = desk.get(f"/units/{places.commune.code}/").text

    assert said.index("Thành phố Hải Phòng") < said.index("Thôn Hạ") < said.index("Thôn Thượng")


def test_a_unit_that_is_not_there_is_not_found(desk: Client) -> None:
    assert desk.get("/units/99999/").status_code == 404


def test_only_the_administrator_of_a_unit_is_offered_changes(cast: Cast, places: Places) -> None:
    address = f"/units/{places.commune.code}/"

    assert "Thêm thôn" in as_(cast.an).get(address).text
    assert "Thêm thôn" in as_(cast.binh).get(address).text
    for who in (cast.nam, cast.hoa, cast.lan, cast.minh, cast.vy):
        assert "Thêm thôn" not in as_(who).get(address).text


def test_a_village_is_added_and_closed(desk: Client, places: Places) -> None:
    desk.post(f"/units/{places.commune.code}/villages/new/", {"kind": "thon", "name": "Đông"})
    assert queries.villages_of(places.commune.code).filter(name="Đông").exists()

    desk.post(f"/units/{places.village.code}/close/")
    assert not queries.villages_of(places.commune.code).filter(name="Thượng").exists()


def test_a_village_that_exists_is_told_on_the_form(desk: Client, places: Places) -> None:
    answer = desk.post(
        f"/units/{places.commune.code}/villages/new/", {"kind": "thon", "name": "thượng"}
    )

    assert answer.status_code == 422
    assert "Xã đã có thôn" in answer.text
    assert 'value="thượng"' in answer.text


def test_the_languages_of_a_village_are_set_and_shown(desk: Client, places: Places) -> None:
    address = f"/units/{places.village.code}/"
    assert f"{address}languages/" in desk.get(address).text

    answer = desk.post(f"{address}languages/", {"first": "hmn", "second": "vi", "third": ""})

    assert (answer.status_code, answer["Location"]) == (302, address)
    assert "H&#x27;Mông, Tiếng Việt" in desk.get(address).text
    assert '<option value="hmn" selected>' in desk.get(f"{address}languages/").text


def test_a_language_that_is_not_in_the_list_is_told_on_the_form(
    desk: Client, places: Places
) -> None:
    answer = desk.post(f"/units/{places.village.code}/languages/", {"first": "xx"})

    assert answer.status_code == 422
    assert listening.languages_of(places.village.code) == ()


@pytest.mark.parametrize("who", ["lan", "vy"])
def test_villages_of_others_are_left_alone(cast: Cast, places: Places, who: str) -> None:
    client = as_(getattr(cast, who))
    before = list(AdminUnit.objects.values())

    code = places.commune.code
    assert client.get(f"/units/{code}/villages/new/").status_code == 404
    body = {"kind": "thon", "name": "Đông"}
    assert client.post(f"/units/{code}/villages/new/", body).status_code == 404
    assert client.post(f"/units/{places.village.code}/close/").status_code == 404
    assert list(AdminUnit.objects.values()) == before


def test_the_officer_of_the_unit_itself_is_told_that_it_is_not_their_work(
    cast: Cast, places: Places
) -> None:
    body = {"kind": "thon", "name": "Đông"}
    answer = as_(cast.nam).post(f"/units/{places.commune.code}/villages/new/", body)

    assert answer.status_code == 403


def test_a_province_has_no_villages_of_its_own(cast: Cast, places: Places) -> None:
    address = f"/units/{places.province.code}/villages/new/"

    assert as_(cast.binh).get(address).status_code == 404


def test_people_are_listed_with_the_duties_they_hold_today(desk: Client, cast: Cast) -> None:
    entrust(cast.nam, Duty.INSPECT, cast.nam.unit, valid_from=today() + timedelta(days=3))
    said = desk.get("/people/").text

    assert "Nguyễn Văn Nam" in said
    assert "Soạn bản tin" in said
    assert "Kiểm tra" not in said
    assert "Lê Thị Lan" not in said


@pytest.mark.parametrize("who", ["nam", "hoa", "tuan", "minh"])
def test_people_are_no_business_of_those_who_keep_no_house(cast: Cast, who: str) -> None:
    client = as_(getattr(cast, who))

    for address in ("/people/", "/people/new/", f"/people/{cast.nam.pk}/", "/audit/"):
        assert client.get(address).status_code == 404, address


def test_an_account_is_opened_and_the_password_shown_once(desk: Client) -> None:
    body = {"display_name": "Hồ Thị Mai", "username": "mai", "unit": "11848", "language": "vi"}
    opened = desk.post("/people/new/", body)
    mai = Person.objects.get(username="mai")
    assert opened.url == f"/people/{mai.pk}/"

    shown = desk.post(f"/people/{mai.pk}/password/")
    mai.refresh_from_db()
    password = shown.text.split('<p class="figure">')[1].split("<")[0].strip()
    assert mai.check_password(password)
    assert "no-store" in shown["cache-control"]
    assert password not in desk.get(f"/people/{mai.pk}/").text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"username": "nam"}, "Tên đăng nhập đã có người dùng"),
        ({"username": "Mai Hồ"}, "Dùng chữ thường không dấu"),
        ({"unit": "11755"}, "không thuộc đơn vị của bạn"),
        ({"unit": "99999"}, "không thuộc đơn vị của bạn"),
    ],
)
def test_an_account_is_refused_with_what_to_do_and_what_was_typed(
    desk: Client, change: dict[str, str], said: str
) -> None:
    body = {"display_name": "Hồ Thị Mai", "username": "mai", "unit": "11848", "language": "vi"}
    answer = desk.post("/people/new/", body | change)

    assert answer.status_code in {404, 422}
    assert said in answer.text
    assert "Hồ Thị Mai" in answer.text
    assert not Person.objects.filter(display_name="Hồ Thị Mai").exists()


def test_a_duty_is_given_to_the_last_day_that_people_name(desk: Client, nam: Person) -> None:
    last = today() + timedelta(days=9)
    body = {"duty": "technician", "unit": "11848", "valid_from": str(today()), "last_day": last}

    assert desk.post(f"/people/{nam.pk}/duties/new/", body).status_code == 302

    officer = nam.as_officer()
    assert officer.may(Duty.TECHNICIAN, nam.unit.as_path(), last)
    assert not officer.may(Duty.TECHNICIAN, nam.unit.as_path(), last + timedelta(days=1))
    assert f"đến hết {last:%d/%m/%Y}" in desk.get(f"/people/{nam.pk}/").text


def test_a_duty_already_held_is_told_on_the_form(desk: Client, nam: Person) -> None:
    body = {"duty": "write", "unit": "11848", "valid_from": str(today())}
    answer = desk.post(f"/people/{nam.pk}/duties/new/", body)

    assert answer.status_code == 422
    assert "đã giữ nhiệm vụ đó" in answer.text


def test_a_duty_is_ended(desk: Client, nam: Person) -> None:
    held = queries.duties_of(nam).get(duty=Duty.WRITE)

    desk.post(f"/people/duties/{held.pk}/end/")

    assert not nam.as_officer().may(Duty.WRITE, nam.unit.as_path(), today())
    assert "Đã hết" in desk.get(f"/people/{nam.pk}/").text


def test_an_account_is_shut_let_in_again_and_erased(desk: Client, nam: Person) -> None:
    desk.post(f"/people/{nam.pk}/shut/")
    assert "Đã khóa" in desk.get(f"/people/{nam.pk}/").text
    desk.post(f"/people/{nam.pk}/let-in/")
    assert "Đang dùng" in desk.get(f"/people/{nam.pk}/").text

    assert "Không hoàn tác được" in desk.get(f"/people/{nam.pk}/erase/").text
    desk.post(f"/people/{nam.pk}/erase/")
    said = desk.get(f"/people/{nam.pk}/").text
    assert "Nguyễn Văn Nam" not in said
    assert "Người đã xóa tên" in said
    assert desk.get(f"/people/{nam.pk}/erase/").status_code == 404


def test_the_second_step_is_forgotten(desk: Client, hoa: Person) -> None:
    desk.post(f"/people/{hoa.pk}/second-step/")

    hoa.refresh_from_db()
    assert hoa.totp_secret is None


def test_ones_own_account_offers_nothing_and_refuses(desk: Client, an: Person) -> None:
    said = desk.get(f"/people/{an.pk}/").text
    assert "Khóa tài khoản" not in said
    assert "Giao nhiệm vụ" not in said

    refused = desk.post(f"/people/{an.pk}/shut/")
    assert refused.status_code == 403
    assert "Hãy nhờ một quản trị viên khác" in refused.text


def test_an_inspector_reads_and_changes_nothing(cast: Cast, places: Places) -> None:
    client = as_(cast.minh)
    entrust(cast.minh, Duty.INSPECT, places.province)
    before = list(DutyGrant.objects.values()), list(Person.objects.values())

    assert "Giao nhiệm vụ" not in client.get(f"/people/{cast.nam.pk}/").text
    assert client.get("/people/new/").status_code == 404
    assert client.get(f"/people/{cast.nam.pk}/duties/new/").status_code == 404
    assert client.get(f"/people/{cast.nam.pk}/erase/").status_code == 404
    assert client.post(f"/people/{cast.nam.pk}/shut/").status_code == 403
    assert (list(DutyGrant.objects.values()), list(Person.objects.values())) == before


def test_a_page_of_people_asks_few_questions_however_many_there_are(
    desk: Client, cast: Cast, django_assert_max_num_queries: object
) -> None:
    for number in range(30):
        Person.objects.create(username=f"p{number}", display_name="X", unit=cast.nam.unit)

    with django_assert_max_num_queries(16):  # type: ignore[operator]
        desk.get("/people/")


def test_the_log_is_read_in_sentences(desk: Client, cast: Cast) -> None:
    desk.post(f"/people/{cast.nam.pk}/shut/")
    audit.record(SYSTEM, "something.new", "thing:7", cast.an.unit.path)

    said = desk.get("/audit/").text
    assert "Vũ Bình An khóa tài khoản của Nguyễn Văn Nam." in said
    assert "Hệ thống: something.new 7" in said
    assert "Xã Vĩnh Hòa" in said


def test_an_erased_name_is_gone_from_the_log_as_well(desk: Client, cast: Cast) -> None:
    desk.post(f"/people/{cast.nam.pk}/shut/")
    desk.post(f"/people/{cast.nam.pk}/erase/")
    desk.get("/people/")  # takes the message that the account was shut

    said = desk.get("/audit/").text
    assert "Nguyễn Văn Nam" not in said
    assert "khóa tài khoản của Người đã xóa tên" in said


def test_the_log_is_narrowed_by_unit_action_and_day(cast: Cast, places: Places) -> None:
    audit.record(SYSTEM, "unit.added", "unit:11848-07", places.commune.path)
    audit.record(SYSTEM, "unit.closed", "unit:11755-08", places.other_commune.path)
    client = as_(cast.binh)

    def shown(**chosen: str) -> tuple[bool, bool]:
        said = client.get("/audit/", chosen).text
        return "11848-07" in said, "11755-08" in said

    assert shown() == (True, True)
    assert shown(unit="11848") == (True, False)
    assert shown(unit="31") == (True, True)
    assert shown(unit="00000") == (False, False)
    assert shown(action="unit.closed") == (False, True)
    assert shown(since=str(today()), until=str(today())) == (True, True)
    assert shown(until=str(today() - timedelta(days=1))) == (False, False)


def test_the_log_of_others_is_not_shown(cast: Cast, places: Places) -> None:
    audit.record(SYSTEM, "unit.added", "unit:11848-07", places.commune.path)

    assert "11848-07" not in as_(cast.lan).get("/audit/").text
    assert "11848-07" not in as_(cast.vy).get("/audit/", {"unit": "11848"}).text


def test_the_log_says_whether_it_held_when_it_was_last_verified(desk: Client, an: Person) -> None:
    from loa.audit.verify import verify  # noqa: PLC0415

    verify()
    assert "Nguyên vẹn" in desk.get("/audit/").text


def test_a_form_that_is_not_filled_in_says_so(desk: Client, nam: Person, places: Places) -> None:
    for address in (
        f"/units/{places.commune.code}/villages/new/",
        "/people/new/",
        f"/people/{nam.pk}/duties/new/",
    ):
        assert desk.post(address).status_code == 422, address


def test_a_duty_is_offered_for_the_unit_where_the_person_works(desk: Client, nam: Person) -> None:
    said = desk.get(f"/people/{nam.pk}/duties/new/").text

    assert 'value="11848"' in said
    assert f'value="{today():%Y-%m-%d}"' in said


def test_a_commune_is_found_with_the_province_it_lies_in(desk: Client) -> None:
    assert "11755 · Thành phố Hải Phòng" in desk.get("/units/", {"q": "tien lang"}).text
