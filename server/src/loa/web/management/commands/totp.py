"""`loa totp NAME`: show the code that a demo account's phone would show now."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from loa.orgs.models import Person
from loa.web.signin.second_step import STRETCH_S, code_of


class Command(BaseCommand):
    """Stand in for a phone, in a demo only."""

    help = "Show the sign-in code of a demo account (only where LOA_DEMO=1)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask whose."""
        parser.add_argument("username")

    def handle(self, *, username: str, **_options: object) -> None:
        """Print the code, and how long it is good."""
        if not settings.LOA_DEMO:
            raise CommandError("This site is not a demo; codes are shown by people's own phones.")
        person = Person.objects.filter(username=username, totp_secret__isnull=False).first()
        if person is None:
            raise CommandError(f"There is no account {username} with a second step.")
        now = timezone.now()
        left = STRETCH_S - int(now.timestamp()) % STRETCH_S
        self.stdout.write(f"{code_of(person, now)}  (for {left} s)")
