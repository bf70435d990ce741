"""What a leader sees of the robot voice, and what they must do before it goes out."""

import pytest
from django.test import Client
from loa.bulletins import robots
from loa.bulletins.models import Bulletin, RobotSwitch
from loa.bulletins.testing import make_waiting, version_of
from loa.domain.bulletins import State
from loa.media.models import Hearing, Sound
from loa.orgs.testing import Cast, Places

from .conftest import SignIn

pytestmark = pytest.mark.django_db
PAGE = "/robot-voice/"


@pytest.fixture
def waiting(cast: Cast, places: Places) -> Bulletin:
    """Nam wrote something that nobody recorded."""
    bulletin = make_waiting(cast.nam, places.commune.path)
    Sound.objects.update(is_robot=True)
    return bulletin


def approve(client: Client, bulletin: Bulletin, **told: object) -> str:
    digest = version_of(bulletin).as_version().digest
    address = f"/bulletins/{bulletin.pk}/approve/"
    return client.post(address, {"digest": digest, **told}, follow=True).content.decode()


def test_the_page_asks_to_listen_and_refuses_who_did_not(
    cast: Cast, waiting: Bulletin, signed_in: SignIn
) -> None:
    hoa = signed_in(cast.hoa)

    page = hoa.get(f"/bulletins/{waiting.pk}/").content.decode()
    refused = approve(hoa, waiting)

    assert "dùng khi không còn cách nào khác" in page
    assert "hãy nghe hết từ đầu đến cuối, không tua" in page
    assert "dễ đọc sai. Hãy nghe hết" in refused
    assert version_of(waiting).state == State.SUBMITTED


def test_without_scripts_the_persons_word_is_taken_and_kept(
    cast: Cast, waiting: Bulletin, signed_in: SignIn
) -> None:
    sound = Sound.objects.get()

    page = approve(signed_in(cast.hoa), waiting, heard=[str(sound.pk), "x", "9" * 30])

    assert "Đã duyệt." in page
    assert "không tua" not in page
    assert Hearing.objects.get().how == "word"


def test_a_leader_switches_the_robot_on_and_off(
    cast: Cast, places: Places, signed_in: SignIn
) -> None:
    hoa, here = signed_in(cast.hoa), places.commune.path

    assert "Đang tắt" in hoa.get(PAGE).content.decode()
    page = hoa.post(PAGE, {"unit": here, "do": "on"}, follow=True).content.decode()
    assert "Đang bật" in page
    assert robots.is_on(here)
    hoa.post(PAGE, {"unit": here, "do": "off"})
    assert not robots.is_on(here)


@pytest.mark.parametrize("who", ["nam", "an"])
def test_others_have_no_switch(cast: Cast, places: Places, signed_in: SignIn, who: str) -> None:
    client = signed_in(getattr(cast, who))

    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"unit": places.commune.path, "do": "on"}).status_code == 403
    assert not RobotSwitch.objects.exists()
