"""Browsers fetch each style and script once, small, and see a new one at once after an update."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.templatetags.static import static
from django.test import override_settings
from loa.config import gathered
from loa.config.gathered import HashedNames

FOR_GOOD = b"public, max-age=31536000, immutable"
CARRIES_A_DIGEST = re.compile(r"/static/web/css/tokens\.[0-9a-f]{12}\.css")
NAMED = re.compile(r"""\{% static ['"]([^'"]+)['"]""")


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """Gather everything, as `loa up` does."""
    with override_settings(STATIC_ROOT=tmp_path):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield tmp_path


async def ask(
    root: Path, path: str, *, takes: bytes = b"gzip, br", method: str = "GET"
) -> tuple[dict[bytes, bytes], bytes]:
    """Ask the door; what it passes on is answered with nothing."""
    told: list[Any] = []

    async def passed_on(*_: object) -> None:
        told.extend([{"headers": []}, {"body": b"passed on"}])

    async def receive() -> dict[str, Any]:
        raise AssertionError

    async def send(event: object) -> None:
        told.append(event)

    door = gathered.serving(passed_on, root=root, under="/static/")
    scope = {"type": "http", "method": method, "path": path}
    await door({**scope, "headers": [(b"accept-encoding", takes)]}, receive, send)
    return dict(told[0]["headers"]), told[1]["body"]


def test_a_name_follows_from_the_content(root: Path) -> None:
    before = static("web/css/tokens.css")
    changed = ContentFile((root / before.removeprefix("/static/")).read_bytes() + b"/* new */")

    assert CARRIES_A_DIGEST.fullmatch(before)
    assert HashedNames(root).hashed_name("web/css/tokens.css", changed) not in before


def test_before_anything_is_gathered_a_name_is_its_own(tmp_path: Path) -> None:
    with override_settings(STATIC_ROOT=tmp_path):
        assert static("web/css/tokens.css") == "/static/web/css/tokens.css"


async def test_a_style_is_sent_small_and_kept_for_good(root: Path) -> None:
    path = static("web/css/tokens.css")
    headers, body = await ask(root, path)
    plain_headers, plain = await ask(root, path, takes=b"identity")

    assert (headers[b"content-type"], headers[b"cache-control"]) == (b"text/css", FOR_GOOD)
    assert (headers[b"content-encoding"], headers[b"vary"]) == (b"gzip", b"accept-encoding")
    assert int(headers[b"content-length"]) == len(body) < len(plain) / 2
    assert b"content-encoding" not in plain_headers
    assert gzip.decompress(body) == plain


async def test_whatever_a_style_names_is_there_under_that_name(root: Path) -> None:
    _, style = await ask(root, static("web/css/tokens.css"), takes=b"")
    letters = re.findall(rb'url\("\.\./(fonts/[^"]+)"\)', style)
    assert len(letters) == 6

    for one in letters:
        headers, body = await ask(root, f"/static/web/{one.decode()}")
        assert (headers[b"content-type"], headers[b"cache-control"]) == (b"font/woff2", FOR_GOOD)
        assert body.startswith(b"wOF2")


async def test_whoever_asks_only_for_the_headers_gets_no_body(root: Path) -> None:
    headers, body = await ask(root, static("web/icons.svg"), method="HEAD")

    assert int(headers[b"content-length"]) > 0
    assert body == b""


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/static/web/css/tokens.css", "GET"),  # a name that may mean something else tomorrow
        ("/static/../secret.key", "GET"),
        ("/static/staticfiles.json", "GET"),
        ("/today/", "GET"),
        ("style", "POST"),
    ],
)
async def test_everything_else_is_passed_on(root: Path, path: str, method: str) -> None:
    asked = static("web/css/tokens.css") if path == "style" else path

    assert await ask(root, asked, method=method) == ({}, b"passed on")


def test_every_file_that_a_page_names_was_gathered(root: Path) -> None:
    pages = [
        page.read_text(encoding="utf-8") for page in settings.CODE.rglob("templates/**/*.html")
    ]
    named = {name for page in pages for name in NAMED.findall(page)}
    assert len(named) > 10

    for name in named:
        assert (root / static(name).removeprefix("/static/")).is_file()
