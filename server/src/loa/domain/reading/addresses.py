"""Addresses of the web and of mail, said mark by mark: a.gov.vn is "a chấm gov chấm vn"."""

import re
from collections.abc import Mapping
from typing import Final

from loa.domain.reading.numbers import digit_by_digit
from loa.domain.reading.values import Found, Kind, Rule

_MARKS: Final[Mapping[str, str]] = {
    ".": "chấm", "/": "trên", "@": "a còng", "-": "gạch ngang", "_": "gạch dưới",
}  # fmt: skip
_SCHEME: Final = re.compile(r"^https?://(?:www\.)?|/$")
_PART: Final = re.compile(r"[0-9]+|[^\W\d_]+|.")


def _say(found: Found) -> str:
    parts = _PART.findall(_SCHEME.sub("", found[0]))
    return " ".join(digit_by_digit(p) if p.isdecimal() else _MARKS.get(p, p) for p in parts)


ADDRESSES: Final = Rule(
    kind=Kind.ADDRESS,
    pattern=re.compile(
        r"(?<![\w.@/-])(?:https?://)?(?:[A-Za-z0-9_.-]++@)?"
        r"[A-Za-z0-9-]++(?:\.[A-Za-z0-9-]++)*(?:(?<=\.vn)|(?<=\.com)|(?<=\.org)|(?<=\.net))(?:/[A-Za-z0-9/_-]*+)?(?![\w@])"
    ),
    say=_say,
)
