"""Recording in a browser: a Chromium with a microphone that beeps."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django import forms
from django.contrib.staticfiles import finders
from django.template import Context, Template
from loa.media.mastering import master
from loa.web.testing import DESK, PHONE, Visitor, Window, complaints
from playwright.sync_api import Page, Route, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGE = """{% extends "base.html" %}{% load sound %}
{% block title %}Soạn tin{% endblock %}
{% block head %}{% sound_styles %}{% endblock %}
{% block main %}<h1>Soạn tin</h1><form class="form" method="post" enctype="multipart/form-data">
{% recorder form.upload %}</form>{% endblock %}
{% block scripts %}{% sound_scripts %}{% endblock %}"""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self';"
    " media-src 'self' blob:"
)
BYTES_OF_THE_FILE = """async () => {
  const file = document.querySelector("input[type=file]").files[0];
  return [...new Uint8Array(await file.arrayBuffer())];
}"""
NO_MICROPHONE = """() => {
  const refuse = async () => { throw new DOMException("", "NotAllowedError"); };
  navigator.mediaDevices.getUserMedia = refuse;
}"""


class Upload(forms.Form):
    upload = forms.FileField(label="Tệp âm thanh", help_text="Tối đa 60 phút", required=False)


def rendered() -> str:
    return Template(PAGE).render(Context({"form": Upload()}))


def beside_the_code(route: Route) -> None:
    """Answer with a file as it lies beside the code: this page knows nothing of gathered names."""
    found = finders.find(urlsplit(route.request.url).path.removeprefix("/static/"))
    if isinstance(found, str):
        route.fulfill(path=found)
    else:
        route.continue_()  # of the page before this one, by its gathered name


def open_form(visitor: Visitor, window: Window) -> Iterator[Page]:
    def answer(route: Route) -> None:
        route.fulfill(
            body=rendered(),
            content_type="text/html; charset=utf-8",
            headers={"content-security-policy": POLICY},
        )

    with visitor.visit("/sign-in/", window=window) as page:
        page.route("**/static/**", beside_the_code)
        page.route("**/write/", answer)
        page.goto(f"{visitor.site}/write/")
        yield page


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def form(visitor: Visitor, request: pytest.FixtureRequest) -> Iterator[Page]:
    yield from open_form(visitor, request.param)


def test_what_is_recorded_is_in_the_form_and_can_be_heard(form: Page) -> None:
    form.get_by_role("button", name="Ghi âm").click()
    expect(form.get_by_role("button", name="Dừng ghi")).to_be_focused()
    expect(form.locator("[data-time]")).to_have_text("0:01")
    assert complaints(form) == ""
    form.get_by_role("button", name="Dừng ghi").click()

    expect(form.get_by_role("status")).to_contain_text("Đã ghi xong")
    expect(form.locator("audio")).to_be_visible()
    assert complaints(form) == ""


def test_what_a_browser_records_becomes_a_master(form: Page, tmp_path: Path) -> None:
    form.get_by_role("button", name="Ghi âm").click()
    expect(form.locator("[data-time]")).to_have_text("0:02")
    form.get_by_role("button", name="Dừng ghi").click()
    expect(form.get_by_role("status")).to_contain_text("Đã ghi xong")
    recorded = tmp_path / "recorded"
    recorded.write_bytes(bytes(form.evaluate(BYTES_OF_THE_FILE)))

    made = master(recorded, tmp_path).master.measured

    assert 1.5 < made.samples / 48_000 < 6
    assert made.true_peak == pytest.approx(-1.5, abs=1), "the beep is as loud as it can be"


def test_a_file_can_be_chosen_instead(form: Page) -> None:
    form.set_input_files(
        "input[type=file]", {"name": "tin.mp3", "mimeType": "audio/mpeg", "buffer": b"ID3"}
    )

    expect(form.get_by_role("status")).to_contain_text("Đã chọn tệp")
    expect(form.locator("audio")).to_be_visible()


def test_without_a_microphone_the_file_field_is_still_there(form: Page) -> None:
    form.evaluate(NO_MICROPHONE)
    form.get_by_role("button", name="Ghi âm").click()

    expect(form.get_by_role("status")).to_contain_text("chưa cho dùng micrô")
    expect(form.locator("input[type=file]")).to_be_enabled()


def test_without_scripts_there_is_a_plain_file_field(visitor: Visitor) -> None:
    for page in open_form(visitor, Window(width=360, height=740, scripts=False)):
        expect(page.locator("input[type=file]")).to_be_visible()
        expect(page.get_by_role("button", name="Ghi âm")).to_be_hidden()
