"""What is paid for products: tables by day, credits, and a sheet whose total ties to its lines."""

from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from loa.audit.models import Entry
from loa.bulletins import actions as bulletins
from loa.bulletins import archive
from loa.bulletins.models import Bulletin
from loa.bulletins.testing import make_approved, version_of
from loa.bulletins.writing import Wording
from loa.domain.permissions import Duty, NotAllowed
from loa.domain.products import Product, ProductKind
from loa.domain.royalties import (
    BadShares,
    Basis,
    Credit,
    Rate,
    RatesOverlap,
    Role,
    TablesOverlap,
)
from loa.orgs.models import Person
from loa.orgs.testing import Cast, Places, entrust, today
from loa.production import actions, queries
from loa.production import models as kept
from loa.production.actions import NewTable
from loa.web.signin import second_step
from loa_protocol.errors import NotFound

HERE = "vn/31/11848"
REPORT = Rate(kind=ProductKind.REPORT, role=Role.AUTHOR, basis=Basis.ITEM, vnd=150_000)
VOICE = Rate(kind=ProductKind.REPORT, role=Role.SPEAKER, basis=Basis.MINUTE, vnd=10_000)
TABLE = NewTable(since=date(2026, 1, 1), legal_basis="QĐ 12/2026", rates=(REPORT, VOICE))
WRITTEN = "Phóng sự; Tác giả; tin; 150.000\nphong su; nguoi doc; phút; 10000đ"


@pytest.fixture
def binh(cast: Cast, places: Places) -> Person:
    """Binh approves for the province, so she puts its rates in force."""
    entrust(cast.binh, Duty.APPROVE, places.province)
    return cast.binh


@pytest.fixture
def report(cast: Cast) -> Bulletin:
    """A report of ten seconds that went out today."""
    product = Product(kind=ProductKind.REPORT)
    bulletin = make_approved(cast.nam, cast.hoa, HERE, title="=1+1 Mùa lúa mới", product=product)
    bulletins.note_release(cast.hoa, version_of(bulletin).pk)
    archive.note_heard(bulletin, timezone.now(), None)
    return bulletin


def signed_in(person: Person) -> Client:
    if second_step.is_missing(person):
        second_step.give(person, second_step.new_secret())
    client = Client()
    client.force_login(person)
    return client


def owed(actor: Person, unit: str = HERE) -> list[tuple[str, str, int]]:
    made = queries.sheet(actor, unit, year=today().year, month=today().month)
    return [(line.credit.name, line.credit.role.value, line.vnd) for line in made.lines]


def test_the_author_is_paid_by_the_rate_of_the_province(
    cast: Cast, places: Places, binh: Person, report: Bulletin
) -> None:
    actions.put_in_force(binh, places.province, TABLE)

    assert owed(cast.nam) == [(str(cast.nam), "author", 150_000)]
    assert Entry.objects.filter(action="rates.in_force").exists()


def test_a_new_wording_that_nobody_heard_changes_no_pay(
    cast: Cast, places: Places, binh: Person, report: Bulletin
) -> None:
    actions.put_in_force(binh, places.province, TABLE)
    actions.credit(cast.nam, report.pk, (Credit(name="Hà", role=Role.SPEAKER),))
    before = owed(cast.nam)

    bulletins.new_version(cast.nam, report.pk)
    bulletins.put_wording(cast.nam, report.pk, Wording(language="vi", text="Lời mới."))

    assert owed(cast.nam) == before != []
    assert before[0][2] > 0


def test_credits_say_who_is_paid(
    cast: Cast, places: Places, binh: Person, report: Bulletin
) -> None:
    actions.put_in_force(binh, places.province, TABLE)
    shared = [
        Credit(name="Cô Mai", role=Role.AUTHOR, percent=70),
        Credit(name="Anh Tú", role=Role.AUTHOR, percent=30),
        Credit(name="Lê Thị Lan", role=Role.SPEAKER),
    ]

    actions.credit(cast.nam, report.pk, shared)

    assert owed(cast.nam) == [
        ("Cô Mai", "author", 105_000),
        ("Anh Tú", "author", 45_000),
        ("Lê Thị Lan", "speaker", 1_667),
    ]


def test_without_a_table_everything_is_shown_as_unpaid(cast: Cast, report: Bulletin) -> None:
    made = queries.sheet(cast.nam, HERE, year=today().year, month=today().month)

    assert (made.total_vnd, [item.title for item in made.unpaid]) == (0, [report.title])


def test_a_new_table_ends_the_one_before_it(places: Places, binh: Person) -> None:
    first = actions.put_in_force(binh, places.province, TABLE)
    later = NewTable(since=date(2027, 1, 1), rates=(VOICE,))

    actions.put_in_force(binh, places.province, later)

    assert kept.RateTable.objects.get(pk=first.pk).until == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        (NewTable(since=date(2025, 6, 1), rates=(REPORT,)), TablesOverlap),
        (NewTable(since=date(2026, 1, 1), rates=(REPORT,)), TablesOverlap),
        (NewTable(since=date(2028, 1, 1), rates=(REPORT, REPORT)), RatesOverlap),
    ],
)
def test_a_table_that_overlaps_is_refused_and_nothing_changes(
    places: Places, binh: Person, told: NewTable, refusal: type[Exception]
) -> None:
    actions.put_in_force(binh, places.province, TABLE)
    before = list(kept.RateTable.objects.values_list("since", "until"))

    with pytest.raises(refusal):
        actions.put_in_force(binh, places.province, told)

    assert list(kept.RateTable.objects.values_list("since", "until")) == before


def test_a_commune_makes_no_rates(cast: Cast, places: Places) -> None:
    with pytest.raises(NotAllowed):
        actions.put_in_force(cast.hoa, places.province, TABLE)


