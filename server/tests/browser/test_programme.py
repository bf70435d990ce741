"""Cutting a part by eye and ear: a waveform whose edges move by keyboard, and mirror the fields."""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from loa.bulletins import actions, programmes
from loa.bulletins.models import Bulletin
from loa.bulletins.parts import ArrangementPart
from loa.bulletins.programmes import Place, Sent
from loa.bulletins.testing import draft_of
from loa.media import making, store
from loa.media.testing import voice, write_sound
from loa.orgs.models import Person
from loa.web.testing import DESK, PHONE, Visitor, Window, complaints, keep_picture
from playwright.sync_api import Page, expect
from pytest_django import Settings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HERE = "vn/31/11848"
WITHOUT_SCRIPTS = Window(width=360, height=740, scripts=False)


@pytest.fixture
def bulletin(
    nam: Person, site_home: Path, tmp_path: Path, settings: Settings
) -> Iterator[Bulletin]:
    """A draft with one part of six seconds, in the store of the running site."""
    settings.LOA_FILES_URL = (site_home / "files").as_uri()
    store.store.cache_clear()
    written = actions.write(nam, draft_of(HERE, title="Phiên chợ Rịa"))
    path = write_sound(tmp_path / "interview.webm", voice(6), "webm")
    with path.open("rb") as file:
        sent = Sent(file=file, title="Phỏng vấn bà Tươi")
        programmes.send(nam, Place(bulletin_id=written.pk, language="vi"), sent, key=uuid4())
    making.make(ArrangementPart.objects.get().sound_id)
    yield written
    store.store.cache_clear()


def where(bulletin: Bulletin) -> str:
    return f"/bulletins/{bulletin.pk}/languages/vi/programme/"


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def window(request: pytest.FixtureRequest) -> Window:
    opened: Window = request.param
    return opened


def listen(page: Page) -> list[str]:
    """Note whatever the browser refuses or complains about."""
    said: list[str] = []
    page.on(
        "console",
        lambda told: said.append(told.text) if told.type == "error" else None,
    )
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def test_a_part_is_cut_by_keyboard_on_its_waveform(
    visitor: Visitor, nam: Person, bulletin: Bulletin, window: Window
) -> None:
    with visitor.visit("/today/", by=nam, window=window) as page:
        said = listen(page)
        page.goto(f"{visitor.site}{where(bulletin)}")
        page.get_by_text(re.compile("^Cắt và chỉnh")).click()
        first = page.get_by_role("slider", name="Điểm bắt đầu")
        last = page.get_by_role("slider", name="Điểm kết thúc")
        expect(first).to_have_attribute("aria-valuenow", "0")

        first.press("ArrowRight")
        first.press("Shift+ArrowRight")
        last.press("ArrowLeft")

        expect(page.get_by_label("Bắt đầu từ giây")).to_have_value("1.1")
        ends = float(page.get_by_label("Đến giây").input_value())
        assert 5.7 < ends < 6
        page.get_by_label("Đến giây").fill("4")
        expect(last).to_have_attribute("aria-valuenow", "4")
        last.press("End")
        expect(page.get_by_label("Đến giây")).to_have_value("")
        last.press("Shift+ArrowLeft")
        keep_picture(page, "programme", window)
        assert said == [], "looked at first: axe itself brings a style that the policy refuses"
        assert complaints(page) == ""

        page.get_by_role("button", name="Lưu đoạn").click()
        expect(page.locator("h1")).to_be_visible()
        part = ArrangementPart.objects.get()
        assert part.from_ms == 1100
        assert part.to_ms is not None
        assert 4900 <= part.to_ms <= 5000


def test_what_is_kept_is_heard_and_stopped(
    visitor: Visitor, nam: Person, bulletin: Bulletin
) -> None:
    with visitor.visit("/today/", by=nam, window=DESK) as page:
        said = listen(page)
        page.goto(f"{visitor.site}{where(bulletin)}")
        page.get_by_text(re.compile("^Cắt và chỉnh")).click()
        page.get_by_role("slider", name="Điểm bắt đầu").press("Shift+ArrowRight")

        page.get_by_role("button", name="Nghe phần giữ lại").click()

        expect(page.get_by_role("button", name="Dừng", exact=True)).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Nghe phần giữ lại")).to_be_visible()
        assert said == []


def test_without_scripts_the_seconds_are_typed(
    visitor: Visitor, nam: Person, bulletin: Bulletin
) -> None:
    with visitor.visit(where(bulletin), by=nam, window=WITHOUT_SCRIPTS) as page:
        page.get_by_text(re.compile("^Cắt và chỉnh")).click()
        expect(page.locator("[data-waveform]")).to_be_hidden()
        page.get_by_label("Bắt đầu từ giây").fill("2.5")
        page.get_by_role("button", name="Lưu đoạn").click()

        expect(page.get_by_role("heading", name="1. Phỏng vấn bà Tươi")).to_be_visible()
        assert ArrangementPart.objects.get().from_ms == 2500
