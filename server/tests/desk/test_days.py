"""A day before all work, or after it, is told as a slip and breaks nothing."""

from collections.abc import Callable

import pytest
from django.test import Client
from loa.broadcast.models import Session
from loa.orgs.models import Person

SignIn = Callable[[Person], Client]
FAR = pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "soon"])


@FAR
@pytest.mark.parametrize(
    "path",
    ["/sessions/?day={}", "/sessions/new/?day={}", "/archive/?first_day={0}&last_day={0}"],
)
def test_a_day_on_which_nobody_works_is_no_fault(
    nam: Person, signed_in: SignIn, path: str, day: str
) -> None:
    assert signed_in(nam).get(path.format(day)).status_code == 200


@FAR
def test_no_session_is_opened_there(nam: Person, signed_in: SignIn, day: str) -> None:
    told = {"unit": "vn/31/11848", "name": "Sáng", "date": day, "starts": "05:30", "ends": "06:00"}
    answer = signed_in(nam).post("/sessions/new/", told)

    assert answer.status_code == 422
    assert "errorlist" in answer.text
    assert not Session.objects.exists()
