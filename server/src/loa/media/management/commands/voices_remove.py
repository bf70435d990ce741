"""`loa voices remove NAME`: a voice reads nothing new from now on."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from loa_protocol.errors import Refusal

from loa.media import queries, voices
from loa.orgs import queries as orgs
from loa.web import refusals


class Command(BaseCommand):
    """Remove an installed voice. Sounds that it read stay, and keep its name."""

    help = "Remove a voice; what it read before stays."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask which, and who answers for it."""
        parser.add_argument("name")
        parser.add_argument("--by", required=True, help="your username; you administer a province")

    def handle(self, *_args: Any, name: str, by: str, **_options: Any) -> None:
        """Remove it, or say why not."""
        found = queries.installed_voices().filter(name=name).first()
        if found is None:
            raise CommandError(f"There is no voice {name}. `loa voices` lists them.")
        try:
            voices.remove(orgs.person_named(by), found.pk)
        except Refusal as refusal:
            raise CommandError(f"{refusals.words(refusal)} ({refusal.code})") from None
        self.stdout.write(f"{name} was removed.")
