"""The plan, and the page for people outside, looked at."""

from datetime import timedelta

import pytest
from loa.domain.areas import path_of
from loa.domain.permissions import ActorId, Duty
from loa.domain.plan import Item
from loa.orgs.testing import Cast, Places, make_person, today
from loa.production import giving, planning
from loa.production.models import PlanItem
from loa.production.testing import GIFT
from loa.web.testing import PHONE, Look, Visitor, complaints, complaints_about, keep_picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_every_page_is_good_for_everybody(visitor: Visitor, cast: Cast, places: Places) -> None:
    unit = path_of(places.commune.path)
    nam = ActorId(str(cast.nam.actor_id))
    late = planning.plan(cast.hoa, Item(unit=unit, title="Mùa lúa mới", due=today(), maker=nam))
    PlanItem.objects.filter(pk=late.pk).update(due=today() - timedelta(days=2))
    later = Item(unit=unit, title="Tiêm phòng cúm cho người cao tuổi", due=today())
    item = planning.plan(cast.nam, later)
    wanted = giving.Wanted(unit=places.commune, days=7, organisation="Trường tiểu học")
    _link, token = giving.make_link(cast.nam, wanted)
    given = giving.give(token, GIFT, upload=None, consent_words="Tôi đồng ý.")
    paths = {
        "plan": "/plan/",
        "add": "/plan/new/",
        "item": f"/plan/{item.pk}/",
        "today": "/today/",
        "contributions": "/contributions/",
        "contribution": f"/contributions/{given.pk}/",
        "links": "/contributions/links/",
    }
    looks = [
        Look(name=f"production {name}", path=path, by=cast.nam) for name, path in paths.items()
    ]
    mai = make_person("mai", "Hoàng Thị Mai", places.commune, Duty.CONTRIBUTE)
    giving.give_as(mai, places.commune, GIFT, upload=None, consent_words="Tôi đồng ý.")
    looks.append(Look(name="production give", path=f"/give/{token}/"))
    looks.append(Look(name="production own", path="/contributions/own/", by=mai))

    assert complaints_about(visitor, looks) == {}


def test_a_link_fits_on_a_phone(visitor: Visitor, cast: Cast) -> None:
    with visitor.visit("/contributions/links/", by=cast.nam) as page:
        page.get_by_role("button", name="Tạo đường dẫn").click()
        page.locator("svg.qr").wait_for()
        keep_picture(page, "production link", PHONE)

        assert complaints(page) == ""
