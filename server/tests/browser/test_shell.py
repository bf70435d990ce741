"""The pages that belong to nobody else, looked at."""

import os
from pathlib import Path

import pytest
from loa.orgs.testing import Cast
from loa.web.testing import DARK_DESK, PHONE, Visitor, Window, complaints

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = [
    ("/sign-in/", None),
    ("/display/", None),
    ("/style/", "an"),
    ("/menu/", "nam"),
    ("/", "nam"),
    ("/account/", "hoa"),
    ("/account/password/", "nam"),
    ("/account/second-step/", "nam"),
    ("/nowhere/", "nam"),
]


@pytest.mark.parametrize("window", [PHONE, DARK_DESK], ids=["phone", "dark desk"])
@pytest.mark.parametrize(("path", "who"), PAGES)
def test_a_page_is_good_for_everybody(
    visitor: Visitor, cast: Cast, path: str, who: str | None, window: Window
) -> None:
    by = getattr(cast, who) if who else None
    with visitor.visit(path, by=by, window=window) as page:
        if folder := os.environ.get("LOA_PICTURES"):
            name = path.strip("/").replace("/", "-") or "home"
            page.screenshot(
                path=Path(folder) / f"{name}-{window.width}-{window.theme}.png", full_page=True
            )

        assert complaints(page) == ""
