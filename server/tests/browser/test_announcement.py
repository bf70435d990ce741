"""An announcement from the officer's words to the leader's approval, on a cheap phone."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from loa.broadcast import sessions
from loa.broadcast.models import Proposal
from loa.bulletins.models import Bulletin
from loa.bulletins.testing import MEETING, finish, make_approved, make_waiting, version_of
from loa.domain.bulletins import State
from loa.domain.days import VIETNAM
from loa.orgs.actions import set_languages
from loa.orgs.models import Person
from loa.orgs.testing import Cast, Places, today
from loa.stations.testing import Site, make_site
from loa.web.signin import second_step
from loa.web.testing import (
    PHONE,
    TOO_WIDE,
    Look,
    Visitor,
    Window,
    complaints_about,
    keep_picture,
)
from playwright.sync_api import Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HERE = "vn/31/11848"
WITHOUT_SCRIPTS = Window(width=360, height=740, scripts=False)
MOST_TAPS = 3
READABLE_PX = 150


@pytest.fixture
def hoa(cast: Cast) -> Person:
    """Give the leader their second step."""
    second_step.give(cast.hoa, second_step.new_secret())
    return cast.hoa


@pytest.fixture
def site(tmp_path: Path, places: Places) -> Site:
    """Give the commune keys, a station and two clusters."""
    return make_site(tmp_path, places)


@pytest.fixture
def signer(site: Site, tmp_path: Path, site_home: Path, address: str) -> Iterator[None]:
    """Run the signer beside the running site, with the keys of the commune."""
    told = {
        "LOA_SIGNER_SOCKET": str(site_home / "run" / "signer.sock"),
        "LOA_SIGNER_KEYS": str(tmp_path / "signer"),
    }
    command = [sys.executable, "-c", "from loa.stations.signer.process import main; main()"]
    with subprocess.Popen(
        command, env={**os.environ, **told}, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        assert any("listens" in line for line in process.stderr)
        yield
        process.terminate()


class Thumb:
    """Taps, and counts."""

    def __init__(self) -> None:
        self.taps = 0

    def tap(self, part: Locator) -> None:
        self.taps += 1
        part.click()


def tab_to(page: Page, part: Locator) -> None:
    """Go to a part by keyboard alone."""
    for _ in range(80):
        if part.evaluate("part => part === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("cannot be reached by keyboard")


def sound_made() -> Bulletin:
    bulletin = Bulletin.objects.get()
    for text in version_of(bulletin).texts():
        assert text.sound is not None
        finish(text.sound)
    return bulletin


@pytest.mark.parametrize("window", [PHONE, WITHOUT_SCRIPTS], ids=["scripts", "no scripts"])
@pytest.mark.usefixtures("signer")
def test_an_announcement_takes_three_taps_and_is_heard_approved_and_released(
    visitor: Visitor, cast: Cast, hoa: Person, window: Window
) -> None:
    thumb = Thumb()
    with visitor.visit("/", by=cast.nam, window=window) as page:
        thumb.tap(page.get_by_role("main").get_by_role("link", name="Soạn bản tin"))
        thumb.tap(page.get_by_label("Nội dung cần thông báo"))
        page.get_by_label("Nội dung cần thông báo").fill(MEETING)
        thumb.tap(page.get_by_role("button", name="Gửi duyệt"))
        page.get_by_text("Đã gửi duyệt.").wait_for()
    assert thumb.taps <= MOST_TAPS

    bulletin = sound_made()
    with visitor.visit("/", by=hoa, window=window) as page:
        thumb = Thumb()
        thumb.tap(page.get_by_role("main").get_by_role("link", name=MEETING))
        assert page.locator("blockquote.words").inner_text() == MEETING
        assert page.locator("audio").count() == 1
        thumb.tap(page.get_by_role("button", name="Duyệt, rồi cho phát"))
        page.get_by_text("Đã duyệt, loa chưa phát.").wait_for()
        thumb.tap(page.get_by_role("button", name="Phát ngay"))
        page.get_by_text("Đã cho phát.").wait_for()
    assert thumb.taps <= MOST_TAPS
    assert version_of(bulletin).state == State.RELEASED


def test_all_of_it_goes_by_keyboard(visitor: Visitor, cast: Cast, hoa: Person) -> None:
    with visitor.visit("/today/", by=cast.nam) as page:
        tab_to(page, page.get_by_role("main").get_by_role("link", name="Soạn bản tin"))
        page.keyboard.press("Enter")
        page.wait_for_url("**/write/")
        tab_to(page, page.get_by_label("Nội dung cần thông báo"))
        page.keyboard.insert_text(MEETING)
        tab_to(page, page.get_by_role("button", name="Gửi duyệt"))
        page.keyboard.press("Enter")
        page.get_by_text("Đã gửi duyệt.").wait_for()

    bulletin = sound_made()
    with visitor.visit(f"/bulletins/{bulletin.pk}/", by=hoa) as page:
        tab_to(page, page.get_by_role("button", name="Chỉ duyệt"))
        page.keyboard.press("Enter")
        page.get_by_text("Đã duyệt.").wait_for()
    assert version_of(bulletin).state == State.APPROVED


@pytest.fixture
def busy(site: Site, cast: Cast, hoa: Person) -> None:
    """Fill the commune's desk: something in every state, and a session tomorrow."""
    make_waiting(cast.nam, HERE)
    approved = make_approved(cast.nam, hoa, HERE, title="Lịch tiêm phòng cúm")
    day = today() + timedelta(days=1)
    evening = sessions.open_session(
        cast.nam,
        unit=HERE,
        name="Buổi chiều",
        starts=datetime.combine(day, time(17), VIETNAM),
        ends=datetime.combine(day, time(17, 30), VIETNAM),
    )
    for _ in range(2):
        sessions.place_in_session(cast.nam, evening.pk, approved.pk)
    set_languages(cast.an, HERE.rpartition("/")[2], ["hmn", "tyz"])
    Proposal.objects.create(
        bulletin=str(approved.uid),
        version=1,
        unit=HERE,
        areas=[HERE],
        reasons=["night"],
        proposed_by=cast.minh.actor_id,
        proposed_at=timezone.now(),
    )


