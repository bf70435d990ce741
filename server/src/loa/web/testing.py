"""Look at pages as people do: a Chromium, a width, a theme, somebody signed in.

Browser tests and `scripts/screenshots.py` share this. `site` is the real web server
with the database of the test, because live pages need one. Nothing is downloaded: the
Chromium is the one on PATH, or the one that LOA_CHROMIUM names.
"""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from select import select
from time import monotonic
from typing import Any, Literal
from urllib.parse import urlsplit, urlunsplit

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from loa.orgs.examples import Example, OpenTo
from loa.orgs.models import Person
from loa.orgs.testing import Cast, Places

NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
"""The one without a window of its own first: it costs a sixth less of the time."""
HOW_TO_GET = (
    "no Chromium: install one (Debian: `apt-get install chromium-headless-shell`)"
    " or set LOA_CHROMIUM"
)
ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
)
Theme = Literal["light", "dark"]

TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const isOut = part => part.getBoundingClientRect().right > width + 1;
  const isCut = part => part.parentElement?.closest("body *") && (
    getComputedStyle(part.parentElement).overflowX !== "visible" || isCut(part.parentElement));
  const found = [...document.querySelectorAll("body *")].filter(p => isOut(p) && !isCut(p));
  return found.length ? found.map(part => part.outerHTML.slice(0, 120)) : ["something unseen"];
}"""
SMALL_TARGETS = """() => [...document.querySelectorAll(
    "a[href], button, select, textarea, summary, " +
    "input:not([type=hidden], [type=checkbox], [type=radio])"
  )].filter(part => {
    const box = part.getBoundingClientRect();
    const isInText = getComputedStyle(part).display === "inline";
    const isShown = box.width > 1 && part.checkVisibility({visibilityProperty: true});
    return isShown && !isInText && box.height < 43.5 && !part.closest("audio, .skip");
  }).map(part => part.outerHTML.slice(0, 120))"""

NOTE_REFUSED = """addEventListener("securitypolicyviolation", told => {
  (window.loaRefused ??= []).push(`${told.effectiveDirective} ${told.blockedURI} ${told.sample}`);
});"""
REFUSED = "() => window.loaRefused ?? []"


def find_chromium() -> str | None:
    """Return the path of a Chromium, or nothing."""
    named = os.environ.get("LOA_CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a Chromium, and end it."""
    as_root = ("--no-sandbox",) if os.geteuid() == 0 else ()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=[*ARGUMENTS, *as_root]
        )
        yield browser
        browser.close()


