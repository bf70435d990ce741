"""What people fill in about pay."""

from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from loa_protocol.errors import Refusal

from loa.bulletins.models import Bulletin
from loa.domain import royalties as rules
from loa.domain.products import ProductKind
from loa.domain.spelling import search_key
from loa.production.actions import NewTable
from loa.production.models import Rate, Role

EARLIEST_YEAR: Final = 2000
LATEST_YEAR: Final = 2200
PARTS: Final = 4
MOST_CREDITS: Final = 12


class BadLine(Refusal):
    """A line of a rate table cannot be read. Fact: `line`."""

    code = "royalty.bad_line"


class SheetForm(forms.Form):
    """Which month, whose."""

    month = forms.DateField(
        label=_("Tháng"),
        input_formats=["%Y-%m", "%m/%Y"],
        widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
    )
    unit = forms.ChoiceField(label=_("Đơn vị"), required=False)

    def __init__(self, given: Any, *, units: list[tuple[str, str]], today: date) -> None:
        """Begin with this month, and the person's first unit."""
        self.today, self.first = today, units[0][0]
        super().__init__({"month": f"{today:%Y-%m}", "unit": self.first, **given.dict()})
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = units
        if len(units) == 1:
            field.widget = forms.HiddenInput()

    def asked(self) -> tuple[int, int, str]:
        """Return year, month and unit; this month's and the first where it is nonsense."""
        self.is_valid()
        month = self.cleaned_data.get("month") or self.today
        if not EARLIEST_YEAR <= month.year <= LATEST_YEAR:
            month = self.today
        return month.year, month.month, self.cleaned_data.get("unit") or self.first


class TableForm(forms.Form):
    """A rate table, one rate a line: kind; role; item or minute; đồng."""

    since = forms.DateField(
        label=_("Áp dụng từ ngày"), widget=forms.DateInput(attrs={"type": "date"})
    )
    legal_basis = forms.CharField(
        label=_("Căn cứ"), required=False, max_length=200, help_text=_("Số quyết định của tỉnh.")
    )
    rates = forms.CharField(
        label=_("Định mức"),
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_(
            "Mỗi dòng: thể loại; vai trò; tin hoặc phút; số tiền."
            " Ví dụ: Phóng sự; Tác giả; tin; 150.000"
        ),
    )

    def table(self) -> NewTable:
        """Hand over what was written.

        Raises:
            BadLine: a line cannot be read.
        """
        lines = [line for line in self.cleaned_data["rates"].splitlines() if line.strip()]
        rates = tuple(_rate(line, number) for number, line in enumerate(lines, start=1))
        given = self.cleaned_data
        return NewTable(since=given["since"], legal_basis=given["legal_basis"], rates=rates)


class CreditForm(forms.Form):
    """Who did what: one a line."""

    people = forms.CharField(
        label=_("Người tham gia"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "Mỗi dòng: họ tên; vai trò; phần trăm (để trống là 100)."
            " Để trống hết thì tính cho người soạn và người đọc."
        ),
    )

    def credits(self) -> list[rules.Credit]:
        """Hand over what was written.

        Raises:
            BadLine: a line cannot be read.
        """
        lines = [line for line in self.cleaned_data["people"].splitlines() if line.strip()]
        if len(lines) > MOST_CREDITS:
            raise BadLine(line=MOST_CREDITS + 1, field="people")
        return [_credit(line, number) for number, line in enumerate(lines, start=1)]


def _rate(line: str, number: int) -> rules.Rate:
    parts = [part.strip() for part in line.split(";")]
    if len(parts) != PARTS:
        raise BadLine(line=number, field="rates")
    kind, role, basis, money = parts
    amount = money.replace(".", "").replace(" ", "").removesuffix("đ")
    bases = {"tin": rules.Basis.ITEM, "phut": rules.Basis.MINUTE}
    bases |= {"item": rules.Basis.ITEM, "minute": rules.Basis.MINUTE}
    found = (_named(kind, Bulletin.Kind.choices), _named(role, Role.choices))
    if not all(found) or search_key(basis) not in bases or not amount.isdecimal():
        raise BadLine(line=number, field="rates")
    return rules.Rate(
        kind=ProductKind(found[0]),
        role=rules.Role(found[1]),
        basis=bases[search_key(basis)],
        vnd=int(amount[:12]),
    )


def _credit(line: str, number: int) -> rules.Credit:
    name, role, percent = ([part.strip() for part in line.split(";")] + ["", ""])[:3]
    percent = percent.removesuffix("%").strip() or str(rules.WHOLE_PERCENT)
    found = _named(role or Role.AUTHOR.value, Role.choices)
    if not name or not found or not percent.isdecimal() or len(percent) > PARTS:
        raise BadLine(line=number, field="people")
    return rules.Credit(name=name[:120], role=rules.Role(found), percent=int(percent))


def _named(text: str, choices: list[tuple[str, Any]]) -> str:
    """Return the value that a word means, by its code or by its name in either language."""
    wanted = search_key(text)
    for value, label in choices:
        if wanted in {value, search_key(str(label))}:
            return str(value)
    return ""


def as_line(credit: rules.Credit) -> str:
    """Write a credit as the form reads it."""
    return f"{credit.name}; {Role(credit.role.value).label}; {credit.percent}"


def rate_line(rate: Rate) -> str:
    """Write a rate as the form reads it."""
    basis = "tin" if rate.basis == Rate.Basis.ITEM else "phút"
    money = rules.dong(rate.vnd)
    return f"{rate.get_kind_display()}; {rate.get_role_display()}; {basis}; {money}"
