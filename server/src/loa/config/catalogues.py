"""Turn the translations people edit (.po) into what gettext reads (.mo).

Django leaves this to `msgfmt`, a system package. This is the part of it that we need, so that two
commands are enough on a fresh machine. Standard library only: `scripts/bootstrap.py` runs it.
"""

import ast
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

MAGIC = 0x950412DE
CONTEXT_ENDS = "\x04"
FORM_ENDS = "\0"


class BadCatalogue(ValueError):  # noqa: N818 - read as a sentence
    """A .po file has a line that means nothing."""


@dataclass(slots=True)
class Entry:
    """One message of a catalogue, while it is being read."""

    parts: dict[str, str] = field(default_factory=dict)
    is_fuzzy: bool = False

    def key(self) -> str:
        """Return what gettext looks up."""
        context = self.parts.get("msgctxt")
        singular = self.parts["msgid"]
        plural = self.parts.get("msgid_plural")
        key = singular if plural is None else singular + FORM_ENDS + plural
        return key if context is None else context + CONTEXT_ENDS + key

    def translation(self) -> str:
        """Return every form of the answer; empty when nobody has translated it."""
        forms = [text for name, text in self.parts.items() if name.startswith("msgstr")]
        return FORM_ENDS.join(forms) if all(forms) else ""


def read(text: str) -> dict[str, str]:
    """Read a catalogue. Fuzzy and untranslated messages are left to the source language."""
    found = {}
    for entry in _entries(text):
        if "msgid" in entry.parts and entry.translation():
            is_header = entry.parts["msgid"] == "" and "msgctxt" not in entry.parts
            if is_header or not entry.is_fuzzy:
                found[entry.key()] = entry.translation()
    return found


def _entries(text: str) -> Iterator[Entry]:
    entry, part = Entry(), ""
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.strip()
        if words.startswith("#~") or not words:
            continue
        starts = words.startswith("#") or words.split()[0] in {"msgctxt", "msgid"}
        if starts and any(name.startswith("msgstr") for name in entry.parts):
            yield entry
            entry = Entry()
        if words.startswith("#"):
            entry.is_fuzzy = entry.is_fuzzy or (words.startswith("#,") and "fuzzy" in words)
            continue
        if not words.startswith('"'):
            part, _, words = words.partition(" ")
            entry.parts[part] = ""
        entry.parts[part] += _unquoted(words, number)
    yield entry


def _unquoted(words: str, number: int) -> str:
    try:
        text = ast.literal_eval(words.strip())
    except (SyntaxError, ValueError):
        raise BadCatalogue(f"line {number}: {words}") from None
    if not isinstance(text, str):
        raise BadCatalogue(f"line {number}: {words}")
    return text


def write(messages: dict[str, str]) -> bytes:
    """Return the .mo file of some messages: two sorted tables, then the texts."""
    pairs = sorted((key.encode(), text.encode()) for key, text in messages.items())
    count = len(pairs)
    keys_at, texts_at, at = 28, 28 + 8 * count, 28 + 16 * count
    tables: list[bytes] = []
    body = b""
    for column in (0, 1):
        for pair in pairs:
            tables.append(struct.pack("<II", len(pair[column]), at + len(body)))
            body += pair[column] + b"\0"
    header = struct.pack("<7I", MAGIC, 0, count, keys_at, texts_at, 0, at)
    return header + b"".join(tables) + body


def compile_all(top: Path) -> list[Path]:
    """Compile every catalogue below a folder that has changed, and return those."""
    compiled = []
    for source in sorted(top.rglob("locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            draft = target.with_suffix(".mo.draft")
            draft.write_bytes(write(read(source.read_text(encoding="utf-8"))))
            draft.replace(target)
            compiled.append(source)
    return compiled


if __name__ == "__main__":
    for catalogue in compile_all(Path(sys.argv[1])):
        print(f"compiled {catalogue}")
