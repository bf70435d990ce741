"""The door: who gets in, and what is said to those who do not."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from loa.orgs.models import Person
from loa.web.models import SpareCode
from loa.web.signin import second_step, spare_codes, visits

PASSWORD = "ba con mèo đen"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def nam_knows_his_password(nam: Person) -> Person:
    nam.set_password(PASSWORD)
    nam.save(update_fields=["password"])
    return nam


@pytest.fixture
def hoa_has_her_phone(hoa: Person) -> Person:
    hoa.set_password(PASSWORD)
    hoa.save(update_fields=["password"])
    second_step.give(hoa, SECRET)
    return hoa


def knock(client: Client, username: str, password: str, **more: str) -> Any:
    return client.post("/sign-in/", {"username": username, "password": password, **more})


def test_a_stranger_is_led_to_the_door_and_back(
    client: Client, nam_knows_his_password: Person
) -> None:
    answer = client.get("/account/")

    assert answer.url == "/sign-in/?next=/account/"
    assert knock(client, "nam", PASSWORD, next="/account/").url == "/account/"
    assert "Nguyễn Văn Nam" in client.get("/account/").text


def test_the_door_leads_nowhere_outside(client: Client, nam_knows_his_password: Person) -> None:
    assert knock(client, "nam", PASSWORD, next="https://evil.example/").url == "/"


@pytest.mark.parametrize(("name", "password"), [("nam", "wrong"), ("nobody", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(
    client: Client, nam_knows_his_password: Person, name: str, password: str
) -> None:
    answer = knock(client, name, password)

    assert answer.status_code == 422
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in answer.text
    assert f'value="{name}"' in answer.text
    assert password not in answer.text


@pytest.mark.parametrize("name", ["nam", "nobody"])
def test_five_wrong_passwords_close_the_door_for_a_while(
    client: Client, nam_knows_his_password: Person, name: str
) -> None:
    for _ in range(5):
        knock(client, name, "wrong")

    answer = knock(client, name, PASSWORD)

    assert answer.status_code == 429
    assert "15 phút" in answer.text
    assert "_auth_user_id" not in client.session


def test_a_person_who_left_does_not_get_in(client: Client, nam_knows_his_password: Person) -> None:
    nam_knows_his_password.is_active = False
    nam_knows_his_password.save(update_fields=["is_active"])

    assert knock(client, "nam", PASSWORD).status_code == 422


def test_a_leader_needs_the_code_of_the_phone(client: Client, hoa_has_her_phone: Person) -> None:
    assert knock(client, "hoa", PASSWORD, next="/account/").url == "/sign-in/code/"
    assert client.get("/account/").status_code == 302

    answer = client.post("/sign-in/code/", {"code": pyotp.TOTP(SECRET).now()})

    assert answer.url == "/account/"
    assert "Trần Thị Hoa" in client.get("/account/").text


def test_a_code_opens_the_door_once(hoa_has_her_phone: Person) -> None:
    now = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
    code = pyotp.TOTP(SECRET).at(now)
    second_step.check(hoa_has_her_phone, code, now)

    with pytest.raises(second_step.WrongCode):
        second_step.check(hoa_has_her_phone, code, now + timedelta(seconds=5))


def test_a_code_of_a_phone_that_is_half_a_minute_slow_is_good(hoa_has_her_phone: Person) -> None:
    now = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
    second_step.check(hoa_has_her_phone, pyotp.TOTP(SECRET).at(now - timedelta(seconds=30)), now)

    with pytest.raises(second_step.WrongCode):
        second_step.check(hoa_has_her_phone, pyotp.TOTP(SECRET).at(now + timedelta(minutes=5)), now)


@pytest.mark.usefixtures("one_moment")
def test_guessing_codes_is_stopped(client: Client, hoa_has_her_phone: Person) -> None:
    knock(client, "hoa", PASSWORD)
    for _ in range(6):
        client.post("/sign-in/code/", {"code": "000000"})

    answer = client.post("/sign-in/code/", {"code": pyotp.TOTP(SECRET).now()})

    assert answer.status_code == 429
    assert "_auth_user_id" not in client.session


def test_a_spare_code_opens_the_door_once(client: Client, hoa_has_her_phone: Person) -> None:
    codes = spare_codes.renew(hoa_has_her_phone)
    knock(client, "hoa", PASSWORD)

    assert client.post("/sign-in/code/?spare", {"code": codes[0].lower()}).url == "/"

    client.post("/sign-out/")
    knock(client, "hoa", PASSWORD)
    assert client.post("/sign-in/code/?spare", {"code": codes[0]}).status_code == 422
    assert spare_codes.left(hoa_has_her_phone) == spare_codes.HOW_MANY - 1


def test_spare_codes_and_secrets_are_not_kept_in_plain_words(hoa_has_her_phone: Person) -> None:
    code = spare_codes.renew(hoa_has_her_phone)[0]

    assert SECRET not in str(hoa_has_her_phone.totp_secret)
    assert not SpareCode.objects.filter(digest__icontains=code.replace("-", "")).exists()


def test_nobody_gets_to_the_code_without_the_password(client: Client, db: None) -> None:
    assert client.get("/sign-in/code/").url == "/sign-in/"


def test_a_leader_without_second_step_is_led_to_set_it_up(client: Client, hoa: Person) -> None:
    hoa.totp_secret = None
    hoa.save(update_fields=["totp_secret"])
    client.force_login(hoa)

    assert client.get("/menu/").url == "/account/second-step/"

    page = client.get("/account/second-step/").text
    secret = page.split("<code>")[1].split("</code>")[0].replace(" ", "")
    drawn = client.get("/account/second-step/qr.svg")
    done = client.post("/account/second-step/", {"code": pyotp.TOTP(secret).now()})

    assert drawn["content-type"] == "image/svg+xml"
    assert done.text.count("<li><code>") == spare_codes.HOW_MANY
    assert client.get("/menu/").status_code == 200


def test_whoever_can_give_out_duties_needs_the_second_step_too(client: Client, an: Person) -> None:
    an.totp_secret = None
    an.save(update_fields=["totp_secret"])
    client.force_login(an)

    assert client.get("/people/").url == "/account/second-step/"


def test_a_wrong_first_code_changes_nothing(client: Client, nam: Person) -> None:
    client.force_login(nam)
    client.get("/account/second-step/")

    answer = client.post("/account/second-step/", {"code": "123"})

    nam.refresh_from_db()
    assert answer.status_code == 422
    assert nam.totp_secret is None


@pytest.mark.parametrize(
    ("since", "seen"),
    [(visits.LONGEST, timedelta(0)), (visits.IDLE, visits.IDLE)],
    ids=["a working day", "long idle"],
)
def test_a_visit_ends_after(client: Client, nam: Person, since: timedelta, seen: timedelta) -> None:
    client.force_login(nam)
    now = datetime.now(tz=UTC)
    session = client.session
    session["since"] = (now - since).timestamp() - 1
    session["seen"] = (now - seen).timestamp() - 1
    session.save()

    answer = client.get("/account/")

    assert answer.url == "/sign-in/?next=%2Faccount%2F"
    assert "_auth_user_id" not in client.session


def test_a_new_password_ends_the_visits_of_others(nam_knows_his_password: Person) -> None:
    here, elsewhere = Client(), Client()
    knock(here, "nam", PASSWORD)
    knock(elsewhere, "nam", PASSWORD)
    new = "mười hai cái ghế"

    answer = here.post(
        "/account/password/",
        {"old_password": PASSWORD, "new_password1": new, "new_password2": new},
    )

    assert answer.url == "/account/"
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302


def test_signing_out_closes_the_door(client: Client, nam: Person) -> None:
    client.force_login(nam)

    assert client.get("/sign-out/").url == "/"
    assert client.get("/account/").status_code == 200
    assert client.post("/sign-out/").url == "/sign-in/"
    assert client.get("/account/").status_code == 302


def test_another_phone_needs_the_password_too(client: Client, hoa_has_her_phone: Person) -> None:
    client.force_login(hoa_has_her_phone)
    page = client.get("/account/second-step/").text
    secret = page.split("<code>")[1].split("</code>")[0].replace(" ", "")
    code = pyotp.TOTP(secret).now()

    without = client.post("/account/second-step/", {"code": code, "password": "a guess"})
    sealed_before = hoa_has_her_phone.totp_secret
    hoa_has_her_phone.refresh_from_db()

    assert without.status_code == 422
    assert hoa_has_her_phone.totp_secret == sealed_before
    assert client.post("/account/second-step/", {"code": code, "password": PASSWORD}).text.count(
        "<li><code>"
    )


def test_new_spare_codes_need_the_password(client: Client, hoa_has_her_phone: Person) -> None:
    old = spare_codes.renew(hoa_has_her_phone)[0]
    client.force_login(hoa_has_her_phone)

    assert client.post("/account/spare-codes/", {"password": "a guess"}).status_code == 422
    assert client.get("/account/spare-codes/").status_code == 200
    assert spare_codes.left(hoa_has_her_phone) == spare_codes.HOW_MANY

    assert client.post("/account/spare-codes/", {"password": PASSWORD}).status_code == 200
    with pytest.raises(second_step.WrongCode):
        spare_codes.use(hoa_has_her_phone, old)


def test_a_demo_stands_in_for_the_phone(
    hoa_has_her_phone: Person, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.LOA_DEMO = True
    call_command("totp", "hoa")

    second_step.check(hoa_has_her_phone, capsys.readouterr().out.split()[0])


@pytest.mark.parametrize(("is_demo", "who"), [(False, "hoa"), (True, "nam"), (True, "nobody")])
def test_no_code_is_shown(
    hoa_has_her_phone: Person, nam: Person, settings: Any, is_demo: bool, who: str
) -> None:
    settings.LOA_DEMO = is_demo

    with pytest.raises(CommandError):
        call_command("totp", who)


@pytest.mark.parametrize("has_visit", [True, False])
def test_whoever_sends_something_too_late_is_told_that_it_is_not_kept(
    client: Client, nam: Person, has_visit: bool
) -> None:
    if has_visit:
        client.force_login(nam)
        visit = client.session
        visit["since"] = 1.0
        visit.save()
    answer = client.post("/write/", {"text": "Kính mời bà con"})

    assert parse_qs(urlsplit(answer.url).query) == {"next": ["/write/"]}
    assert "Điều bạn vừa gửi chưa được lưu" in client.get(answer.url).text


def test_signing_out_leaves_nothing_typed_behind(client: Client, nam: Person) -> None:
    client.force_login(nam)

    assert client.post("/sign-out/").headers["Clear-Site-Data"] == '"storage"'
