"""What must hold for everybody: no mouse, huge letters, a tiny screen, a slow line, paper."""

import re

import pytest
from django.conf.global_settings import PASSWORD_HASHERS
from django.test import override_settings
from loa.orgs.testing import Cast
from loa.web.testing import (
    PHONE,
    SMALLEST,
    TOO_WIDE,
    Visitor,
    Window,
    complaints,
)
from playwright.sync_api import Route

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIRST_VISIT_BYTES = 200_000
STOPS = """() => {
  const part = document.activeElement;
  if (!part || part === document.body) return null;
  const box = part.getBoundingClientRect();
  const look = getComputedStyle(part);
  return {
    says: (part.innerText || part.getAttribute("aria-label") || part.id || part.name).trim(),
    isRinged: look.outlineStyle !== "none" || look.boxShadow !== "none",
    isSeen: box.bottom > 0 && box.top < innerHeight,
  };
}"""


def test_the_first_visit_is_small(visitor: Visitor) -> None:
    moved: list[int] = []
    with visitor.visit("/display/") as page:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        session.on("Network.loadingFinished", lambda it: moved.append(it["encodedDataLength"]))
        page.goto(f"{visitor.site}/sign-in/", wait_until="networkidle")

    assert 20_000 < sum(moved) <= FIRST_VISIT_BYTES


def test_one_can_sign_in_and_walk_a_page_with_the_keyboard_alone(
    visitor: Visitor, cast: Cast
) -> None:
    with override_settings(PASSWORD_HASHERS=PASSWORD_HASHERS):  # those of the site, which checks
        cast.nam.set_password("ba con mèo đen")
    cast.nam.save(update_fields=["password"])
    with visitor.visit("/sign-in/?next=/account/") as page:
        page.keyboard.press("Tab")
        assert page.evaluate(STOPS)["says"] == "Đến nội dung chính"
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("#main$"))  # the next stop is counted from there
        page.keyboard.press("Tab")
        page.keyboard.type("nam")
        page.keyboard.press("Tab")
        page.keyboard.type("ba con mèo đen")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"\d/account/"))

        stops = []
        while len(stops) < 60:
            page.keyboard.press("Tab")
            if (stop := page.evaluate(STOPS)) is None:
                break
            stops.append(stop)

    assert "Đổi mật khẩu" in [stop["says"] for stop in stops]
    assert [stop for stop in stops if not (stop["isRinged"] and stop["isSeen"])] == []


@pytest.mark.parametrize("path", ["/sign-in/", "/style/", "/account/"])
def test_letters_twice_as_large_stay_on_the_smallest_screen(
    visitor: Visitor, cast: Cast, path: str
) -> None:
    by = None if path == "/sign-in/" else cast.an
    with visitor.visit(path, by=by, window=SMALLEST) as page:
        page.evaluate("document.documentElement.style.fontSize = '200%'")

        assert page.evaluate(TOO_WIDE) == []


def test_light_dark_and_large_letters_are_chosen_without_scripts(visitor: Visitor) -> None:
    with visitor.visit("/display/", window=Window(width=360, height=740, scripts=False)) as page:
        page.get_by_label("Tối").check()
        page.get_by_label("Lớn", exact=True).check()
        page.get_by_role("button", name="Lưu").click()
        page.goto(f"{visitor.site}/sign-in/")

        root = page.locator("html")
        assert root.get_attribute("data-theme") == "dark"
        assert root.get_attribute("data-size") == "large"


def test_the_other_language_is_one_tap_away(visitor: Visitor, cast: Cast) -> None:
    with visitor.visit("/account/", by=cast.nam) as page:
        page.get_by_role("button", name="English").click()

        assert page.locator("html").get_attribute("lang") == "en"
        assert page.get_by_role("link", name="Change password").is_visible()
        assert complaints(page) == ""
    cast.nam.refresh_from_db()
    assert cast.nam.language == "en"


def test_paper_carries_words_and_no_ways_in(visitor: Visitor, cast: Cast) -> None:
    with visitor.visit("/units/", by=cast.binh, window=PHONE) as page:
        page.emulate_media(media="print", color_scheme="dark")

        assert not page.locator(".ways").is_visible()
        assert not page.locator(".band").is_visible()
        assert page.locator("h1").is_visible()
        background = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert background == "rgb(255, 255, 255)"


def test_nothing_inline_runs_on_any_page(visitor: Visitor, cast: Cast) -> None:
    faults: list[str] = []
    with visitor.visit("/display/", by=cast.an) as page:
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        answer = page.goto(f"{visitor.site}/style/")

        assert answer is not None
        policy = answer.headers["content-security-policy"]
    assert faults == []
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_whatever_is_against_the_policy_is_complained_about_on_any_page(visitor: Visitor) -> None:
    def with_inline(route: Route) -> None:
        answer = route.fetch()
        inline = '<p style="color: red">a</p><script>1</script></main>'
        route.fulfill(response=answer, body=answer.text().replace("</main>", inline))

    with visitor.visit("/display/") as page:
        assert complaints(page) == ""
        page.route("**/sign-in/", with_inline)
        page.goto(f"{visitor.site}/sign-in/")

        said = complaints(page)
    assert "against the security policy: style-src-attr inline" in said
    assert "against the security policy: script-src-elem inline" in said
