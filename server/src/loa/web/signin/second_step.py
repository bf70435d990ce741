"""The second step: a code from the person's phone, thirty seconds long (RFC 6238), used once."""

from datetime import datetime
from typing import ClassVar

import pyotp
from django.db import transaction
from django.utils import timezone
from loa_protocol.errors import Refusal

from loa.domain.permissions import Duty
from loa.orgs.models import Person
from loa.web.models import SecondStep
from loa.web.signin.sealing import seal, unseal
from loa.web.ways import duties_today

ISSUER = "Loa"
STRETCH_S = 30
NEEDED_FOR = frozenset({Duty.APPROVE.value, Duty.RELEASE.value, Duty.ADMINISTRATOR.value})
"""Whoever lets words out of the loudspeakers proves it with two things, and so does whoever can
give that duty, or another password and another phone, to somebody else."""


class WrongCode(Refusal):
    """The code is not the one of this half minute, or was used already."""

    code: ClassVar[str] = "signin.wrong_code"


def is_missing(person: Person) -> bool:
    """Say whether a person must set up the second step before anything else."""
    return person.totp_secret is None and not NEEDED_FOR.isdisjoint(duties_today(person))


def new_secret() -> str:
    """Make a secret of 160 bits."""
    return pyotp.random_base32()


def address_for(person: Person, secret: str) -> str:
    """Return what the QR code says to the phone."""
    return pyotp.TOTP(secret).provisioning_uri(name=person.username, issuer_name=ISSUER)


def code_of(person: Person, now: datetime) -> str:
    """Return the code a person's phone shows now."""
    return pyotp.TOTP(unseal(str(person.totp_secret))).at(now)


@transaction.atomic
def set_up(person: Person, secret: str, code: str, now: datetime | None = None) -> None:
    """Keep a secret once the phone has shown that it knows it.

    Raises:
        WrongCode: the phone shows another code.
    """
    counter = _counter_of(secret, code, now or timezone.now())
    SecondStep.objects.update_or_create(person=person, defaults={"last_counter": counter})
    person.totp_secret = seal(secret)
    person.save(update_fields=["totp_secret"])


@transaction.atomic
def check(person: Person, code: str, now: datetime | None = None) -> None:
    """Let a code pass, once.

    Raises:
        WrongCode: it is not the one of now (or just before or after), or was used.
    """
    counter = _counter_of(unseal(str(person.totp_secret)), code, now or timezone.now())
    SecondStep.objects.get_or_create(person=person)
    is_fresh = SecondStep.objects.filter(person=person, last_counter__lt=counter).update(
        last_counter=counter
    )
    if not is_fresh:
        raise WrongCode


def give(person: Person, secret: str) -> None:
    """Set a known secret, as `loa demo` does for its accounts."""
    person.totp_secret = seal(secret)
    person.save(update_fields=["totp_secret"])


def _counter_of(secret: str, code: str, now: datetime) -> int:
    """Find the half minute a code belongs to; phones may be half a minute wrong."""
    here = int(now.timestamp()) // STRETCH_S
    phone = pyotp.TOTP(secret)
    given = "".join(code.split())
    for counter in (here, here - 1, here + 1):
        if pyotp.utils.strings_equal(given, phone.generate_otp(counter)):
            return counter
    raise WrongCode
