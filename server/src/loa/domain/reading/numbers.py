"""Numbers in words, as schools teach them: mốt, tư, lăm, linh, không trăm."""

import re
from typing import Final

DIGITS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_AFTER_TENS: Final = {1: "mốt", 4: "tư", 5: "lăm"}
_TEN, _HUNDRED, _THOUSAND, _MILLION, _BILLION = 10, 100, 1_000, 1_000_000, 1_000_000_000
LONGEST_NUMBER: Final = 15
"""Figures."""
_LONGEST_UNGROUPED: Final = 8
_GROUPED: Final = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3}){1,4}(,[0-9]+)?")
_GROUPED_BY_COMMAS: Final = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3}){2,4}")


def cardinal(number: int) -> str:
    """Say a whole number of at most fifteen figures."""
    if number >= _BILLION:
        high, low = divmod(number, _BILLION)
        return _joined(cardinal(high), "tỷ", _below_billion(low, is_first=False))
    return _below_billion(number, is_first=True) or DIGITS[0]


def ordinal(number: int) -> str:
    """Say a number after "thứ"."""
    return {1: "nhất", 4: "tư"}.get(number) or cardinal(number)


def digit_by_digit(figures: str) -> str:
    """Say figures one after the other; what stands between them is not said."""
    return " ".join(DIGITS[int(figure)] for figure in figures if figure in "0123456789")


def whole(figures: str) -> str:
    """Say a row of figures: as a number; one by one if it begins with 0 or is a long code."""
    is_code = figures[0] == "0" and len(figures) > 1
    return digit_by_digit(figures) if is_code or is_long(figures) else cardinal(int(figures))


def is_long(figures: str) -> bool:
    """Tell whether a row of figures without dots is a code rather than a number."""
    return len(figures) > _LONGEST_UNGROUPED


def figure(written: str) -> str:
    """Say what is written with figures, dots and commas: 1.500.000 · 3,08 · 2.5."""
    plain = canonical(written)
    if plain.isdecimal():
        return whole(plain) if plain == written else cardinal(int(plain))
    mark = "phẩy" if "," in written else "chấm"
    first, *parts = plain.split(",")
    return f" {mark} ".join([whole(first), *map(_part, parts)])


def canonical(written: str) -> str:
    """Write a number one way: without dots between thousands, with commas before its parts."""
    written = written.replace(" ", "")
    if _GROUPED.fullmatch(written):
        return written.replace(".", "")
    if _GROUPED_BY_COMMAS.fullmatch(written):
        return written.replace(",", "")
    return written.replace(".", ",")


def _part(figures: str) -> str:
    """Say what stands after a comma: two figures as a number, more of them one by one."""
    is_number = len(figures) <= len("99") and figures[0] != "0"
    return cardinal(int(figures)) if is_number else digit_by_digit(figures)


def _below_billion(number: int, *, is_first: bool) -> str:
    millions, rest = divmod(number, _MILLION)
    thousands, units = divmod(rest, _THOUSAND)
    said = ""
    for group, name in ((millions, "triệu"), (thousands, "nghìn"), (units, "")):
        if group:
            said = _joined(said, _below_thousand(group, is_first=is_first and not said), name)
    return said


def _below_thousand(number: int, *, is_first: bool) -> str:
    hundreds, rest = divmod(number, _HUNDRED)
    if is_first and not hundreds:
        return _below_hundred(rest)
    said = f"{DIGITS[hundreds]} trăm"
    if not rest:
        return said
    between = "linh" if rest < _TEN else ""
    return _joined(said, between, _below_hundred(rest))


def _below_hundred(number: int) -> str:
    tens, units = divmod(number, _TEN)
    if not tens:
        return DIGITS[units]
    if tens == 1:
        return _joined("mười", {0: "", 5: "lăm"}.get(units, DIGITS[units]))
    return _joined(DIGITS[tens], "mươi", _AFTER_TENS.get(units, DIGITS[units]) if units else "")


def _joined(*words: str) -> str:
    return " ".join(word for word in words if word)