def test_letters_twice_as_large_leave_every_row_room_to_be_read(
    visitor: Visitor, cast: Cast, busy: None
) -> None:
    with visitor.visit("/today/", by=cast.hoa) as page:
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        keep_picture(page, "today twice as large", PHONE)
        widths = page.locator(".row-text").evaluate_all(
            "parts => parts.map(part => part.getBoundingClientRect().width)"
        )

        assert widths
        assert min(widths) > READABLE_PX
        assert page.evaluate(TOO_WIDE) == []


PAGES = [
    ("/today/", "nam"),
    ("/today/", "hoa"),
    ("/write/", "nam"),
    ("/bulletins/", "nam"),
    ("/waiting/", "hoa"),
    ("/bulletins/{waiting}/", "hoa"),
    ("/bulletins/{approved}/", "nam"),
    ("/bulletins/{approved}/", "hoa"),
    ("/bulletins/{approved}/release/", "hoa"),
    ("/bulletins/{waiting}/languages/", "nam"),
    ("/bulletins/{waiting}/details/", "nam"),
    ("/proposals/", "hoa"),
    ("/sessions/?day={tomorrow}", "nam"),
    ("/sessions/new/", "nam"),
    ("/retention/", "an"),
    ("/figures/", "minh"),
    ("/sessions/{session}/", "nam"),
]


def test_the_desk_is_good_for_everybody(visitor: Visitor, cast: Cast, busy: None) -> None:
    waiting, approved = Bulletin.objects.order_by("pk").values_list("pk", flat=True)
    tomorrow = today() + timedelta(days=1)
    named = {
        "waiting": waiting,
        "approved": approved,
        "tomorrow": tomorrow.isoformat(),
        "session": sessions.Session.objects.get().pk,
    }
    looks = [
        Look(
            name=f"desk {path.partition('?')[0].strip('/').replace('/', ' ')} {who}",
            path=path.format(**named),
            by=getattr(cast, who),
        )
        for path, who in PAGES
    ]

    assert complaints_about(visitor, looks) == {}
