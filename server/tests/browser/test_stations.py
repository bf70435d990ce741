"""The technician's pages, looked at on a phone and on a desk."""

from pathlib import Path

import pytest
from loa.orgs.testing import Cast, Places
from loa.stations import actions
from loa.stations.testing import Site, enrol_box, make_site
from loa.web.testing import PHONE, Look, Visitor, complaints, complaints_about, keep_picture
from loa_protocol.enrolment import Code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def here(places: Places, cast: Cast, tmp_path: Path) -> Site:
    return make_site(tmp_path, places)


def test_the_pages_are_good_for_everybody(visitor: Visitor, here: Site, cast: Cast) -> None:
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
    looks = [
        Look(name=f"stations {name}", path=path, by=who) for name, (path, who) in pages.items()
    ]

    assert complaints_about(visitor, looks) == {}


def test_a_code_is_shown_big_enough_to_read_beside_a_pole(
    visitor: Visitor, here: Site, cast: Cast
) -> None:
    path = f"/stations/clusters/{here.market.code}/code/"
    with visitor.visit(path, by=cast.tuan, window=PHONE) as page:
        page.get_by_role("button", name="Tạo mã lắp đặt").click()
        page.get_by_role("heading", name="Mã lắp đặt", exact=True).wait_for()
        keep_picture(page, "stations code", PHONE)

        assert complaints(page) == ""
        Code.from_text(page.locator("code").inner_text())
        picture = page.get_by_role("img", name="Mã QR").bounding_box()
        assert picture is not None
        assert picture["width"] >= 200