def test_others_credit_nobody_and_see_no_pay(
    cast: Cast, places: Places, binh: Person, report: Bulletin
) -> None:
    actions.put_in_force(binh, places.province, TABLE)

    with pytest.raises(NotFound):
        actions.credit(cast.lan, report.pk, [])
    with pytest.raises(NotAllowed):
        actions.credit(cast.hoa, report.pk, [])
    assert owed(cast.lan) == []


def test_bad_shares_change_nothing(cast: Cast, report: Bulletin) -> None:
    actions.credit(cast.nam, report.pk, [Credit(name="Cô Mai", role=Role.AUTHOR)])

    with pytest.raises(BadShares):
        actions.credit(cast.nam, report.pk, [Credit(name="x", role=Role.AUTHOR, percent=99)])

    assert [one.name for one in queries.credits_of(cast.nam, report.pk)] == ["Cô Mai"]


def test_the_database_holds_rates_and_shares(binh: Person, places: Places) -> None:
    table = actions.put_in_force(binh, places.province, TABLE)

    for wrong in ({"vnd": 0}, {"role": "speaker"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            table.rates().filter(role="author").update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        kept.RateTable.objects.filter(pk=table.pk).update(until=table.since - timedelta(days=1))


# --- Pages ---------------------------------------------------------------------------------------


def test_rates_are_written_as_people_write_them(cast: Cast, binh: Person, report: Bulletin) -> None:
    client = signed_in(binh)

    answer = client.post(
        "/royalties/rates/", {"since": "2026-01-01", "legal_basis": "", "rates": WRITTEN}
    )

    assert answer.status_code == 303
    assert "150.000" in client.get("/royalties/rates/").content.decode()
    assert owed(cast.nam) == [(str(cast.nam), "author", 150_000)]


@pytest.mark.parametrize(
    ("rates", "words"),
    [
        ("Phóng sự; Tác giả; tin", "Dòng 1 không đọc được"),
        (f"{WRITTEN}\nThơ; Tác giả; tin; 1", "Dòng 3 không đọc được"),
        ("Tin; Tác giả; tuần; 1000", "Dòng 1 không đọc được"),
        ("Tin; Tác giả; tin; nhiều", "Dòng 1 không đọc được"),
        ("Tin; Tác giả; tin; 0", "phải lớn hơn 0"),
        (f"{WRITTEN}\n{WRITTEN}", "cùng thể loại và vai trò"),
    ],
)
def test_a_bad_table_is_told_and_keeps_nothing(binh: Person, rates: str, words: str) -> None:
    page = signed_in(binh).post("/royalties/rates/", {"since": "2026-01-01", "rates": rates})

    assert page.status_code == 422
    assert words in page.content.decode()
    assert not kept.RateTable.objects.exists()


def test_the_sheet_in_excel_adds_up_to_its_lines(
    cast: Cast, places: Places, binh: Person, report: Bulletin
) -> None:
    actions.put_in_force(binh, places.province, TABLE)
    actions.credit(
        cast.nam,
        report.pk,
        [
            Credit(name="=cmd|x", role=Role.AUTHOR),
            Credit(name="Lê Thị Lan", role=Role.SPEAKER),
        ],
    )
    made = queries.sheet(cast.nam, HERE, year=today().year, month=today().month)

    answer = signed_in(cast.nam).get("/royalties/?as=xlsx")

    book = openpyxl.load_workbook(BytesIO(answer.content))
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=5)]
    amounts = [row[8] for row in rows[:-1]]
    assert amounts == [line.vnd for line in made.lines]
    assert rows[-1][8] == "=SUM(I5:I6)"
    values = openpyxl.load_workbook(BytesIO(answer.content), data_only=True).worksheets[0]
    assert values["I7"].value == sum(amounts) == made.total_vnd
    assert rows[0][3] == report.title
    assert book.worksheets[0]["D5"].data_type == "s"
    assert book.worksheets[0]["F5"].data_type == "s"


def test_the_sheet_as_a_page(cast: Cast, places: Places, binh: Person, report: Bulletin) -> None:
    client = signed_in(cast.nam)
    assert "chưa tính được" in client.get("/royalties/").content.decode()

    actions.put_in_force(binh, places.province, TABLE)

    page = client.get("/royalties/?month=nonsense&unit=x").content.decode()
    assert "150.000" in page
    assert "chưa có khoản nào" in client.get("/royalties/?month=2001-01").content.decode()


def test_whoever_works_nowhere_has_no_sheet(places: Places) -> None:
    stranger = Person.objects.create(username="la", unit=places.commune)

    assert signed_in(stranger).get("/royalties/").status_code == 403
    assert signed_in(stranger).get("/royalties/rates/").status_code == 403


def test_people_are_credited_on_a_page(cast: Cast, report: Bulletin) -> None:
    client = signed_in(cast.nam)
    address = f"/royalties/bulletins/{report.pk}/"
    assert str(cast.nam) in client.get(address).content.decode()

    answer = client.post(address, {"people": "Cô Mai; Tác giả; 60\nAnh Tú;tac gia;40%\n"})

    assert answer.status_code == 303
    assert [(one.name, one.percent) for one in queries.credits_of(cast.nam, report.pk)] == [
        ("Cô Mai", 60),
        ("Anh Tú", 40),
    ]


@pytest.mark.parametrize(
    "people", ["; Tác giả", "Mai; vua", "Mai; Tác giả; x", "Mai; Tác giả; 50", "x\n" * 13]
)
def test_bad_credits_are_told(cast: Cast, report: Bulletin, people: str) -> None:
    answer = signed_in(cast.nam).post(f"/royalties/bulletins/{report.pk}/", {"people": people})

    assert answer.status_code == 422
    assert not kept.Credit.objects.exists()
