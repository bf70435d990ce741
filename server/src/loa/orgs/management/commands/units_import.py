"""`loa units import [FILE]`: take in every unit of Vietnam, or those of a file."""

from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from loa.orgs import units_import
from loa.orgs.units_file import BadUnits


class Command(BaseCommand):
    """Import administrative units; a bad file changes nothing and each bad line is named."""

    help = "Import administrative units: those that come with Loa, or those of a CSV file."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a file, if there is one."""
        parser.add_argument(
            "file", nargs="?", type=Path, help="a CSV file; see docs/mechanisms/units.md"
        )

    def handle(self, *_args: Any, file: Path | None, **_options: Any) -> None:
        """Import and say what was done."""
        started = perf_counter()
        try:
            report = units_import.take_in(_text_of(file) if file else units_import.shipped())
        except BadUnits as refusal:
            raise CommandError("\n".join([*refusal.sentences(), "Nothing was changed."])) from None
        self.stdout.write(
            f"{report.added} added, {report.changed} changed, {report.unchanged} unchanged, "
            f"{report.changes} new links between old and new, "
            f"in {perf_counter() - started:.1f} s"
        )


def _text_of(file: Path) -> str:
    """Read a file that somebody named.

    Raises:
        CommandError: it is not there, or not a text in UTF-8.
    """
    try:
        return file.read_text(encoding="utf-8")
    except OSError as fault:
        raise CommandError(f"{file} cannot be read: {fault.strerror}.") from None
    except UnicodeDecodeError:
        raise CommandError(f"{file} is not in UTF-8. Save it as CSV UTF-8 and try again.") from None
