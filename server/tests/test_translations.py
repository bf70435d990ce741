"""Every sentence of every page is there in both languages, and none is left from yesterday."""

import re
from collections import defaultdict
from importlib.util import module_from_spec, spec_from_file_location
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

pofile = pytest.importorskip("babel.messages.pofile", reason="Babel is not there: make ready")

HOLE = re.compile(r"%\(\w+\)[sd]|%[sd]|{\w*}")


def script() -> ModuleType:
    path = Path(__file__).parents[2] / "scripts/messages.py"
    spec = spec_from_file_location("messages", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


messages = script()
APPS = [app for app in messages.apps() if len(messages.said_by(app))]


def english(app: Path) -> dict[tuple[str, str | None], list[str]]:
    path = messages.catalogue_of(app)
    if not path.exists():
        return {}
    found = {}
    for message in pofile.read_po(BytesIO(path.read_bytes()), locale="en"):
        if message.id and not message.fuzzy:
            forms = [message.string] if isinstance(message.string, str) else [*message.string]
            found[key(message)] = [form for form in forms if form]
    return found


def key(message: Any) -> tuple[str, str | None]:
    first = message.id if isinstance(message.id, str) else message.id[0]
    return first, message.context


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
def test_every_sentence_has_its_english(app: Path) -> None:
    said = {key(message) for message in messages.said_by(app) if message.id}
    translated = {which for which, forms in english(app).items() if forms}

    assert sorted(words for words, _ in said - translated) == []
    assert sorted(words for words, _ in translated - said) == []


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
def test_a_translation_names_the_same_facts(app: Path) -> None:
    odd = [
        words
        for (words, _), forms in english(app).items()
        for form in forms
        if not set(HOLE.findall(form)) <= set(HOLE.findall(words))
    ]

    assert odd == []


def test_a_sentence_means_the_same_in_every_app() -> None:
    meanings = defaultdict(set)
    for app in APPS:
        for which, forms in english(app).items():
            meanings[which].add(tuple(forms))

    assert {words: m for (words, _), m in meanings.items() if len(m) > 1} == {}
