"""The buttons of a bulletin's page: a second tap, and where each leads."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse
from loa.broadcast.models import OrderRow
from loa.bulletins.models import Bulletin
from loa.bulletins.testing import make_waiting, version_of
from loa.domain.bulletins import State
from loa.domain.permissions import Duty
from loa.orgs.actions import set_languages
from loa.orgs.models import Person
from loa.orgs.testing import Cast, Places, entrust

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


def test_who_may_release_approves_and_goes_on_to_release(
    nam: Person, hoa: Person, signed_in: SignIn
) -> None:
    bulletin = make_waiting(nam, HERE)
    client, at = signed_in(hoa), f"/bulletins/{bulletin.pk}/"
    page = client.get(at).content.decode()
    assert ("Duyệt, rồi cho phát" in page, "Chỉ duyệt" in page) == (True, True)
    digest = version_of(bulletin).as_version().digest
    for _ in range(2):
        form = {"digest": digest, "then": "release"}
        answer = client.post(step(bulletin, "approve"), form)
        assert answer.headers["Location"] == f"{at}release/"

    assert "Đã duyệt, loa chưa phát." in client.get(f"{at}release/").content.decode()
    assert not OrderRow.objects.exists()


def test_who_may_not_release_just_approves(cast: Cast, places: Places, signed_in: SignIn) -> None:
    entrust(cast.tuan, Duty.APPROVE, places.commune)
    bulletin = make_waiting(cast.nam, HERE)
    page = signed_in(cast.tuan).get(f"/bulletins/{bulletin.pk}/").content.decode()

    assert ("Duyệt bản tin này" in page, "rồi cho phát" in page) == (True, False)


def test_what_is_refused_leads_nowhere_further(nam: Person, hoa: Person, signed_in: SignIn) -> None:
    bulletin = make_waiting(nam, HERE)
    answer = signed_in(hoa).post(step(bulletin, "approve"), {"digest": "0" * 64, "then": "release"})

    assert answer.status_code == 409
    assert version_of(bulletin).state == State.SUBMITTED


def test_a_language_that_is_missing_is_told_before_it_is_approved_and_released(
    cast: Cast, places: Places, signed_in: SignIn
) -> None:
    set_languages(cast.an, places.village.code, ["hmn", "vi"])
    bulletin = make_waiting(cast.nam, HERE)
    client, at = signed_in(cast.hoa), f"/bulletins/{bulletin.pk}/"
    told = "Chưa có bản H&#x27;Mông cho bà con Thôn Thượng."
    assert told in client.get(at).text

    digest = version_of(bulletin).as_version().digest
    client.post(step(bulletin, "approve"), {"digest": digest})

    assert told in client.get(f"{at}release/").text
