"""`loa administrator add NAME`: open the account that opens all others."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from loa_protocol.errors import NotFound

from loa.domain.permissions import SYSTEM, Duty
from loa.orgs import actions


class Command(BaseCommand):
    """Let somebody look after a unit: its people, duties and log. The rest is done on the pages."""

    help = "Open an administrator's account for a unit, and show its first password."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask who, and for which unit."""
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="as it is shown, such as 'Vũ Bình An'")
        parser.add_argument("--unit", default="vn", help="code of the unit; the nation by default")

    def handle(self, *_args: Any, username: str, name: str, unit: str, **_options: Any) -> None:
        """Open it, or say why not."""
        try:
            password = _open(username, name, unit)
        except NotFound:
            raise CommandError(
                f"There is no unit {unit}. Import them first: loa units import"
            ) from None
        except actions.UsernameTaken:
            raise CommandError(f"Somebody signs in as {username} already.") from None
        self.stdout.write(
            f"{username}: {password}\nIt is shown this once; whoever signs in chooses their own."
        )


@transaction.atomic
def _open(username: str, name: str, unit: str) -> str:
    person = actions.add_person(SYSTEM, username=username, display_name=name, unit_code=unit)
    for duty in (Duty.ADMINISTRATOR, Duty.INSPECT):
        actions.grant_duty(SYSTEM, person.pk, duty=duty, unit_code=unit)
    return actions.give_password(SYSTEM, person.pk)
