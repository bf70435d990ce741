"""What is paid for a product, and a sheet whose total ties to its lines."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loa.domain.products import ProductKind
from loa.domain.royalties import (
    MOST_VND,
    BadAmount,
    BadRates,
    BadShares,
    Basis,
    Credit,
    Item,
    NoRates,
    Rate,
    RatesOverlap,
    Role,
    Table,
    TablesOverlap,
    check_credits,
    check_table,
    dong,
    pay,
    sheet,
)

REPORT = Rate(kind=ProductKind.REPORT, role=Role.AUTHOR, basis=Basis.ITEM, vnd=150_000)
VOICE = Rate(kind=ProductKind.REPORT, role=Role.SPEAKER, basis=Basis.MINUTE, vnd=10_000)
TABLE = Table(since=date(2026, 1, 1), until=date(2027, 1, 1), rates=(REPORT, VOICE))
NAM = Credit(name="Nguyễn Văn Nam", role=Role.AUTHOR)
LAN = Credit(name="Lê Thị Lan", role=Role.SPEAKER)
ITEM = Item(
    number="12/2026",
    title="Mùa lúa mới",
    kind=ProductKind.REPORT,
    on=date(2026, 11, 26),
    lasts_ms=270_000,
    credits=(NAM, LAN),
)


def test_each_role_is_paid_by_its_rate() -> None:
    made = sheet([ITEM], [TABLE])

    assert [(line.credit.name, line.vnd) for line in made.lines] == [
        ("Nguyễn Văn Nam", 150_000),
        ("Lê Thị Lan", 45_000),
    ]
    assert made.total_vnd == 195_000
    assert made.unpaid == ()


def test_the_rates_of_the_day_it_went_out_count() -> None:
    later = replace(TABLE, since=TABLE.until, until=None, rates=(replace(REPORT, vnd=200_000),))

    made = sheet([replace(ITEM, on=date(2027, 1, 1))], [TABLE, later])

    assert made.total_vnd == 200_000


def test_what_nobody_is_paid_for_is_shown_to_a_person() -> None:
    without_rate = replace(ITEM, kind=ProductKind.SPOT)
    before_any_table = replace(ITEM, on=date(2025, 1, 1))
    without_credit = replace(ITEM, credits=())

    made = sheet([without_rate, before_any_table, without_credit], [TABLE])

    assert made.lines == ()
    assert made.unpaid == (without_rate, before_any_table, without_credit)


def test_money_is_written_as_people_do() -> None:
    assert [dong(vnd) for vnd in (0, 999, 1_500_000)] == ["0", "999", "1.500.000"]


def test_half_a_dong_is_rounded_up() -> None:
    assert pay(replace(VOICE, vnd=1), 30_000) == 1
    assert pay(replace(VOICE, vnd=1), 29_999) == 0


@given(
    vnd=st.integers(1, MOST_VND),
    lasts_ms=st.integers(0, 3_600_000),
    cut=st.lists(st.integers(1, 99), max_size=4, unique=True),
)
def test_shares_add_up_to_the_dong(vnd: int, lasts_ms: int, cut: list[int]) -> None:
    edges = [0, *sorted(cut), 100]
    shares = [
        Credit(name=str(at), role=Role.SPEAKER, percent=after - before)
        for at, (before, after) in enumerate(pairwise(edges))
    ]
    table = replace(TABLE, rates=(replace(VOICE, vnd=vnd),))

    made = sheet([replace(ITEM, lasts_ms=lasts_ms, credits=check_credits(shares))], [table])

    assert made.total_vnd == pay(table.rates[0], lasts_ms)
    assert all(line.vnd >= 0 for line in made.lines)


def test_tables_that_follow_one_another_pass() -> None:
    later = replace(TABLE, since=date(2027, 1, 1), until=None)

    assert check_table(later, others=[TABLE]) == later
    assert check_table(TABLE, others=[later]) == TABLE


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"until": date(2026, 1, 1)}, BadRates),
        ({"rates": ()}, NoRates),
        ({"rates": (REPORT, replace(REPORT, vnd=1))}, RatesOverlap),
        ({"rates": (replace(REPORT, vnd=0),)}, BadAmount),
        ({"rates": (replace(REPORT, vnd=MOST_VND + 1),)}, BadAmount),
        ({"since": date(2027, 5, 1), "until": date(2028, 1, 1)}, TablesOverlap),
        ({"since": date(2026, 12, 31), "until": None}, TablesOverlap),
    ],
)
def test_a_table_is_refused(changed: dict[str, object], refusal: type[BadRates]) -> None:
    other = Table(since=date(2027, 6, 1), rates=(REPORT,))

    with pytest.raises(refusal):
        check_table(replace(TABLE, **changed), others=[other])  # type: ignore[arg-type]


@pytest.mark.parametrize("percents", [(50, 49), (100, 1), (150, -50), (100, 0)])
def test_shares_that_make_no_whole_are_refused(percents: tuple[int, ...]) -> None:
    shares = [replace(NAM, percent=percent) for percent in percents]

    with pytest.raises(BadShares):
        check_credits(shares)
