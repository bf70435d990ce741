"""Open the accounts of the demo's people.

Their password is set, not given by an administrator, so nobody has to choose another.
"""

from loa.config.demo.cast import CAST, PASSWORD, Part
from loa.domain.permissions import SYSTEM
from loa.orgs import actions
from loa.orgs.models import Person
from loa.web.signin import second_step


def ensure_cast() -> None:
    """Open the accounts that are not there yet, with their duties and the demo's password.

    Raises:
        SystemExit: somebody works here already.
    """
    known = set(Person.objects.values_list("username", flat=True))
    if known and known.isdisjoint(part.username for part in CAST):
        raise SystemExit(
            "This site has people of its own; the demo would open accounts whose password everybody"
            " knows. Give the demo a folder and a database of its own: LOA_HOME=…"
        )
    for part in CAST:
        if part.username not in known:
            _open_account(part)


def _open_account(part: Part) -> None:
    person = actions.add_person(
        SYSTEM, username=part.username, display_name=part.name, unit_code=part.unit
    )
    for duty in part.duties:
        actions.grant_duty(SYSTEM, person.pk, duty=duty, unit_code=part.unit)
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    if second_step.is_missing(person):
        second_step.give(person, second_step.new_secret())
