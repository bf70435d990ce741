"""What is paid for a product, by the rate table of a province, and a sheet whose total ties.

The commune pays royalties and remuneration for products by its province's rules
(Decree 49/2024). The rates themselves are data: each province makes its own
table, in force from a day until the next. Money is whole đồng throughout.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final

from loa_protocol.errors import Refusal

from loa.domain.products import ProductKind

WHOLE_PERCENT: Final = 100
MOST_VND: Final = 1_000_000_000
"""More for one product is a slip of the pen."""
MS_A_MINUTE: Final = 60_000


class BadRates(Refusal):
    """A rate table cannot be in force like this."""

    code = "royalty.bad_rates"


class RatesOverlap(BadRates):
    """Two rates of one table are for the same kind and role. Facts: `kind`, `role`."""

    code = "royalty.rates_overlap"


class TablesOverlap(BadRates):
    """Another table of the province is in force on some of these days. Fact: `since`."""

    code = "royalty.tables_overlap"


class NoRates(BadRates):
    """The table has no rates at all."""

    code = "royalty.no_rates"


class BadAmount(BadRates):
    """An amount is nothing, or more than anybody is paid. Fact: `most`."""

    code = "royalty.bad_amount"


class BadShares(Refusal):
    """The shares of one role do not make a whole. Facts: `role`, `percent`."""

    code = "royalty.bad_shares"


class Role(StrEnum):
    """What somebody did for a product."""

    AUTHOR = "author"
    SPEAKER = "speaker"
    EDITOR = "editor"
    TECHNICIAN = "technician"


class Basis(StrEnum):
    """What a rate is for."""

    ITEM = "item"
    MINUTE = "minute"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What one role of one kind of product is paid."""

    kind: ProductKind
    role: Role
    basis: Basis
    vnd: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The rates of a province, from one day until before another."""

    since: date
    until: date | None = None
    rates: tuple[Rate, ...]

    def holds(self, on: date) -> bool:
        """Say whether it is in force on a day."""
        return self.since <= on and (self.until is None or on < self.until)

    def rate(self, kind: ProductKind, role: Role) -> Rate | None:
        """Return what a role of a kind is paid, if it is paid at all."""
        return next((r for r in self.rates if r.kind is kind and r.role is role), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """Who did what for a product, and how much of that role was theirs."""

    name: str
    role: Role
    percent: int = WHOLE_PERCENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A product that went out: what the sheet pays for."""

    number: str
    title: str
    kind: ProductKind
    on: date
    lasts_ms: int
    credits: tuple[Credit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One person's pay for one role of one product."""

    item: Item
    credit: Credit
    rate: Rate
    vnd: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All lines of a month, and what no rate was found for."""

    lines: tuple[Line, ...]
    unpaid: tuple[Item, ...]
    """Products of which nobody is paid anything: a person looks at these."""

    @property
    def total_vnd(self) -> int:
        """Return the sum of the lines, and of nothing else."""
        return sum(line.vnd for line in self.lines)


def check_table(table: Table, *, others: Iterable[Table]) -> Table:
    """Let only a table pass that says one thing for every kind, role and day.

    Raises:
        NoRates, BadAmount, RatesOverlap, TablesOverlap, BadRates: what is wrong.
    """
    if table.until is not None and table.until <= table.since:
        raise BadRates
    if not table.rates:
        raise NoRates
    seen: set[tuple[ProductKind, Role]] = set()
    for rate in table.rates:
        if not 0 < rate.vnd <= MOST_VND:
            raise BadAmount(most=MOST_VND)
        if (rate.kind, rate.role) in seen:
            raise RatesOverlap(kind=rate.kind.value, role=rate.role.value)
        seen.add((rate.kind, rate.role))
    for other in others:
        if _overlap(table, other):
            raise TablesOverlap(since=other.since)
    return table


def check_credits(named: Sequence[Credit]) -> tuple[Credit, ...]:
    """Let only credits pass whose shares make a whole for each role.

    Raises:
        BadShares: they do not.
    """
    for role in Role:
        shares = [credit.percent for credit in named if credit.role is role]
        if shares and (sum(shares) != WHOLE_PERCENT or min(shares) <= 0):
            raise BadShares(role=role.value, percent=sum(shares))
    return tuple(named)


def sheet(items: Iterable[Item], tables: Sequence[Table]) -> Sheet:
    """Work out who is paid what for the products of a month."""
    lines: list[Line] = []
    unpaid: list[Item] = []
    for item in items:
        table = next((table for table in tables if table.holds(item.on)), None)
        paid = _lines(item, table) if table else []
        lines += paid
        if not paid:
            unpaid.append(item)
    return Sheet(lines=tuple(lines), unpaid=tuple(unpaid))


def _lines(item: Item, table: Table) -> list[Line]:
    """Pay each role of one product; the shares of a role add up to its pay, to the đồng."""
    lines: list[Line] = []
    for role in Role:
        rate = table.rate(item.kind, role)
        named = [credit for credit in item.credits if credit.role is role]
        if rate is None or not named:
            continue
        whole = pay(rate, item.lasts_ms)
        parts = _split(whole, [credit.percent for credit in named])
        lines += [
            Line(item=item, credit=credit, rate=rate, vnd=vnd)
            for credit, vnd in zip(named, parts, strict=True)
        ]
    return lines


def dong(vnd: int) -> str:
    """Write an amount as people here do, "1.500.000"."""
    return f"{vnd:,}".replace(",", ".")


def pay(rate: Rate, lasts_ms: int) -> int:
    """Return what one product earns in a role, in whole đồng, half a đồng rounded up."""
    if rate.basis is Basis.ITEM:
        return rate.vnd
    return _rounded(Fraction(rate.vnd * lasts_ms, MS_A_MINUTE))


def _split(whole: int, percents: Sequence[int]) -> list[int]:
    """Share a sum so that the parts add up to it: what rounding leaves over goes to the first."""
    parts = [whole * percent // WHOLE_PERCENT for percent in percents]
    parts[0] += whole - sum(parts)
    return parts


def _rounded(sum_: Fraction) -> int:
    return (2 * sum_.numerator + sum_.denominator) // (2 * sum_.denominator)


def _overlap(one: Table, other: Table) -> bool:
    """Say whether two tables share a day."""
    ends_before = one.until is not None and one.until <= other.since
    begins_after = other.until is not None and other.until <= one.since
    return not (ends_before or begins_after)
