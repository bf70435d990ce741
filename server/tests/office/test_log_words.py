"""Every action that is recorded anywhere has words."""

import ast
from collections.abc import Iterator
from pathlib import Path

import loa
import pytest
from django.utils import translation
from loa.office.log_words import SAID, sentence

SOURCES = Path(loa.__path__[0])
RECORDERS = {"record", "record_emergency"}


def recorded() -> Iterator[tuple[str, str]]:
    """Find every `audit.record(actor, "…", …)` in the source, with its place."""
    for path in SOURCES.rglob("*.py"):
        if "tests" in path.parts or path.parent.name == "audit":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in RECORDERS
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "audit"
            ):
                for literal in ast.walk(node.args[1]):
                    if isinstance(literal, ast.Constant) and isinstance(literal.value, str):
                        yield literal.value, str(path.relative_to(SOURCES))


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
