"""Every refusal becomes a sentence and a status, and loses nothing that was typed."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pkgutil import walk_packages
from typing import ClassVar

import loa
import loa_protocol
import pytest
from django import forms
from django.http import HttpRequest
from django.test import RequestFactory
from loa.web import refusals
from loa.web.forms import show
from loa.web.throttle import TooOften, knock
from loa_protocol.errors import NotAllowed, NotFound, Refusal, WrongState

NOT_LOADED = re.compile(r"\.(tests|testing|migrations|asgi|__main__|proof)\b")


def below(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    yield kind
    for child in kind.__subclasses__():
        yield from below(child)


def test_every_refusal_has_words() -> None:
    for package in (loa, loa_protocol):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            if not NOT_LOADED.search(module.name):
                import_module(module.name)
    ours = [k for k in below(Refusal) if k.__module__.startswith(("loa.", "loa_protocol."))]

    assert {kind.__qualname__: kind.code for kind in ours if kind.code not in refusals.WORDS} == {}


def test_no_refusal_is_silent() -> None:
    assert [code for code, said in refusals.WORDS.items() if not str(said).strip()] == []


class MissingKey(NotAllowed):
    code: ClassVar[str] = "not_allowed"


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (NotFound(), 404),
        (NotAllowed(duty="write", unit="vn"), 403),
        (MissingKey(), 403),
        (WrongState(state="a", needed="b"), 409),
        (TooOften(minutes=3), 429),
        (Refusal(), 422),
    ],
)
def test_the_status_is_that_of_the_nearest_class(refusal: Refusal, status: int) -> None:
    assert refusals.status(refusal) == status


def test_facts_stand_in_the_sentence_and_a_missing_one_is_no_fault() -> None:
    assert "đợi 3 phút" in refusals.words(TooOften(minutes=3))
    assert "đợi … phút" in refusals.words(TooOften())
    assert refusals.said("box.speaks_of_something_new") == "box.speaks_of_something_new"


@pytest.fixture
def asked() -> HttpRequest:
    return RequestFactory().get("/x", headers={"referer": "http://testserver/before/"})


def test_a_person_gets_a_page_with_the_way_back(asked: HttpRequest) -> None:
    answer = refusals.page(asked, NotFound())

    assert answer.status_code == 404
    assert "Không tìm thấy" in answer.text
    assert 'href="http://testserver/before/"' in answer.text


def test_nobody_is_led_back_to_another_site() -> None:
    asked = RequestFactory().get("/x", headers={"referer": "https://evil.example/"})

    assert "evil.example" not in refusals.page(asked, NotFound()).text


def test_a_program_gets_a_problem_document() -> None:
    asked = RequestFactory().get("/x", headers={"accept": "application/json"})

    answer = refusals.page(asked, TooOften(minutes=2))

    assert answer["Content-Type"] == "application/problem+json"
    assert b'"type": "urn:loa:web.too_often"' in answer.content
    assert answer.status_code == 429


class Letter(forms.Form):
    text = forms.CharField()


@pytest.mark.parametrize(("facts", "where"), [({"field": "text"}, "text"), ({}, "__all__")])
def test_a_refusal_on_a_form_keeps_what_was_typed(facts: dict[str, str], where: str) -> None:
    form = Letter({"text": "Kính thưa bà con"})

    assert show(WrongState(**facts), form) == 409
    assert list(form.errors) == [where]
    assert "Kính thưa bà con" in str(form["text"])


def test_knocking_is_counted_by_who_knocks(db: None) -> None:
    noon = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
    a_minute = timedelta(minutes=1)
    for _ in range(3):
        knock("hoa", most=3, per=a_minute, now=noon)
    knock("nam", most=3, per=a_minute, now=noon)

    with pytest.raises(TooOften):
        knock("hoa", most=3, per=a_minute, now=noon + timedelta(seconds=59))
    knock("hoa", most=3, per=a_minute, now=noon + a_minute)
