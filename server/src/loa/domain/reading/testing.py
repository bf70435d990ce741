"""Compare a reading with what was expected of it.

An expected reading is plain words; `{nghìn|ngàn}` are alternatives, of which one
may be empty. Capitals, punctuation and hyphens make no difference to the ear.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_PART: Final = re.compile(r"\{([^{}]*)\}|([^{}]+)")
_NOT_HEARD: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One written text with its accepted readings."""

    text: str
    reading: str
    kind: str = ""
    source: str = ""

    def accepts(self, spoken: str) -> bool:
        """Tell whether a reading is one of those accepted."""
        return words(spoken) in _readings(self.reading)


def load(folder: Path) -> list[Expected]:
    """Read every file of expected readings in a folder."""
    files = sorted(folder.glob("*.json"))
    return [Expected(**told) for file in files for told in json.loads(file.read_text("utf-8"))]


def words(text: str) -> str:
    """Return what the ear hears of a text."""
    return _NOT_HEARD.sub(" ", text.lower()).strip()


def _readings(notation: str) -> set[str]:
    """Spell out every accepted reading."""
    readings = {""}
    for alternatives, plain in _PART.findall(notation):
        options = {words(option) for option in (alternatives or plain).split("|")}
        readings = {f"{begun} {option}".strip() for begun in readings for option in options}
    return readings
