"""Whatever the answer is, it says what browsers may not do with it."""

from http import HTTPStatus

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from loa.orgs.models import Person
from loa.web.signin import views as door

pytestmark = pytest.mark.django_db

PASSWORD = "ba con mèo đen"


def must_be_strict(answer: HttpResponse) -> None:
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_page_says_it(client: Client) -> None:
    must_be_strict(client.get("/sign-in/"))


def test_what_is_not_there_says_it(client: Client) -> None:
    answer = client.get("/no-such-page/")

    assert answer.status_code == HTTPStatus.NOT_FOUND
    must_be_strict(answer)


def test_a_form_from_elsewhere_is_refused_and_says_it() -> None:
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "hoa"})

    assert answer.status_code == HTTPStatus.FORBIDDEN
    must_be_strict(answer)


def test_another_name_for_this_site_is_refused_and_says_it(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    answer = client.get("/sign-in/", headers={"host": "evil.example"})

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    must_be_strict(answer)
    assert "evil.example" not in caplog.text


def test_a_fault_of_ours_says_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(_request: HttpRequest, *_rest: object) -> HttpResponse:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(door, "_door", breaks)
    answer = Client(raise_request_exception=False).get("/sign-in/")

    assert answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert b"broken on purpose" not in answer.content
    must_be_strict(answer)


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_choosing_a_language_leads_nowhere_outside(client: Client, away: str) -> None:
    answer = client.post("/language/", {"language": "en", "next": away})

    assert answer.headers["Location"] == "/"


def test_signing_in_gives_the_visit_another_name(client: Client, nam: Person) -> None:
    """Whoever put a session into a browser beforehand does not share it afterwards."""
    nam.set_password(PASSWORD)
    nam.save(update_fields=["password"])
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key

    client.post("/sign-in/", {"username": "nam", "password": PASSWORD})

    assert client.session["_auth_user_id"] == str(nam.pk)
    assert client.session.session_key != planted
