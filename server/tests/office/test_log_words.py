"""Every action that is recorded anywhere has words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import loa
import pytest
from django.utils import translation
from loa.office.log_words import SAID, sentence

SOURCES = Path(loa.__path__[0])
AN_ACTION = re.compile(r"(?!loa\.)[a-z_]+\.[a-z_]+")


def recorded() -> Iterator[tuple[str, str]]:
    """Find every action that a module with the log in its hands passes to something."""
    for path in SOURCES.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        if "audit.record" not in source or path.parent.name in {"audit", "testing"}:
            continue
        for call in ast.walk(ast.parse(source)):
            for given in call.args if isinstance(call, ast.Call) else ():
                if isinstance(given, ast.Constant) and AN_ACTION.fullmatch(str(given.value)):
                    yield str(given.value), str(path.relative_to(SOURCES))


def test_every_recorded_action_has_words() -> None:
    found = dict(recorded())

    assert found
    assert {action: path for action, path in found.items() if action not in SAID} == {}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("action", SAID)
def test_every_sentence_can_be_said(action: str, language: str) -> None:
    with translation.override(language):
        assert sentence(action, who="Hoa", what="100%")


def test_an_action_without_words_is_said_by_its_code() -> None:
    assert sentence("a.b%s", who="Hoa", what="7") == "Hoa: a.b%s 7"
