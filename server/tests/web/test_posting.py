"""Whoever comes back to the address of a button finds its page, in their language."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from loa.orgs.models import Person
from loa.web.posting import posted


@posted("office:person", "person_id")
def shut(_request: HttpRequest, person_id: int) -> HttpResponse:
    return HttpResponse(f"{person_id} is shut out")


def test_a_button_does_what_it_says() -> None:
    assert shut(RequestFactory().post("/x"), person_id=7).content == b"7 is shut out"


@pytest.mark.parametrize("verb", ["get", "head"])
def test_whoever_reads_its_address_is_led_to_the_page(verb: str) -> None:
    answer = shut(getattr(RequestFactory(), verb)("/x"), person_id=7)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/people/7/")


def test_other_verbs_are_told_which_ones_there_are() -> None:
    answer = shut(RequestFactory().put("/x"), person_id=7)

    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, POST")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("vi", "không phải một trang để xem"), ("en", "is not a page to look at")],
)
def test_a_person_is_told_in_words_and_a_program_by_the_status(
    client: Client, nam: Person, language: str, sentence: str
) -> None:
    client.force_login(nam)
    client.cookies["language"] = language

    told, plain = (client.put("/menu/", headers={"accept": a}) for a in ("text/html", "*/*"))
    assert (told.status_code, plain.status_code, plain.content) == (405, 405, b"")
    assert sentence in told.text
