"""`loa topics import FILE`: take in the list of topics that is in force."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from loa.bulletins import topics


class Command(BaseCommand):
    """Import topics; a bad file changes nothing, and the bad line is named."""

    help = "Take in the list of topics (Decree 49/2024, article 6) that is in force, from a CSV."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a file."""
        parser.add_argument("file", type=Path, help=f"CSV in UTF-8: {','.join(topics.COLUMNS)}")

    def handle(self, *_args: Any, file: Path, **_options: Any) -> None:
        """Import and say how many there are now."""
        try:
            count = topics.take_in(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as fault:
            raise CommandError(f"{file} cannot be read as UTF-8: {fault}") from None
        except topics.BadTopics as refusal:
            facts = refusal.facts
            raise CommandError(
                f"Line {facts['line']}: {facts['why']}. Nothing was changed."
            ) from None
        self.stdout.write(f"{count} topics in force")