@contextmanager
def site(home: Path) -> Iterator[str]:
    """Run the web server on a free port, with the database and the secret of this process."""
    with override_settings(STATIC_ROOT=home / "static"):
        call_command("collectstatic", interactive=False, verbosity=0)
    port = _free_port()
    command = [
        sys.executable, "-m", "granian", "loa.config.asgi:application",
        "--interface", "asginl", "--port", str(port), "--no-ws", "--no-log",
    ]  # fmt: skip
    told = {
        "DATABASE_URL": _database_of_this_test(),
        "DATABASE_POOL": "0",
        "LOA_HOME": str(home),
        "SECRET_KEY": settings.SECRET_KEY,
        "RELEASE_ALONE_NIGHT": "23:59:59.999999-00:00",  # never, whenever the tests run
    }
    log = (home / "web.log").open("wb")
    with (
        log,
        subprocess.Popen(  # noqa: S603 - our own server, our own words
            command, env={**os.environ, **told}, stdout=log, stderr=log
        ) as server,
    ):
        try:
            _wait_for(port, server, Path(log.name))
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _free_port() -> int:
    """Ask the system for a port that nobody uses."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
    return port


def _database_of_this_test() -> str:
    """Return the address of the database that the tests of this process use."""
    address = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(address._replace(path=f"/{connection.settings_dict['NAME']}"))


def _wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server answers, for half a minute at most."""
    until = monotonic() + 30
    while server.poll() is None and monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        select([], [], [], 0.05)
    raise RuntimeError(f"the web server did not start: {log.read_text(errors='replace')}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """How big a screen is, and how the person likes it."""

    width: int
    height: int
    theme: Theme = "light"
    scripts: bool = True


PHONE = Window(width=360, height=740)
DESK = Window(width=1280, height=900)
DARK_DESK = Window(width=1280, height=900, theme="dark")
DARK_PHONE = Window(width=360, height=740, theme="dark")
SMALLEST = Window(width=320, height=640)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Somebody in front of a browser."""

    browser: Browser
    site: str

    @contextmanager
    def visit(
        self, path: str, *, by: Person | None = None, window: Window = PHONE, language: str = "vi"
    ) -> Iterator[Page]:
        """Open a page as somebody, and close it again."""
        context = self._context(window)
        context.add_cookies([*self._cookies(by), self._cookie("language", language)])
        context.add_init_script(NOTE_REFUSED)
        page = context.new_page()
        page.goto(f"{self.site}{path}")
        yield page
        context.close()

    def _context(self, window: Window) -> BrowserContext:
        """Make a clean browser profile."""
        return self.browser.new_context(
            viewport={"width": window.width, "height": window.height},
            color_scheme=window.theme,
            java_script_enabled=window.scripts,
            reduced_motion="reduce",
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
        )

    def _cookies(self, by: Person | None) -> list[Any]:
        """Return what a browser holds after signing in."""
        if by is None:
            return []
        client = Client()
        client.force_login(by)
        return [
            self._cookie(
                settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value
            )
        ]

    def _cookie(self, name: str, value: str) -> Any:
        return {"name": name, "value": value, "url": self.site}


def keep_picture(page: Page, name: str, window: Window) -> None:
    """Keep a picture of the page where LOA_PICTURES names a folder, for somebody to look at."""
    if folder := os.environ.get("LOA_PICTURES"):
        file = f"{name.replace(' ', '-')}-{window.width}-{window.theme}.png"
        page.screenshot(path=Path(folder) / file, full_page=True)


def complaints(page: Page) -> str:
    """Say everything that is hard about a page for somebody; nothing when all is well."""
    found = [
        f"against the security policy: {part}"
        for frame in page.frames
        for part in frame.evaluate(REFUSED)
    ]
    found.append(_axe(page))
    found += [f"wider than the screen: {part}" for part in page.evaluate(TOO_WIDE)]
    found += [f"smaller than a thumb: {part}" for part in page.evaluate(SMALL_TARGETS)]
    return "\n".join(filter(None, found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One page to look at, as somebody."""

    name: str
    path: str
    by: Person | None = None


def complaints_about(visitor: Visitor, looks: Sequence[Look]) -> dict[str, str]:
    """Look at pages on a phone by day and, in English, on a desk by night; collect what is hard.

    Parts that are folded are opened; the phone also shrinks to the smallest. One browser
    profile for each person and window, as people have it: style sheets and letters come once.
    """
    found = {}
    people = {look.by.pk if look.by else 0: look.by for look in looks}
    for window, language in ((PHONE, "vi"), (DARK_DESK, "en")):
        for pk, by in people.items():
            theirs = [look for look in looks if (look.by.pk if look.by else 0) == pk]
            with visitor.visit("/healthz", by=by, window=window, language=language) as page:
                for look in theirs:
                    page.goto(f"{visitor.site}{look.path}")
                    if said := _said_of(page, look, window):
                        found[f"{look.name}, {window.width} px"] = said
    return found


def _said_of(page: Page, look: Look, window: Window) -> str:
    """Keep a picture of one page, and say what is hard about it."""
    page.locator("summary").evaluate_all("all => all.forEach(one => one.click())")
    keep_picture(page, look.name, window)
    said = [complaints(page), *_said_of_less_room(page, window)]
    if (headings := page.locator("h1").count()) != 1:
        said.append(f"{headings} h1 where one must be")
    return "\n".join(filter(None, said))


def _said_of_less_room(page: Page, window: Window) -> list[str]:
    """Say what a page on a phone pushes out of the smallest screen."""
    if window.width > PHONE.width:
        return []
    page.set_viewport_size({"width": SMALLEST.width, "height": SMALLEST.height})
    found = [f"wider than the smallest screen: {part}" for part in page.evaluate(TOO_WIDE)]
    page.set_viewport_size({"width": window.width, "height": window.height})
    return found


def _axe(page: Page) -> str:
    """Ask axe-core, in full."""
    results = Axe().run(page)
    return results.generate_report() if results.violations_count else ""


def example_routes(_places: Places, _cast: Cast) -> dict[str, Example]:
    """Return one example for each address of the shell and of the door."""
    everybody = ("display", "language", "sign-in", "code", "sign-out")
    oneself = (
        "home",
        "live",
        "menu",
        "style",
        "account",
        "password",
        "set-up",
        "set-up-qr",
        "spare-codes",
    )
    return {
        **{f"web:{name}": Example(open_to=OpenTo.EVERYBODY) for name in everybody},
        **{f"web:{name}": Example(open_to=OpenTo.ONESELF) for name in oneself},
        "healthz": Example(open_to=OpenTo.EVERYBODY),
    }
