"""The page of threats names tests that exist."""

import re
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]


def test_every_test_that_the_page_names_exists() -> None:
    page = (TOP / "docs/mechanisms/threats.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+)`", page))
    places = [*TOP.glob("server/tests/**/*.py"), *TOP.glob("packages/*/tests/**/*.py")]
    known = {
        name
        for place in places
        for name in re.findall(r"def (test_\w+)", place.read_text(encoding="utf-8"))
    }

    assert len(named) > 60
    assert named - known == set()
