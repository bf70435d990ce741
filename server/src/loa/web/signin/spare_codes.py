"""Spare codes for the day the phone is lost: eight, shown once, each good once."""

import secrets

from django.db import transaction
from django.utils import timezone

from loa.orgs.models import Person
from loa.web.models import SpareCode
from loa.web.signin.sealing import digest
from loa.web.signin.second_step import WrongCode

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0 and O, no 1, I and L: they are copied by hand."""
HOW_MANY = 8
GROUPS, GROUP = 4, 4


@transaction.atomic
def renew(person: Person) -> list[str]:
    """Make new codes and forget the old ones. This is the only time they are seen."""
    codes = ["-".join(_group() for _ in range(GROUPS)) for _ in range(HOW_MANY)]
    SpareCode.objects.filter(person=person).delete()
    SpareCode.objects.bulk_create(
        SpareCode(person=person, digest=digest(_plain(code))) for code in codes
    )
    return codes


def use(person: Person, code: str) -> None:
    """Let a spare code pass, once.

    Raises:
        WrongCode: there is no such code, or it was used.
    """
    unused = SpareCode.objects.filter(
        person=person, digest=digest(_plain(code)), used_at__isnull=True
    )
    if not unused.update(used_at=timezone.now()):
        raise WrongCode


def left(person: Person) -> int:
    """Count the codes that still open the door."""
    return SpareCode.objects.filter(person=person, used_at__isnull=True).count()


def _group() -> str:
    """Draw four letters."""
    return "".join(secrets.choice(LETTERS) for _ in range(GROUP))


def _plain(code: str) -> str:
    """Drop what people add when they copy."""
    return "".join(letter for letter in code.upper() if letter in LETTERS)
