"""A new site can be begun: somebody opens the first account."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from loa.domain.permissions import Duty
from loa.orgs.models import Person
from loa.orgs.testing import Places


def test_the_first_administrator_may_look_after_the_unit(places: Places) -> None:
    said = StringIO()
    unit = places.province

    call_command("administrator_add", "mai", name="Hồ Thị Mai", unit=unit.code, stdout=said)

    mai = Person.objects.get(username="mai")
    password = said.getvalue().split()[1]
    assert mai.check_password(password)
    assert mai.has_first_password
    held = {grant.duty for grant in mai.as_officer().grants}
    assert held == {Duty.ADMINISTRATOR, Duty.INSPECT}


def test_a_taken_name_is_refused_and_changes_nothing(hoa: Person) -> None:
    before = Person.objects.count()

    with pytest.raises(CommandError, match="already"):
        call_command("administrator_add", hoa.username, name="Hoa", unit=hoa.unit.code)

    assert Person.objects.count() == before


def test_an_unknown_unit_is_refused(places: Places) -> None:
    with pytest.raises(CommandError, match="loa units import"):
        call_command("administrator_add", "mai", name="Hồ Thị Mai", unit="99999")

    assert not Person.objects.filter(username="mai").exists()
