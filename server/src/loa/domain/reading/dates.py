"""Days, months and weekdays: 05/3/2024, 30-4, tháng 4, thứ 4.

Days up to the tenth are "mùng", the fourth month is "tháng tư". Two numbers with
a stroke between them are a day only where something says so, or where nothing
speaks for a share; in the second case a person is asked.
"""

import re
from datetime import date
from typing import Final

from loa.domain.reading.numbers import cardinal, ordinal, whole
from loa.domain.reading.values import Doubt, Found, Kind, Rule, Said

_LAST_MUNG: Final = 10
_MONTHS: Final = 12
_LEAP_YEAR: Final = 2024
_CALLED_DAY: Final = re.compile(r"(?i:(?<![^\W_])(?:ngày|mùng|mồng|rằm)) $")
_SURELY: Final = re.compile(
    r"(?i:(?<![^\W_])(?:ngày|mùng|mồng|sáng|trưa|chiều|tối|đêm|hôm|dịp|lễ|âm lịch)) \(?$"
)
_PROBABLY: Final = re.compile(
    r"(?i:(?<![^\W_])(?:từ|đến|tới|hết|trước|sau|vào|nay|mai|qua|kể từ|là|khánh|nữ|thứ \w+)) \(?$"
    r"|[0-9]/[0-9]{1,2}(?:/[0-9]{4})?(?:,? (?:và|đến)|,|\s?[-–]) ?$"
)
_SHARE: Final = re.compile(
    r" (?:dân|số|tổng|diện tích|quãng|chiều|thời gian|kinh phí|kế hoạch|khối lượng|lượng|công việc"
    r"|nhân khẩu|cử tri|đoạn|giá trị|chi phí|nguồn vốn|sản lượng|mức|tiền)(?![^\W_])"
)
_COUNT: Final = re.compile(
    r" (?:thôn|xóm|xã|phường|tổ|tiêu chí|chỉ tiêu|đại biểu|chi bộ|chi hội|trường|hộ|phiếu|đơn vị"
    r"|cơ sở|thành viên|ủy viên|lớp|hồ sơ|dự án|công trình|người|em|nhà|cháu|ý kiến)(?![^\W_])"
)
_COUNTED_A_MONTH: Final = re.compile(
    r" (?:lần|buổi|triệu|nghìn|tỷ|đồng|kg|người|hộ|tuổi|con|chuyến|bài|tin|số|ngày(?! [0-9]))\b"
)
_AT_HOME: Final = re.compile(r"(?i:(?<![^\W_])(?:ngõ|ngách|hẻm|kiệt|số nhà|nhà số|nhà|lớp)) $")
_FEASTS: Final = frozenset(
    {
        "9/1", "3/2", "27/2", "8/3", "10/3", "26/3", "30/4", "1/5", "7/5", "15/5", "19/5", "1/6",
        "5/6", "21/6", "28/6", "27/7", "19/8", "2/9", "10/10", "13/10", "15/10", "20/10", "18/11",
        "20/11", "22/12",
    }
)  # fmt: skip
"""Days that everybody knows by their number."""


def _is_day(day: str, month: str, year: str = "") -> bool:
    try:
        date(int(year or _LEAP_YEAR), int(month), int(day))
    except ValueError:
        return False
    return True


def _mung(day: str) -> str:
    return f"mùng {cardinal(int(day))}" if int(day) <= _LAST_MUNG else cardinal(int(day))


def _day(day: str, before: str) -> str:
    """Say a day, with the word for it where nobody wrote one."""
    called = _CALLED_DAY.search(before)
    if called and called[0].strip().lower() != "ngày":
        return cardinal(int(day))
    return _mung(day) if called or int(day) <= _LAST_MUNG else f"ngày {_mung(day)}"


def _month(month: str) -> str:
    return f"tháng {'tư' if int(month) == 4 else cardinal(int(month))}"  # noqa: PLR2004 - April


def _days(found: Found, first: str, last: str) -> str:
    """Say one day, or the first and the last of several."""
    if not first:
        return _day(last, found.before)
    return f"{_day(first, found.before)} đến {_mung(last)}"


def _say_full(found: Found) -> str | Said | None:
    """Say a day of a year."""
    first, day, month, year = found[1], found[2], found[4], found[5]
    if not _is_day(day, month, year) or (first and not _is_day(first, month, year)):
        return None
    return f"{_days(found, first, day)} {_month(month)} năm {cardinal(int(year))}"


def _say_month(found: Found) -> str | None:
    """Say a month of a year, unless it is a number of something."""
    month, year = found[1], found[2]
    if not 1 <= int(month) <= _MONTHS or found.before.lower().endswith("số "):
        return None
    is_called = re.search(r"(?i:tháng|quý) $", found.before)
    said = _month(month).removeprefix("tháng ") if is_called else _month(month)
    return f"{said} năm {cardinal(int(year))}"


