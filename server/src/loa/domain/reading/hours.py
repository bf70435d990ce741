"""Hours: 7h30, 14:00, 6g15, 48h, 24/24h, 30'."""

import re
from typing import Final

from loa.domain.reading.numbers import cardinal, digit_by_digit
from loa.domain.reading.values import Found, Kind, Rule

_LAST_HOUR: Final = 24
_MINUTES: Final = 60
_BEGIN: Final = r"(?<![\w/.,:])"
_A_DAY: Final = re.compile(r"(?i:(?<![^\W_])(?:ngày|sáng|chiều|tối|đêm|hôm|từ|đến|hết)) $")


def _say(found: Found) -> str | None:
    """Say an hour with its minutes; a whole hour says none."""
    hour, minute = int(found[1]), int(found[2] or 0)
    if hour > _LAST_HOUR or minute >= _MINUTES:
        return None
    said = f"{cardinal(hour)} giờ"
    if not minute:
        return said
    minutes = digit_by_digit(found[2]) if minute < len("0123456789") else cardinal(minute)
    return f"{said} {minutes} phút"


def _say_around_the_clock(found: Found) -> str | None:
    """Say 24/24h and 24/7, which are no days."""
    if _A_DAY.search(found.before) and found[1] == "7":
        return None
    said = f"{cardinal(_LAST_HOUR)} trên {cardinal(int(found[1]))}"
    return f"{said} giờ" if found[2] else said


HOURS: Final = (
    Rule(
        kind=Kind.HOUR,
        pattern=re.compile(r"(?<![\w/.,:])24/(24|7)(?:\s?(h|giờ))?(?![\w/])"),
        say=_say_around_the_clock,
    ),
    Rule(
        kind=Kind.HOUR,
        pattern=re.compile(rf"{_BEGIN}([0-9]{{1,2}})\s?[hg]([0-9]{{2}})(?:\s?p\b|['’′])?(?![\w:])"),
        say=_say,
    ),
    Rule(
        kind=Kind.HOUR,
        pattern=re.compile(rf"{_BEGIN}([0-9]{{1,2}}):([0-9]{{2}})(?![\w:/]|[.,][0-9])"),
        say=_say,
    ),
    Rule(
        kind=Kind.HOUR,
        pattern=re.compile(r"(?<![\w/.,:])([0-9]{1,3})['’′](?![\w'’′])"),
        say=lambda found: f"{cardinal(int(found[1]))} phút",
    ),
    Rule(
        kind=Kind.HOUR,
        pattern=re.compile(r"(?<![\w/.,:])([0-9]{1,3})\s?h(?![\w/])"),
        say=lambda found: f"{cardinal(int(found[1]))} giờ",
    ),
)
