"""Parts of a page stay fresh without losing the place of whoever reads."""

import pytest
from loa.orgs.testing import Cast
from loa.web import live
from loa.web.testing import Visitor, Window
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_part_is_drawn_again_when_something_changes(visitor: Visitor, cast: Cast) -> None:
    with visitor.visit("/style/", by=cast.an) as page:
        part = page.locator("#style-live-part")
        before = part.inner_text()
        page.locator("html[data-is-live]").wait_for()
        page.locator("#id_title").fill("đang gõ dở")

        live.tell("style")

        expect(part).not_to_have_text(before)
        assert page.locator("#id_title").input_value() == "đang gõ dở"
        assert page.evaluate("document.activeElement.id") == "id_title"


def test_a_page_without_scripts_says_how_to_see_what_is_new(visitor: Visitor, cast: Cast) -> None:
    window = Window(width=360, height=740, scripts=False)
    with visitor.visit("/style/", by=cast.an, window=window) as page:
        assert page.get_by_role("link", name="Tải lại trang").get_attribute("href") == "/style/"
