"""Telephone numbers, figure by figure. 115 is one only after "gọi", "tổng đài" and the like."""

import re
from typing import Final

from loa.domain.reading.numbers import digit_by_digit
from loa.domain.reading.values import Found, Kind, Rule

_SHORTEST: Final = 9
_LONGEST: Final = 11
_CALLED: Final = re.compile(
    r"(?i:(?<![^\W_])(?:gọi|tổng đài|hotline|đường dây nóng|điện thoại|số máy|qua số|SĐT|ĐT))"
    r"(?:\W{0,2}(?:điện|ngay|tới|đến|số|thoại|tổng|đài|cho|theo)){0,3}\W{0,2}"
    r"(?:1[0-9]{2,3}(?:,? hoặc |,? và |, |/| - )){0,6}$",
    re.IGNORECASE,
)
_COUNTED: Final = re.compile(r"(?:[.,][0-9]|%| ?(?:hộ|người|em|cháu|con|đồng|triệu|cán bộ)\b)")


def _say(found: Found) -> str | None:
    """Say a number that has as many figures as a telephone number has."""
    figures = "".join(figure for figure in found[0] if figure.isdecimal())
    if not _SHORTEST <= len(figures) <= _LONGEST:
        return None
    said = digit_by_digit(figures)
    return f"cộng {said}" if found[0].startswith("+") else said


def _say_short(found: Found) -> str | None:
    """Say a short number after a word that tells people to call it."""
    if not _CALLED.search(found.before) or _COUNTED.match(found.after):
        return None
    return digit_by_digit(found[0])


PHONES: Final = (
    Rule(
        kind=Kind.PHONE,
        pattern=re.compile(
            r"(?<![\w.,/+])(?:\+84|\(0[0-9]{1,3}\)|0[0-9]{1,3})"
            r"(?:[ .-]?[0-9]){6,10}(?![\w/]|[.,][0-9])"
        ),
        say=_say,
    ),
    Rule(
        kind=Kind.PHONE,
        pattern=re.compile(
            r"(?<![\w.,/])1[89]00(?:[ .][0-9]{2,4}|[0-9]{4})(?:[ .]?[0-9]{2,3})?(?![\w/]|[.,][0-9])"
            r"(?! (?:đồng|triệu|hộ|người|con))"
        ),
        say=lambda found: digit_by_digit(found[0]),
    ),
    Rule(
        kind=Kind.PHONE,
        pattern=re.compile(r"(?<![\w.,/+-])1[0-9]{2,3}(?![\w-])"),
        say=_say_short,
    ),
)
