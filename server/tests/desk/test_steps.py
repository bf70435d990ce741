"""The buttons of a bulletin's page: a second tap, and where each leads."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse
from loa.bulletins.models import Bulletin
from loa.bulletins.testing import make_waiting, version_of
from loa.orgs.models import Person

HERE = "vn/31/11848"
SignIn = Callable[[Person], Client]


def step(bulletin: Bulletin, name: str) -> str:
    return reverse("desk:step", args=[bulletin.pk, name])


def test_a_second_tap_is_done_and_another_leader_is_told(
    nam: Person, hoa: Person, minh: Person, signed_in: SignIn
) -> None:
    bulletin = make_waiting(nam, HERE)
    client, form = signed_in(hoa), {"digest": version_of(bulletin).as_version().digest}
    for _ in range(2):
        answer = client.post(step(bulletin, "approve"), form)
        assert (answer.status_code, answer.headers["Location"]) == (
            303,
            f"/bulletins/{bulletin.pk}/",
        )

    assert signed_in(minh).post(step(bulletin, "approve"), form).status_code == 409
