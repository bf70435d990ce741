"""The technician's pages, looked at on a phone and on a desk."""

import os
from pathlib import Path

import pytest
from loa.orgs.testing import Cast, Places
from loa.stations import actions
from loa.stations.testing import Site, enrol_box, make_site
from loa.web.testing import DARK_DESK, PHONE, Visitor, Window, complaints
from loa_protocol.enrolment import Code
from playwright.sync_api import Page

ON_A_DESK = ("list", "cluster", "keys")
"""Pages with lists and tables; the rest is forms, which look alike."""

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def here(places: Places, cast: Cast, tmp_path: Path) -> Site:
    return make_site(tmp_path, places)


def keep_picture(page: Page, name: str, window: Window) -> None:
    if folder := os.environ.get("LOA_PICTURES"):
        path = Path(folder) / f"stations-{name}-{window.width}-{window.theme}.png"
        page.screenshot(path=path, full_page=True)


@pytest.mark.parametrize("window", [PHONE, DARK_DESK], ids=["phone", "dark desk"])
def test_the_pages_are_good_for_everybody(
    visitor: Visitor, here: Site, cast: Cast, window: Window
) -> None:
    box = enrol_box(here.gate).box
    actions.make_code(cast.tuan, here.market.code)
    pages = {
        "list": (f"/stations/{here.station.pk}/", cast.nam),
        "cluster": (f"/stations/clusters/{here.gate.code}/", cast.tuan),
        "waiting": (f"/stations/clusters/{here.market.code}/", cast.tuan),
        "add-cluster": (f"/stations/{here.station.pk}/add/", cast.tuan),
        "volume": (f"/stations/clusters/{here.gate.code}/volume/", cast.tuan),
        "move": (f"/stations/boxes/{box.device_id}/move/", cast.tuan),
        "revoke": (f"/stations/boxes/{box.device_id}/revoke/", cast.tuan),
        "keys": ("/stations/keys/", cast.an),
    }
    wrong = {}
    for name, (path, who) in pages.items():
        if window is not PHONE and name not in ON_A_DESK:
            continue
        with visitor.visit(path, by=who, window=window) as page:
            keep_picture(page, name, window)
            wrong[name] = complaints(page)

    assert wrong == dict.fromkeys(wrong, "")
    assert len(wrong) >= len(ON_A_DESK)


def test_a_code_is_shown_big_enough_to_read_beside_a_pole(
    visitor: Visitor, here: Site, cast: Cast
) -> None:
    path = f"/stations/clusters/{here.market.code}/code/"
    with visitor.visit(path, by=cast.tuan, window=PHONE) as page:
        page.get_by_role("button", name="Tạo mã lắp đặt").click()
        page.get_by_role("heading", name="Mã lắp đặt", exact=True).wait_for()
        keep_picture(page, "code", PHONE)

        assert complaints(page) == ""
        Code.from_text(page.locator("code").inner_text())
        picture = page.get_by_role("img", name="Mã QR").bounding_box()
        assert picture is not None
        assert picture["width"] >= 200
