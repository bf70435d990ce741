"""What somebody typed outlives a visit that ended, and goes once the site has it."""

import pytest
from django.conf import settings
from loa.bulletins.models import Bulletin
from loa.bulletins.testing import MEETING
from loa.orgs.testing import Cast
from loa.web.testing import Visitor, complaints
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = "Nội dung cần thông báo"
BROUGHT_BACK = "Đã lấy lại chữ bạn viết dở"


def write_and_lose_the_visit(page: Page) -> None:
    page.get_by_label(WORDS).fill(MEETING)
    page.locator("summary").click()
    page.get_by_label("Ưu tiên").check()
    visit = [one for one in page.context.cookies() if one["name"] == settings.SESSION_COOKIE_NAME]
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Gửi duyệt").click()
    page.get_by_text("Điều bạn vừa gửi chưa được lưu").wait_for()
    page.context.add_cookies(visit)  # signing in again


def test_words_come_back_after_the_visit_ended_and_go_once_they_are_kept(
    visitor: Visitor, cast: Cast
) -> None:
    with visitor.visit("/write/", by=cast.nam) as page:
        assert not page.get_by_text(BROUGHT_BACK).is_visible()
        write_and_lose_the_visit(page)
        page.goto(f"{visitor.site}/write/")

        assert page.get_by_text(BROUGHT_BACK).is_visible()
        assert page.get_by_label(WORDS).input_value() == MEETING
        assert page.get_by_label("Ưu tiên").is_checked()
        assert complaints(page) == ""

        page.get_by_role("button", name="Gửi duyệt").click()
        page.get_by_text("Đã gửi duyệt.").wait_for()
        page.goto(f"{visitor.site}/write/")
        assert page.get_by_label(WORDS).input_value() == ""
    assert Bulletin.objects.count() == 1


def test_whoever_starts_afresh_is_offered_nothing_old(visitor: Visitor, cast: Cast) -> None:
    with visitor.visit("/write/", by=cast.nam) as page:
        page.get_by_label(WORDS).fill(MEETING)
        page.reload()
        page.get_by_role("button", name="Bỏ, viết lại từ đầu").click()
        assert page.get_by_label(WORDS).input_value() == ""

        page.reload()
        assert not page.get_by_text(BROUGHT_BACK).is_visible()


def test_the_words_of_one_person_are_not_shown_to_the_next(visitor: Visitor, cast: Cast) -> None:
    with visitor.visit("/write/", by=cast.nam) as page:
        page.get_by_label(WORDS).fill(MEETING)
        page.evaluate(
            "sessionStorage.setItem('keep:write 0', sessionStorage.getItem("
            "Object.keys(sessionStorage).find(key => key.startsWith('keep:write'))))"
        )
        page.evaluate(
            "Object.keys(sessionStorage).filter(key => key !== 'keep:write 0')"
            ".forEach(key => sessionStorage.removeItem(key))"
        )
        page.reload()

        assert page.get_by_label(WORDS).input_value() == ""
