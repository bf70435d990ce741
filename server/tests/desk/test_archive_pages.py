"""The archive and the figures of the year, as pages."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from loa.bulletins.models import Bulletin
from loa.bulletins.testing import make_approved
from loa.desk.testing import announcement
from loa.domain.products import Product, ProductKind
from loa.orgs.models import Person
from loa.orgs.testing import Cast
from loa.web.paging import FARTHEST, ON_A_PAGE, Stretch

HERE = "vn/31/11848"
SignIn = Callable[[Person], Client]
FIGURE = re.compile(r'<a href="(/figures/items/[^"]+)">(\d+)<')


def count_on(page: str) -> int:
    """Return how many items a figure's page says it has."""
    return int(page.partition("sản phẩm")[0].split()[-1])


@pytest.fixture
def report(cast: Cast) -> Bulletin:
    product = Product(kind=ProductKind.REPORT, topic="safety")
    return make_approved(cast.nam, cast.hoa, HERE, title="Đê xóm Hạ", product=product)


def test_a_search_shows_what_it_found(cast: Cast, report: Bulletin, signed_in: SignIn) -> None:
    page = signed_in(cast.nam).get("/archive/", {"words": "de xom ha", "kind": "report"})

    assert "Đê xóm Hạ" in page.content.decode()


def test_a_search_without_a_find_says_so(cast: Cast, report: Bulletin, signed_in: SignIn) -> None:
    page = signed_in(cast.nam).get("/archive/", {"words": "cháy rừng"})

    assert "Không có bản tin đã duyệt nào như vậy" in page.content.decode()


def test_a_day_that_is_none_is_told_at_its_field(cast: Cast, signed_in: SignIn) -> None:
    page = signed_in(cast.nam).get("/archive/", {"first_day": "31/2", "kind": "nonsense"})

    assert page.status_code == 200
    assert "errorlist" in page.content.decode()


def test_a_figure_opens_to_its_items(cast: Cast, report: Bulletin, signed_in: SignIn) -> None:
    client = signed_in(cast.nam)
    now = timezone.localtime()
    asked = f"?year={now.year}&amp;counted=made&amp;unit=&amp;kind=report&amp;month={now.month}"

    year = client.get("/figures/").content.decode()
    items = client.get("/figures/items/" + asked.replace("&amp;", "&")).content.decode()

    assert f'/figures/items/{asked}">1</a>' in year
    assert "Phóng sự" in items
    assert "Đê xóm Hạ" in items


def test_every_figure_of_the_year_opens_to_as_many_items_as_it_says(
    cast: Cast, report: Bulletin, signed_in: SignIn
) -> None:
    essay = Product(kind=ProductKind.ESSAY, topic="policy")
    make_approved(cast.nam, cast.hoa, HERE, product=essay)
    client = signed_in(cast.nam)

    figures = FIGURE.findall(client.get("/figures/").text)

    counts = [int(count) for _address, count in figures]
    assert sorted(counts) == [1, 1, 1, 1, 2, 2]  # each kind and the sum: its month, its year
    assert [count_on(client.get(unescape(address)).text) for address, _ in figures] == counts


def test_the_figures_of_a_province_open_also_by_unit(
    cast: Cast, report: Bulletin, signed_in: SignIn
) -> None:
    essay = Product(kind=ProductKind.ESSAY, topic="policy")
    make_approved(cast.lan, cast.minh, cast.lan.unit.path, product=essay)
    client = signed_in(cast.minh)

    page = client.get("/figures/").text
    by_unit = FIGURE.findall(page.partition('id="by-unit"')[2])
    counts = [int(count) for _address, count in by_unit]

    assert counts == [1, 1, 1, 1, 2, 2]  # two communes and the sum: their month, their year
    assert [count_on(client.get(unescape(address)).text) for address, _ in by_unit] == counts
    assert cast.lan.unit.name in client.get(unescape(by_unit[0][0])).text


def test_a_commune_alone_has_no_figures_by_unit(
    cast: Cast, report: Bulletin, signed_in: SignIn
) -> None:
    assert 'id="by-unit"' not in signed_in(cast.nam).get("/figures/").text


def test_a_figure_of_nonsense_is_the_whole_year(
    cast: Cast, report: Bulletin, signed_in: SignIn
) -> None:
    asked = {"year": "x", "counted": "y", "kind": "z", "month": "13", "page": "-1"}

    page = signed_in(cast.nam).get("/figures/items/", asked)

    assert "Đê xóm Hạ" in page.content.decode()


def test_what_it_is_is_put_right_on_a_page(cast: Cast, report: Bulletin, signed_in: SignIn) -> None:
    client = signed_in(cast.nam)
    address = reverse("desk:product", args=[report.pk])

    form = client.get(address).content.decode()
    answer = client.post(address, {"kind": "essay", "topic": "policy", "origin": "above"})

    assert 'value="report" selected' in form
    assert answer.status_code == 303
    kept = Bulletin.objects.get(pk=report.pk)
    assert (kept.kind, kept.topic.code, kept.origin) == ("essay", "policy", "above")  # type: ignore[union-attr]


def test_an_announcement_says_its_kind(cast: Cast, signed_in: SignIn) -> None:
    signed_in(cast.nam).post("/write/", {**announcement(HERE), "kind": "spot", "do": "submit"})

    assert Bulletin.objects.get().kind == "spot"


def test_pages_are_turned_without_counting(cast: Cast) -> None:
    for _ in range(ON_A_PAGE + 1):
        make_approved(cast.nam, cast.hoa, HERE)
    found = Bulletin.objects.order_by("pk")

    first, second = Stretch.of(found, None), Stretch.of(found, "2")

    assert (len(first.rows), first.has_next, first.has_previous) == (ON_A_PAGE, True, False)
    assert (len(second.rows), second.has_next, second.previous_number) == (1, False, 1)
    assert Stretch.of(found, "0").number == 1
    assert Stretch.of(found, "999").number == FARTHEST
    assert first.next_number == 2
