"""Numbers with what they count: money, shares, measures, and rates such as km/h and đ/hộ."""

import re
from collections.abc import Mapping
from typing import Final

from loa.domain.reading.numbers import LONGEST_NUMBER, canonical, cardinal, figure, is_long
from loa.domain.reading.values import Doubt, Found, Kind, Rule, Said

_SQUARE_CUBE: Final = {"2": "vuông", "²": "vuông", "3": "khối", "³": "khối"}
_MONEY: Final[Mapping[str, str]] = {
    "đ": "đồng", "đồng": "đồng", "VNĐ": "đồng", "VND": "đồng", "vnđ": "đồng", "₫": "đồng",
    "USD": "đô la Mỹ", "EUR": "ơ rô",
}  # fmt: skip
_SHARES: Final[Mapping[str, str]] = {"%": "phần trăm", "‰": "phần nghìn"}
_LENGTHS: Final[Mapping[str, str]] = {
    "mm": "mi li mét", "cm": "xăng ti mét", "dm": "đề xi mét", "m": "mét", "km": "ki lô mét",
}  # fmt: skip
_MEASURES: Final[Mapping[str, str]] = {
    **_LENGTHS,
    **{
        unit + power: f"{name} {said}"
        for unit, name in _LENGTHS.items()
        for power, said in _SQUARE_CUBE.items()
    },
    "ha": "héc ta", "mg": "mi li gam", "g": "gam", "kg": "ki lô gam", "µg": "mi crô gam",
    "μg": "mi crô gam", "ml": "mi li lít", "mL": "mi li lít", "l": "lít", "L": "lít",
    "s": "giây", "h": "giờ", "°C": "độ xê", "ºC": "độ xê", "oC": "độ xê", "°": "độ", "º": "độ",
    "V": "vôn", "kV": "ki lô vôn", "KV": "ki lô vôn", "kVA": "ki lô vôn am pe",
    "KVA": "ki lô vôn am pe", "MVA": "mê ga vôn am pe", "W": "oát", "kW": "ki lô oát",
    "KW": "ki lô oát", "MW": "mê ga oát", "kWh": "ki lô oát giờ", "KWh": "ki lô oát giờ",
    "kwh": "ki lô oát giờ", "MWh": "mê ga oát giờ", "kWp": "ki lô oát đỉnh",
    "MWp": "mê ga oát đỉnh", "dB": "đê xi ben", "dBA": "đê xi ben a", "Hz": "héc",
    "MHz": "mê ga héc", "hPa": "héc tô pa xcan", "kPa": "ki lô pa xcan", "ppm": "phần triệu",
    "GB": "ghi ga bai", "MB": "mê ga bai", "mmHg": "mi li mét thủy ngân",
}  # fmt: skip
_UNITS: Final[Mapping[str, str]] = {**_MONEY, **_SHARES, **_MEASURES}
_UNIT: Final = "|".join(map(re.escape, sorted(_UNITS.keys() - {"đồng"}, key=len, reverse=True)))
_MUST_PART: Final = r"(?![^\W_]|[²³])"

_COUNTS: Final = re.compile(
    rf"[0-9]\s?(?:(?:nghìn|ngàn|triệu|tỷ|tỉ) )?(?:[^\W\d_]+[23²³]?|{_UNIT})(?:/[^\W_]+[²³]?)*$"
)
_IS_MONEY: Final = re.compile(r"(?:đ|đồng|VNĐ|VND|₫|USD)(?:/[^\W_]+[²³]?)*$")
_NUMBERED: Final = re.compile(r"(?i:(?<![^\W_])(?:tổ|thôn|xóm|khu|khóm|ấp|đội|lớp|điều|khoản)) $")


def _say(found: Found) -> Said:
    """Say a number with its sign and its unit."""
    sign, number, unit = found[1], found[2], found[3]
    words = " ".join(
        filter(None, (_sign(sign), _number(number, unit or found[4]), _UNITS.get(unit, "")))
    )
    return Said(words=words, kind=_kind(number, unit), doubt=_doubt(found, number, unit))


def _sign(sign: str) -> str:
    return {"": "", "+": "cộng"}.get(sign, "âm")


def _number(number: str, unit: str) -> str:
    """Say the figures. A long row of them is a sum of money, or else a code."""
    is_sum = number.isdecimal() and unit in _MONEY and number[0] != "0"
    is_sayable = is_long(number) and len(number) <= LONGEST_NUMBER
    return cardinal(int(number)) if is_sum and is_sayable else figure(number)


def _kind(number: str, unit: str) -> Kind:
    if unit in _MONEY:
        return Kind.MONEY
    if unit in _SHARES:
        return Kind.PERCENTAGE
    if unit:
        return Kind.UNIT
    return Kind.DECIMAL if "," in number else Kind.NUMBER


def _doubt(found: Found, number: str, unit: str) -> Doubt | None:
    """Doubt what is stuck to letters, and commas that may part a list or a number."""
    commas = canonical(number).count(",") if "," in number else 0
    is_list = commas > 1 or (commas and _NUMBERED.search(found.before))
    is_stuck = not unit and found.after[:1].isalpha()
    return Doubt.AMBIGUOUS if is_list or is_stuck else None


def _say_rate(found: Found) -> str | None:
    """Say "/": "trên" between measures, "một" before a word or after money."""
    if not _COUNTS.search(found.before):
        return None
    if found[1]:
        return f"trên {cardinal(int(found[1]))} giờ"
    unit = found[2]
    if not unit.rstrip("23²³").isalpha():
        return None  # a sign that counts, such as "½": nobody knows what is meant
    measured = _MEASURES.get(unit)
    link = "trên" if measured and not _IS_MONEY.search(found.before) else "một"
    return f" {link} {measured or unit}"


def _say_bare(found: Found) -> str | None:
    """Say m2 and m³ where no number stands before them."""
    return None if re.search(r"[0-9]\s?$", found.before) else _MEASURES[found[0]]


QUANTITIES: Final = (
    Rule(
        kind=Kind.RATE,
        pattern=re.compile(r"/(?:([0-9]{1,2})h(?![\w])|([^\W\d_]+[23²³]?)(?![\w]))"),
        say=_say_rate,
    ),
    Rule(
        kind=Kind.UNIT,
        pattern=re.compile(r"(?<![\w])(?:mm|cm|dm|m|km)[23²³](?![\w²³])"),
        say=_say_bare,
    ),
    Rule(
        kind=Kind.NUMBER,
        pattern=re.compile(
            r"(?:(?<![\w.,)%°–\x00-])(?<![0-9\x00] )([+−-]))?"
            r"((?<![0-9])[0-9]{1,3}(?: [0-9]{3}){0,3} 000(?![0-9.,])|[0-9]++(?:[.,][0-9]+)*)"
            rf"(?:\s?({_UNIT}){_MUST_PART}|(?=\s?(đồng)\b))?"
        ),
        say=_say,
    ),
)
