"""The sheet of a month in Excel: one line a payment, and a total that Excel adds up itself."""

from io import BytesIO
from typing import Final

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from loa.bulletins.models import Bulletin
from loa.domain.royalties import Line, Sheet, dong
from loa.production.models import Rate, Role

_HEAD_ROW: Final = 3
_MONEY: Final = 8
_A4: Final = 9
_WIDTHS: Final = (6, 11, 11, 38, 22, 24, 15, 16, 16)


def workbook(sheet: Sheet, *, unit: str, month: str) -> bytes:
    """Write the sheet of a month. Amounts are numbers, words are never formulas."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet(_("Nhuận bút"))
        page.set_landscape()
        page.set_paper(_A4)
        page.fit_to_pages(1, 0)
        for column, width in enumerate(_WIDTHS):
            page.set_column(column, column, width)
        heading = _("Bảng nhuận bút, thù lao tháng %(month)s") % {"month": month}
        page.write_string(0, 0, heading, book.add_format({"bold": True, "font_size": 14}))
        page.write_string(1, 0, unit)
        bold = book.add_format({"bold": True, "border": 1, "text_wrap": True})
        for column, name in enumerate(_columns()):
            page.write_string(_HEAD_ROW, column, name, bold)
        page.freeze_panes(_HEAD_ROW + 1, 0)
        _fill(book, page, sheet)
    return file.getvalue()


def _fill(book: xlsxwriter.Workbook, page: Worksheet, sheet: Sheet) -> None:
    """Write the lines, and under them their sum."""
    money = book.add_format({"num_format": "#,##0", "border": 1})
    plain = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    bold = book.add_format({"bold": True, "num_format": "#,##0", "border": 1})
    for number, line in enumerate(sheet.lines, start=1):
        page.write_number(_HEAD_ROW + number, 0, number, plain)
        for column, word in enumerate(_words(line), start=1):
            page.write_string(_HEAD_ROW + number, column, word, plain)
        page.write_number(_HEAD_ROW + number, _MONEY, line.vnd, money)
    last = _HEAD_ROW + len(sheet.lines)
    cells = f"{xl_rowcol_to_cell(_HEAD_ROW + 1, _MONEY)}:{xl_rowcol_to_cell(last, _MONEY)}"
    page.write_string(last + 1, _MONEY - 1, _("Cộng"), bold)
    formula = f"=SUM({cells})" if sheet.lines else "=0"
    page.write_formula(last + 1, _MONEY, formula, bold, sheet.total_vnd)


def _words(line: Line) -> tuple[str, ...]:
    """Return what a line says before its amount."""
    basis = Rate.Basis(line.rate.basis.value).label
    return (
        line.item.number,
        f"{line.item.on:%d/%m/%Y}",
        line.item.title,
        str(Bulletin.Kind(line.item.kind.value).label),
        line.credit.name,
        str(Role(line.credit.role.value).label),
        f"{dong(line.rate.vnd)} {basis}",
    )


def _columns() -> tuple[str, ...]:
    return (
        _("STT"),
        _("Số"),
        _("Ngày phát"),
        _("Tên bản tin"),
        _("Thể loại"),
        _("Người hưởng"),
        _("Vai trò"),
        _("Định mức (đồng)"),
        _("Thành tiền (đồng)"),
    )
