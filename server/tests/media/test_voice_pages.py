"""What administrators see and do on the pages of the voices."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from loa.media import voices
from loa.media.models import InstalledVoice
from loa.media.testing.packs import a_pack
from loa.orgs.models import Person
from loa.orgs.testing import Cast
from pytest_django import Settings

pytestmark = pytest.mark.django_db
PAGE = "/sounds/voices/"


@pytest.fixture
def binh(cast: Cast, tmp_path: Path, settings: Settings, files: Path) -> Person:
    """Bình administers the province, on a site with a home of its own."""
    settings.HOME = type(settings.HOME)(root=tmp_path / "home")
    return cast.binh


def visit(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def sent(content: bytes) -> dict[str, SimpleUploadedFile]:
    return {"pack": SimpleUploadedFile("thu.zip", content, "application/zip")}


def test_a_pack_is_brought_its_licence_read_and_accepted(binh: Person, tmp_path: Path) -> None:
    client = visit(binh)

    answer = client.post(PAGE, sent(a_pack(tmp_path / "thu").getvalue()), follow=True)

    page = answer.content.decode()
    assert "Anybody may use this voice for anything." in page
    assert "Chờ chấp nhận giấy phép" in page
    voice = InstalledVoice.objects.get()
    page = client.post(f"{PAGE}{voice.pk}/accept", follow=True).content.decode()
    assert "Người chấp nhận giấy phép" in page
    assert "Đang dùng" in page
    page = client.post(f"{PAGE}{voice.pk}/remove", follow=True).content.decode()
    assert "Đã gỡ giọng" in page
    assert "Chưa có gói nào." in page


def test_a_wrong_pack_is_refused_in_words_on_the_same_page(binh: Person) -> None:
    answer = visit(binh).post(PAGE, sent(b"Kinh thua ba con"))

    assert answer.status_code >= 400
    assert "Tệp này không phải gói giọng đọc" in answer.content.decode()


def test_others_see_the_voices_and_change_nothing(cast: Cast, binh: Person, tmp_path: Path) -> None:
    brought = voices.bring(binh, a_pack(tmp_path / "thu"))
    client = visit(cast.an)

    assert "thu" in client.get(PAGE).content.decode()
    page = client.get(f"{PAGE}{brought.pk}/").content.decode()
    assert "Bùi Thanh" not in page
    assert "accept" not in page
    assert client.post(PAGE, sent(b"anything")).status_code == 403
    assert client.post(f"{PAGE}{brought.pk}/accept").status_code == 404
    assert client.get(f"{PAGE}99/").status_code == 404
    assert not InstalledVoice.objects.filter(InstalledVoice.IN_USE).exists()
