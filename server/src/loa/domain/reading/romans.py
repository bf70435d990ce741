"""Roman numerals, where a word before them says that they are numerals."""

import re
from typing import Final

from loa.domain.reading.numbers import cardinal, ordinal
from loa.domain.reading.values import Found, Kind, Rule

_SYMBOLS: Final = {"I": 1, "V": 5, "X": 10, "L": 50}
_ROMAN: Final = r"(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
ROMAN_WORD: Final = re.compile(rf"(?=[IVX]|L[IVX]){_ROMAN}(?![^\W_])")
_COUNTED: Final = (
    "khóa|khoá|quý|chương|phần|mục|tiểu mục|điều|phụ lục|thế kỷ|thứ|lần|vùng|khu vực|loại|hạng"
    "|nhóm|cấp|báo động|kỳ|tập|quyển|bậc|bước|giai đoạn|đợt|đại hội|số|tổ|khối|quân khu|mức"
)
_BEFORE: Final = re.compile(
    rf"(?i:(?<![^\W_])(?:{_COUNTED})) (?:{_ROMAN}\s?(?:[-–,]|và|đến)\s?){{0,3}}$"
)
_YEAR: Final = r"(?:/((?:19|20)[0-9]{2}))?(?![^\W_])"


def roman_value(roman: str) -> int:
    """Return the number that a Roman numeral stands for."""
    values = [_SYMBOLS[symbol] for symbol in roman]
    following = [*values[1:], 0]
    return sum(-v if v < after else v for v, after in zip(values, following, strict=True))


def _say(found: Found) -> str | None:
    """Say a numeral after a word that is counted: "khóa", "quý", "báo động"."""
    before = _BEFORE.search(found.before)
    if before is None:
        return None
    value = roman_value(found[1])
    said = ordinal(value) if before[0].lower().endswith("thứ ") else cardinal(value)
    return f"{said} năm {cardinal(int(found[2]))}" if found[2] else said


ROMANS: Final = Rule(
    kind=Kind.ROMAN,
    pattern=re.compile(rf"(?<![^\W_])((?=[IVX]|L[IVX]){_ROMAN}){_YEAR}"),
    say=_say,
)
