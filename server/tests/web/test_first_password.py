"""A password that an administrator made lets its owner choose another, and nothing else."""

from typing import Any

import pytest
from django.test import Client
from loa.audit.models import Entry
from loa.orgs import actions
from loa.orgs.models import Person
from loa.web.signin import second_step
from loa.web.signin.actions import SamePassword, change_password

OWN = "mười hai cái ghế"


@pytest.fixture
def given(an: Person, nam: Person) -> str:
    """Let An give Nam a password."""
    password = actions.give_password(an, nam.pk)
    nam.refresh_from_db()
    return password


def sign_in(client: Client, password: str, **more: str) -> Any:
    return client.post("/sign-in/", {"username": "nam", "password": password, **more})


def choose(client: Client, old: str, new: str) -> Any:
    told = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post("/account/password/", told)


@pytest.mark.parametrize("path", ["/", "/account/", "/menu/", "/account/second-step/", "/units/"])
def test_every_page_leads_to_choosing_ones_own(client: Client, given: str, path: str) -> None:
    sign_in(client, given)

    assert client.get(path).url == "/account/password/"
    assert client.post(path).url == "/account/password/"


def test_the_page_says_why_and_leaves_only_the_way_out(client: Client, given: str) -> None:
    sign_in(client, given)

    said = client.get("/account/password/").text

    assert "do người khác cấp" in said
    assert "Thôi" not in said
    assert client.post("/sign-out/").url == "/sign-in/"


def test_once_chosen_the_pages_open_and_the_record_says_so(
    client: Client, given: str, nam: Person
) -> None:
    sign_in(client, given)

    assert choose(client, given, OWN).url == "/"

    nam.refresh_from_db()
    assert not nam.has_first_password
    assert nam.check_password(OWN)
    assert client.get("/account/").status_code == 200
    assert [entry.action for entry in Entry.objects.order_by("id")] == [
        "person.password_given",
        "person.password_chosen",
    ]


def test_the_same_password_again_is_not_ones_own(client: Client, given: str, nam: Person) -> None:
    sign_in(client, given)

    answer = choose(client, given, given)

    nam.refresh_from_db()
    assert answer.status_code == 422
    assert "Hãy chọn mật khẩu khác" in answer.text
    assert nam.has_first_password


def test_a_password_of_ones_own_is_not_changed_into_itself(nam: Person) -> None:
    nam.set_password(OWN)

    with pytest.raises(SamePassword):
        change_password(nam, OWN)


def test_a_password_given_anew_ends_the_visit_and_is_a_first_one_again(
    client: Client, an: Person, given: str, nam: Person
) -> None:
    sign_in(client, given)
    choose(client, given, OWN)

    again = actions.give_password(an, nam.pk)

    assert client.get("/account/").url.startswith("/sign-in/")
    sign_in(client, again)
    assert client.get("/account/").url == "/account/password/"


def test_the_second_step_is_set_up_after_the_password_is_ones_own(
    client: Client, an: Person, hoa: Person
) -> None:
    actions.forget_second_step(an, hoa.pk)
    given = actions.give_password(an, hoa.pk)
    client.post("/sign-in/", {"username": "hoa", "password": given})

    assert client.get("/account/second-step/").url == "/account/password/"

    choose(client, given, OWN)
    assert client.get("/menu/").url == "/account/second-step/"


def test_a_phone_is_asked_before_the_first_password_opens_anything(
    client: Client, an: Person, hoa: Person
) -> None:
    second_step.give(hoa, second_step.new_secret())
    given = actions.give_password(an, hoa.pk)

    answer = client.post("/sign-in/", {"username": "hoa", "password": given})

    assert answer.url == "/sign-in/code/"
    assert client.get("/account/password/").url.startswith("/sign-in/")
