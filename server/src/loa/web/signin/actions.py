"""What a person does to their own door: tie a phone, renew spare codes, change the password."""

from datetime import timedelta
from typing import ClassVar

from django.db import transaction
from loa_protocol.errors import Refusal

from loa import audit
from loa.orgs.models import Person
from loa.web.signin import second_step, spare_codes
from loa.web.throttle import knock


class WrongPassword(Refusal):
    """The password is not this person's. Changing the door asks for it again."""

    code: ClassVar[str] = "signin.wrong_password"


class SamePassword(Refusal):
    """The new password is the old one, which somebody else may know."""

    code: ClassVar[str] = "signin.same_password"


def prove(person: Person, password: str) -> None:
    """Make sure that it is still the person, not somebody who found the browser open.

    Raises:
        WrongPassword: it is not their password.
        TooOften: too many tries.
    """
    knock(f"prove:{person.pk}", most=6, per=timedelta(minutes=15))
    if not person.check_password(password):
        raise WrongPassword(field="password")


@transaction.atomic
def tie_phone(person: Person, secret: str, code: str) -> list[str]:
    """Set the second step up, and return the spare codes that go with it.

    Raises:
        WrongCode: the phone shows another code.
    """
    second_step.set_up(person, secret, code)
    audit.record(person, "person.second_step_set_up", person, unit=person.unit.path)
    return spare_codes.renew(person)


@transaction.atomic
def renew_spare_codes(person: Person) -> list[str]:
    """Make new spare codes; the old ones end."""
    codes = spare_codes.renew(person)
    audit.record(person, "person.spare_codes_renewed", person, unit=person.unit.path)
    return codes


@transaction.atomic
def change_password(person: Person, password: str) -> None:
    """Set a new password; one that an administrator made is the person's own from now on.

    Raises:
        SamePassword: it is the one they have.
    """
    if person.check_password(password):
        raise SamePassword(field="new_password1")
    was_first = person.has_first_password
    person.set_password(password)
    person.has_first_password = False
    person.save(update_fields=["password", "has_first_password"])
    action = "person.password_chosen" if was_first else "person.password_changed"
    audit.record(person, action, person, unit=person.unit.path)
