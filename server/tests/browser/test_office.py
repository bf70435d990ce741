"""The administrator's desk, looked at on a phone and on a desk, in both languages."""

from datetime import timedelta

import pytest
from django.db import transaction
from loa import audit
from loa.audit.verify import verify
from loa.domain.permissions import Duty
from loa.orgs import actions
from loa.orgs.models import UnitChange
from loa.orgs.testing import SINCE, Cast, Places, entrust, make_unit, today
from loa.web.testing import Look, Visitor, Window, complaints_about
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def something_happened(places: Places, cast: Cast) -> None:
    """Give every page something to show: a merger, duties of each kind, a log that was verified."""
    long_ago = SINCE - timedelta(days=100)
    make_unit("vn/32", "tinh", "Hải Dương", valid_from=long_ago, valid_to=SINCE)
    make_unit("vn/32/11001", "xa", "Vĩnh Long", valid_from=long_ago, valid_to=SINCE)
    for code in (places.commune.code, places.other_commune.code):
        UnitChange.objects.create(from_code="11001", to_code=code, on=SINCE, kind="part")
    entrust(cast.nam, Duty.INSPECT, cast.nam.unit, valid_from=today() + timedelta(days=9))
    entrust(cast.nam, Duty.APPROVE, cast.nam.unit, valid_to=today() - timedelta(days=9))
    gone = make_unit("vn/31/11848/11848-09", "thon", "Trung", valid_to=today())
    UnitChange.objects.create(from_code=gone.code, to_code="11848-01", on=today(), kind="whole")
    entrust(cast.nam, Duty.WRITE, gone)
    entrust(cast.hoa, Duty.APPROVE, gone)
    actions.deactivate(cast.an, cast.tuan.pk)
    with transaction.atomic():
        audit.record(cast.an, "units.imported", "unit:vn", cast.an.unit.path, added=1)
    verify()


@pytest.mark.usefixtures("something_happened")
def test_the_pages_are_good_for_everybody(visitor: Visitor, cast: Cast) -> None:
    pages = {
        "units": "/units/",
        "search": "/units/?q=vinh",
        "unit": "/units/11848/",
        "add-village": "/units/11848/villages/new/",
        "languages": "/units/11848/languages/",
        "people": "/people/",
        "person": f"/people/{cast.nam.pk}/",
        "add-person": "/people/new/",
        "left": "/people/duties/left/",
        "grant": f"/people/{cast.nam.pk}/duties/new/",
        "erase": f"/people/{cast.nam.pk}/erase/",
        "log": "/audit/",
    }
    looks = [Look(name=f"office {name}", path=path, by=cast.an) for name, path in pages.items()]

    assert complaints_about(visitor, looks) == {}


def test_an_account_is_opened_with_the_keyboard_and_without_scripts(
    visitor: Visitor, cast: Cast
) -> None:
    phone = Window(width=360, height=740, scripts=False)
    with visitor.visit("/people/", by=cast.an, window=phone) as page:
        page.get_by_role("link", name="Mở tài khoản").press("Enter")
        page.get_by_label("Họ và tên").fill("Hồ Thị Mai")
        page.get_by_label("Tên đăng nhập").fill("mai")
        page.get_by_label("Tên đăng nhập").press("Enter")
        page.get_by_role("button", name="Cấp mật khẩu mới").press("Enter")

        expect(page.get_by_role("heading", level=1)).to_have_text("Mật khẩu mới của Hồ Thị Mai")
