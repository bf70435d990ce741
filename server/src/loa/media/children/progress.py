"""How far a child came: a number in a small file, which the parent looks at now and then."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

_FILE: Final = "progress"


def teller(folder: Path) -> Callable[[float], None]:
    """Return what a child calls with the share that is done, from 0 to 1."""

    def tell(share: float) -> None:
        beside = folder / f"{_FILE}.new"
        beside.write_text(str(round(100 * share)), encoding="ascii")
        beside.replace(folder / _FILE)

    return tell


def percent(folder: Path) -> int:
    """Return how far the child in a folder came. What it writes is only believed as a number."""
    told = ""
    with suppress(FileNotFoundError, UnicodeDecodeError):
        told = (folder / _FILE).read_text(encoding="ascii")
    return min(int(told), 100) if told.isdecimal() and len(told) <= len("100") else 0
