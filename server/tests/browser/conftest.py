"""A Chromium and a site for the tests that look at pages."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from loa.web.testing import HOW_TO_GET, Visitor, chromium, find_chromium, site
from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Give one file of tests a browser; it is gone before another file runs an event loop."""
    if find_chromium() is None:
        pytest.skip(HOW_TO_GET)
    # Playwright keeps an event loop in this thread; the tests beside it use the database plainly.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with chromium() as started:
        yield started
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def site_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Name the folder where the running site keeps what it keeps."""
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="session")
def address(django_db_setup: None, site_home: Path) -> Iterator[str]:
    if find_chromium() is None:
        pytest.skip(HOW_TO_GET)
    with site(site_home) as running:
        yield running


@pytest.fixture
def visitor(browser: Browser, address: str, transactional_db: None) -> Visitor:
    return Visitor(browser=browser, site=address)
