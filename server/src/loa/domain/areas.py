"""Name places, know which contains which, and put them in the order people expect.

A place is a path of official codes from the nation down:

    vn                     the nation
    vn/31                  a province (two digits)
    vn/31/11329            a commune (five digits)
    vn/31/11329/11329-01   a village of that commune

Codes are text ("01" is not 1) and never reused for the arithmetic of containment:
only the path says what lies inside what.
"""

import re
from enum import IntEnum
from typing import Final, NewType, TypeAlias

from loa_protocol.errors import Refusal

from loa.domain.spelling import search_key, sort_key

__all__ = [
    "NATION",
    "BadPath",
    "Level",
    "UnitCode",
    "UnitPath",
    "common",
    "contains",
    "level_of",
    "outermost",
    "path_of",
    "search_key",
    "sort_key",
    "text_of",
]

UnitCode = NewType("UnitCode", str)
UnitPath: TypeAlias = tuple[UnitCode, ...]

NATION: Final[UnitPath] = (UnitCode("vn"),)


class Level(IntEnum):
    """How deep a unit lies. A larger number is a smaller place."""

    NATION = 0
    PROVINCE = 1
    COMMUNE = 2
    VILLAGE = 3


SHAPES: Final[dict[Level, re.Pattern[str]]] = {
    Level.NATION: re.compile(r"vn"),
    Level.PROVINCE: re.compile(r"[0-9]{2}"),
    Level.COMMUNE: re.compile(r"[0-9]{5}"),
    Level.VILLAGE: re.compile(r"[0-9]{5}-[0-9]{2,3}"),
}


class BadPath(Refusal):
    """The text is not a place: a code is missing, misshapen or in the wrong order."""

    code = "unit.bad_path"


def path_of(text: str) -> UnitPath:
    """Read a path from its text form, `vn/31/11329`.

    Raises:
        BadPath: it is not a place.
    """
    codes = text.split("/")
    if len(codes) > len(SHAPES):
        raise BadPath(path=text)
    for level, code in zip(Level, codes, strict=False):
        if not SHAPES[level].fullmatch(code):
            raise BadPath(path=text)
    if len(codes) > Level.VILLAGE and not codes[-1].startswith(f"{codes[-2]}-"):
        raise BadPath(path=text)
    return tuple(UnitCode(code) for code in codes)


def text_of(path: UnitPath) -> str:
    """Write a path as text, the form that the database and the audit log keep."""
    return "/".join(path)


def level_of(path: UnitPath) -> Level:
    """Say how deep a place lies."""
    return Level(len(path) - 1)


def contains(outer: UnitPath, inner: UnitPath) -> bool:
    """Say whether `inner` is `outer` or lies inside it."""
    return inner[: len(outer)] == outer


def common(first: UnitPath, second: UnitPath) -> UnitPath:
    """Find the smallest place that contains both."""
    shared: list[UnitCode] = []
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        shared.append(one)
    return tuple(shared)


def outermost(paths: frozenset[UnitPath]) -> frozenset[UnitPath]:
    """Drop every place that another of them already contains."""
    return frozenset(
        path for path in paths if not any(path[:depth] in paths for depth in range(len(path)))
    )
