"""Which languages a bulletin lacks is told wherever somebody lets it be heard."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from django.test import Client
from loa.broadcast.actions import propose_release
from loa.broadcast.sessions import open_session
from loa.bulletins.testing import make_approved
from loa.domain.days import VIETNAM
from loa.domain.targeting import SpreadPolicy
from loa.orgs.actions import set_languages
from loa.orgs.models import Person
from loa.orgs.testing import Cast, Places, today
from loa.stations.testing import Site, make_site
from loa_protocol.messages import Target
from pytest_django import Settings

HERE = "vn/31/11848"
SignIn = Callable[[Person], Client]
LACKS_HMONG = "Chưa có bản H&#x27;Mông cho bà con Thôn Hạ."


@pytest.fixture
def site(cast: Cast, places: Places, tmp_path: Path) -> Site:
    """Set up two clusters; not around the gate but in the next village they listen in Hmong."""
    set_languages(cast.an, places.second_village.code, ["hmn", "vi"])
    return make_site(tmp_path, places)


@pytest.fixture
def by_night(settings: Settings) -> None:
    """Let everything be night."""
    settings.RELEASE_ALONE = SpreadPolicy(night_from=time(12), night_until=time(12))


def parts_of(page: str, tag: str) -> list[str]:
    """Return what stands in each of these tags, with single spaces."""
    return [" ".join(part.split()) for part in page.split(f"<{tag}")[1:]]


@pytest.mark.usefixtures("by_night")
def test_the_second_person_is_shown_where_it_will_sound_and_what_it_lacks_there(
    cast: Cast, site: Site, signed_in: SignIn
) -> None:
    for clusters in ((), (site.gate.code,), (site.market.code,)):
        bulletin = make_approved(cast.nam, cast.hoa, HERE)
        propose_release(cast.hoa, bulletin.pk, Target(areas=(HERE,), clusters=clusters))

    page = signed_in(cast.minh).get("/proposals/").text

    everywhere, gate, market = parts_of(page, 'section class="card"')
    assert "Xã Vĩnh Hòa: tất cả cụm loa" in everywhere
    assert "Xã Vĩnh Hòa: Cổng làng Thượng" in gate
    assert "Xã Vĩnh Hòa: Chợ Vĩnh Hòa" in market
    assert [LACKS_HMONG in card for card in (everywhere, gate, market)] == [True, False, True]


def test_what_a_bulletin_lacks_is_told_before_it_is_placed(
    cast: Cast, site: Site, signed_in: SignIn
) -> None:
    make_approved(cast.nam, cast.hoa, HERE, title="Quá dài", seconds=7_000)
    make_approved(cast.nam, cast.hoa, HERE, title="Ở cổng", clusters=(site.gate.code,))
    make_approved(cast.nam, cast.hoa, HERE, title="Khắp nơi")
    starts = datetime.combine(today() + timedelta(days=1), time(17), VIETNAM)
    ends = starts + timedelta(hours=1)
    session = open_session(cast.nam, unit=HERE, name="Buổi chiều", starts=starts, ends=ends)

    page = signed_in(cast.nam).get(f"/sessions/{session.pk}/").text

    offered = parts_of(page.partition('id="offered"')[2].partition("</ul>")[0], "li")
    told = {
        title: LACKS_HMONG in row
        for row in offered
        for title in ("Khắp nơi", "Ở cổng", "Quá dài")
        if title in row
    }
    assert told == {"Khắp nơi": True, "Ở cổng": False, "Quá dài": False}
