"""Bring the English catalogues up to date: `python scripts/messages.py [APP …]`.

Vietnamese is the source language, so every sentence in the code and the templates
is its own msgid. New sentences get an empty translation, sentences that are gone
are dropped, and a translation whose sentence changed is gone too: it has to be
thought about again. `server/tests/test_translations.py` fails until all are filled in.
"""

import io
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SERVER = Path(__file__).parent.parent / "server/src/loa"
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Language: en\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
FOUND = Iterator[tuple[int, str, object, list[str]]]


def apps() -> list[Path]:
    """List the folders that keep catalogues: one for each app."""
    return sorted(path.parent for path in SERVER.glob("*/apps.py"))


def catalogue_of(app: Path) -> Path:
    """Return where the English sentences of an app stand."""
    return app / "locale/en/LC_MESSAGES/django.po"


def said_by(app: Path) -> Catalog:
    """Collect every sentence that an app says."""
    catalogue = Catalog(locale="en", project="Loa", charset="utf-8")
    for path in sorted([*app.rglob("*.py"), *app.rglob("templates/**/*.html")]):
        if {"migrations", "testing.py"} & set(path.parts):
            continue
        find = in_python if path.suffix == ".py" else in_template
        for line, function, message, _comments in find(path):
            put(catalogue, function, message, (str(path.relative_to(SERVER)), line))
    return catalogue


def in_python(path: Path) -> FOUND:
    """Read a module as Python."""
    with path.open("rb") as source:
        yield from extract_python(source, KEYWORDS, [], {})


def in_template(path: Path) -> FOUND:
    """Read a template as Django's own extraction does: as calls of gettext among noise."""
    calls = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    straight = "\n".join(line.strip() for line in calls.splitlines())
    try:
        yield from extract_python(
            io.BytesIO(straight.encode()), KEYWORDS, [], {"encoding": "utf-8"}
        )
    except (SyntaxError, tokenize.TokenError) as fault:
        raise SystemExit(f"{path} cannot be read for translation: {fault}") from fault


def put(catalogue: Catalog, function: str, message: object, place: tuple[str, int]) -> None:
    """Add one sentence, its plural or its context."""
    parts = message if isinstance(message, tuple) else (message,)
    words = [part for part in parts if isinstance(part, str)]
    context = words.pop(0) if function.startswith(("pgettext", "npgettext")) else None
    if words and words[0]:
        key = tuple(words[:2]) if function.startswith("n") else words[0]
        catalogue.add(key, locations=[place], context=context)


def written(catalogue: Catalog) -> bytes:
    """Write a catalogue in the order of its sentences, so that two people's changes rarely meet."""
    out = io.BytesIO()
    write_po(
        out, catalogue, omit_header=True, no_location=True, ignore_obsolete=True, sort_output=True
    )
    return out.getvalue()


def main(names: list[str]) -> None:
    """Update the catalogues of these apps, or of all, and say how much is left to translate."""
    for app in [app for app in apps() if not names or app.name in names]:
        said, path = said_by(app), catalogue_of(app)
        if not len(said):
            continue
        kept = Catalog(locale="en", charset="utf-8")
        if path.exists():
            kept = read_po(io.BytesIO(path.read_bytes()), locale="en")
        kept.update(said, no_fuzzy_matching=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(HEADER.encode() + written(kept))
        print(f"{app.name}: {sum(not m.string for m in kept if m.id)} of {len(kept)} to translate")


if __name__ == "__main__":
    main(sys.argv[1:])
