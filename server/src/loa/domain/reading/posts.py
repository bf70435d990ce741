"""Places along a road or a dyke (Km 12+500, K15+200), and alarm levels of rivers (BĐ2)."""

import re
from typing import Final

from loa.domain.reading.numbers import DIGITS, cardinal, whole
from loa.domain.reading.romans import roman_value
from loa.domain.reading.values import Found, Kind, Rule

_THOUSAND: Final = 1000


def _say_post(found: Found) -> str | None:
    """Say a post and the metres beyond it: 050 is "không trăm năm mươi"."""
    name, metres = found[1], found[3]
    if name == "K" and not metres:
        return None
    said = f"{'ca' if name == 'K' else 'ki lô mét'} số {whole(found[2])}"
    return f"{said} cộng {_metres(metres)}" if metres else said


def _metres(metres: str) -> str:
    """Say three figures whole: 050 is not 50 by the ear, but by its value."""
    if int(metres) == 0:
        return DIGITS[0]
    if len(metres) < len("000"):
        return whole(metres)
    return cardinal(_THOUSAND + int(metres)).removeprefix("một nghìn ")


def _say_alarm(found: Found) -> str:
    level = found[1]
    return f"báo động {cardinal(int(level) if level.isdecimal() else roman_value(level))}"


POSTS: Final = Rule(
    kind=Kind.POST,
    pattern=re.compile(
        r"(?<![\w])(Km|KM|K)\s?([0-9]{1,4})(?:\s?\+\s?([0-9]{1,3}))?(?![\w/]|[.,][0-9])"
    ),
    say=_say_post,
)

ALARMS: Final = Rule(
    kind=Kind.ALARM,
    pattern=re.compile(r"(?<![\w])BĐ\s?(III|II|I|[1-3])(?![\w/]|[.,][0-9])"),
    say=_say_alarm,
)
