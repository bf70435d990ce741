"""Make docs/screenshots from a running demo: `make demo`, then `python scripts/screenshots.py`.

It does the main job with the demo's own people, so the pictures show what really
happens: Nam writes, Hoa approves and releases, the loudspeakers answer.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loa.config.settings")
django.setup()

from loa.domain.days import VIETNAM  # noqa: E402
from loa.web.testing import DARK_DESK, DESK, PHONE, Window, chromium  # noqa: E402
from playwright.sync_api import Browser, Page  # noqa: E402

FOLDER = Path(os.environ.get("LOA_PICTURES", Path(__file__).parent.parent / "docs/screenshots"))
PASSWORD = "loa-dien-thu"  # noqa: S105 - printed by `loa demo` for everybody
TEXT = (
    "Kính thưa bà con! Sáng thứ Hai, từ 7 giờ đến 11 giờ, trạm y tế xã tiêm phòng cúm "
    "cho người trên 60 tuổi. Bà con mang theo thẻ bảo hiểm y tế."
)
LATEST = datetime.combine(datetime.now(VIETNAM).date(), time(21, 30), VIETNAM)
"""Sessions end before the night, so pictures are taken by day."""
PATIENCE_MS = 90_000


def code_of(name: str) -> str:
    """Ask the demo for a code, as its invitation says."""
    loa = Path(sys.executable).with_name("loa")
    said = subprocess.run([loa, "totp", name], check=True, capture_output=True, text=True)
    return said.stdout.split()[0]


@contextmanager
def seat(browser: Browser, site: str, name: str, window: Window) -> Iterator[Page]:
    """Sit down as somebody."""
    context = browser.new_context(
        viewport={"width": window.width, "height": window.height},
        color_scheme=window.theme,
        reduced_motion="reduce",
        locale="vi-VN",
        base_url=site,
    )
    page = context.new_page()
    page.goto("/sign-in/")
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Vào").click()
    if page.get_by_label("Mã 6 số").count():
        page.get_by_label("Mã 6 số").fill(code_of(name))
        page.get_by_role("button", name="Vào").click()
    page.locator(".ways").wait_for()
    yield page
    context.close()


def keep(page: Page, name: str, path: str = "") -> None:
    """Keep a picture of what the screen shows."""
    if path:
        page.goto(path)
    page.wait_for_load_state("networkidle") if "data-live" not in page.content() else None
    page.screenshot(path=FOLDER / f"{name}.png")
    print(f"{name}.png")


def write(browser: Browser, site: str) -> str:
    """Let Nam write and submit; return where the bulletin is."""
    with seat(browser, site, "nam", PHONE) as page:
        page.goto("/write/")
        page.get_by_label("Nội dung cần thông báo").fill(TEXT)
        keep(page, "write-phone")
        page.get_by_role("button", name="Gửi duyệt").click()
        page.wait_for_url(re.compile(r"/bulletins/\d+/"))
        return page.url.removeprefix(site)


def approve(page: Page, bulletin: str) -> None:
    """Let Hoa hear, approve and release."""
    keep(page, "waiting-phone", "/waiting/")
    page.goto(bulletin)
    while not page.locator("audio").count():
        page.wait_for_timeout(1000)
        page.reload()
    keep(page, "approve-phone")
    hear(page)
    page.get_by_role("button", name="Duyệt, rồi cho phát").click()
    page.get_by_text("Đã duyệt, loa chưa phát.").wait_for()
    keep(page, "release-phone")
    page.get_by_role("button", name="Phát ngay", exact=True).click()
    page.get_by_text("Kết quả phát").wait_for()


def hear(page: Page) -> None:
    """Listen to the end, four times as fast: a robot voice is approved by nobody who did not."""
    page.locator("audio").evaluate("a => { a.muted = true; a.playbackRate = 4; a.play(); }")
    page.get_by_text("Bạn đã nghe hết").wait_for()


def place(page: Page, bulletin: str) -> None:
    """Let Nam open a session for later today, place the bulletin, and see the day."""
    starts = min(datetime.now(VIETNAM) + timedelta(minutes=40), LATEST)
    page.goto("/sessions/new/")
    page.get_by_label("Tên buổi").fill("Buổi phát thêm")
    page.get_by_label("Từ", exact=True).fill(f"{starts:%H:%M}")
    page.get_by_label("Đến", exact=True).fill(f"{starts + timedelta(minutes=30):%H:%M}")
    page.get_by_role("button", name="Mở", exact=True).click()
    page.goto(bulletin)
    page.get_by_role("button", name="Xếp", exact=True).click()
    page.wait_for_load_state()
    keep(page, "today-phone", "/today/")


def look_on(page: Page, bulletin: str) -> None:
    """Look on while it is played, and at what came back."""
    page.set_viewport_size({"width": DESK.width, "height": DESK.height})
    keep(page, "monitor", "/monitor/")
    page.goto(bulletin.replace("bulletins", "deliveries"))
    page.get_by_text("Phát đủ").first.wait_for(timeout=PATIENCE_MS)
    page.wait_for_timeout(3000)
    keep(page, "deliveries")
    page.set_viewport_size({"width": PHONE.width, "height": PHONE.height})
    keep(page, "deliveries-phone")


def main(site: str) -> None:
    """Go through the main job once and keep its pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        bulletin = write(browser, site)
        with seat(browser, site, "hoa", PHONE) as page:
            approve(page, bulletin)
            look_on(page, bulletin)
        with seat(browser, site, "nam", PHONE) as page:
            place(page, bulletin)
        with seat(browser, site, "tuan", PHONE) as page:
            keep(page, "stations-phone", "/stations/")
        with seat(browser, site, "an", DARK_DESK) as page:
            keep(page, "units-dark", "/units/")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