def _say_short(found: Found) -> str | Said:
    """Say a day without a year, a share, or so many of so many."""
    first, left, right = found[1], found[2], found[3]
    before, is_day = found.before, _is_day(left, right) and (not first or _is_day(first, right))
    named = f"{_days(found, first, left)} {_month(right)}" if is_day else ""
    if is_day and (first or _SURELY.search(before)):
        return named
    if first:
        return Said(
            words=f"{whole(first)} đến {whole(left)} trên {whole(right)}",
            kind=Kind.FRACTION,
            doubt=Doubt.AMBIGUOUS,
        )
    if _SHARE.match(found.after):
        return Said(words=f"{whole(left)} phần {ordinal(int(right))}", kind=Kind.FRACTION)
    doubt = Doubt.AMBIGUOUS if _SURELY.search(before) else None
    over = Said(words=f"{whole(left)} trên {whole(right)}", kind=Kind.FRACTION, doubt=doubt)
    if not is_day or _COUNT.match(found.after) or _AT_HOME.search(before):
        return over
    if _PROBABLY.search(before) or f"{int(left)}/{int(right)}" in _FEASTS:
        return named
    return Said(words=named, doubt=Doubt.AMBIGUOUS)


def _say_hyphened(found: Found) -> str | None:
    """Say 30-4 as a day where a word before it says so, and nothing is counted."""
    if not (_SURELY.search(found.before) and _is_day(found[1], found[2])):
        return None
    if not _CALLED_DAY.search(found.before) and re.match(r"\s?[^\W\d_]", found.after):
        counted = not re.match(r" (?:và|đến|tại|ở|năm|âm|là)(?![^\W_])", found.after)
        if counted:
            return None
    return f"{_day(found[1], found.before)} {_month(found[2])}"


def _say_strokes(found: Found) -> Said:
    """Say so many of so many; what looks like a date and is none is doubted."""
    parts = found[0].split("/")
    is_like_a_date = len(parts) > len("dm") or _YEAR_ALONE.fullmatch(parts[-1])
    is_number = found.before.lower().endswith("số ") and len(parts) == len("ny")
    doubt = Doubt.AMBIGUOUS if is_like_a_date and not is_number else None
    return Said(words=" trên ".join(map(whole, parts)), doubt=doubt)


def _say_named_month(found: Found) -> str | None:
    """Say the number of a month; "mỗi tháng 4 lần" counts something."""
    if not 1 <= int(found[0]) <= _MONTHS or _COUNTED_A_MONTH.match(found.after):
        return None
    return _month(found[0]).removeprefix("tháng ")


_YEAR: Final = r"((?:19|20)[0-9]{2})"
_YEAR_ALONE: Final = re.compile(_YEAR)
_D: Final = r"([0-9]{1,2})"
_BEGIN: Final = r"(?<![\w/.,+-])"
_END: Final = r"(?![\w/]|[.,-][0-9])"

DATES: Final = (
    Rule(
        kind=Kind.DATE,
        pattern=re.compile(
            rf"{_BEGIN}(?:{_D}\s?[-–]\s?)?{_D}([/.-]){_D}\3{_YEAR}(?![\w/]|[.,][0-9])"
        ),
        say=_say_full,
    ),
    Rule(
        kind=Kind.DATE,
        pattern=re.compile(rf"{_BEGIN}{_D}/{_YEAR}(?![\w/]|[.,][0-9])"),
        say=_say_month,
    ),
    Rule(
        kind=Kind.DATE,
        pattern=re.compile(rf"(?<=[Tt]háng ){_D}-{_YEAR}{_END}"),
        say=_say_month,
    ),
    Rule(
        kind=Kind.DATE,
        pattern=re.compile(rf"(?<![\w/.,+])(?:{_D}\s?[-–]\s?)?{_D}/{_D}(?![\w/%]|[.,][0-9])"),
        say=_say_short,
    ),
    Rule(kind=Kind.DATE, pattern=re.compile(rf"{_BEGIN}{_D}-{_D}{_END}"), say=_say_hyphened),
    Rule(
        kind=Kind.FRACTION,
        pattern=re.compile(r"(?<![\w/.,+])[0-9]{1,5}(?:/[0-9]{1,5}){1,9}(?![\w/]|[.,][0-9])"),
        say=_say_strokes,
    ),
    Rule(
        kind=Kind.DATE,
        pattern=re.compile(r"(?<=[Nn]gày )[0-9]{1,2}(?= tháng [0-9])"),
        say=lambda found: _mung(found[0]),
    ),
    Rule(
        kind=Kind.DATE,
        pattern=re.compile(r"(?<=[Tt]háng )[0-9]{1,2}(?![\w/%]|[.,:][0-9]|\s?[-–]\s?[0-9])"),
        say=_say_named_month,
    ),
    Rule(
        kind=Kind.NUMBER,
        pattern=re.compile(r"(?<=[Tt]hứ )[0-9]{1,2}(?![\w/%]|[.,:][0-9])"),
        say=lambda found: ordinal(int(found[0])),
    ),
)
