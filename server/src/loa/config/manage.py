"""Run management commands: Django's own, and the verbs that our apps add."""

import os
import sys
from pathlib import Path

import django
from django.core.management import execute_from_command_line
from django.core.management import load_command_class as load

import loa
from loa.config.cli import NEEDS_NO_DATABASE
from loa.config.embedded.borrow import borrowed_database


def main(arguments: list[str]) -> int:
    """Run one command, with the embedded database if that is the one and it sleeps."""
    if not arguments or arguments[0] in NEEDS_NO_DATABASE:
        os.environ.setdefault("DATABASE_POOL", "0")
        execute_from_command_line(["loa manage", *arguments])
        return 0
    with borrowed_database():
        execute_from_command_line(["loa manage", *arguments])
    return 0


def resolve(words: list[str]) -> list[str] | None:
    """Turn `units import FILE` into the command that our apps offer for it."""
    together = "_".join(words[:2]).replace("-", "_")
    if together in _ours():
        return [together, *words[2:]]
    return words if words[0] in _ours() else None


def purposes() -> dict[str, str]:
    """Return what each verb of our apps does, in one line."""
    django.setup()
    told = {}
    for name, app in _ours().items():
        told[name.replace("_", " ")] = str(load(app, name).help).strip().splitlines()[0]
    return told


def _ours() -> dict[str, str]:
    """Return the commands of our apps, by their files: Django is not set up yet."""
    files = sorted(Path(loa.__path__[0]).glob("*/management/commands/[a-z]*.py"))
    return {file.stem: f"loa.{file.parts[-4]}" for file in files}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
