"""The phrase bank as a page, and an announcement that is joined from it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from loa.bulletins import actions
from loa.bulletins.models import Bulletin
from loa.bulletins.testing import draft_of, version_of
from loa.bulletins.writing import Wording
from loa.media import making
from loa.media.models import Phrase
from loa.orgs.models import Person
from loa.orgs.testing import Cast

HERE = "vn/31/11848"
SignIn = Callable[[Person], Client]


def phrase(text: str, content: bytes) -> dict[str, object]:
    upload = SimpleUploadedFile("ghi-am.webm", content)
    return {"text": text, "kind": "sentence", "upload": upload}


@pytest.fixture
def bank(nam: Person, signed_in: SignIn, files: Path, recording: Path) -> Client:
    """Two phrases that can be heard, kept through the page."""
    client = signed_in(nam)
    for text in ("Kính mời bà con", "họp xóm"):
        answer = client.post("/phrases/", phrase(text, recording.read_bytes()))
        assert answer.status_code == 303
    for kept in Phrase.objects.all():
        making.make(kept.sound_id)
    return client


def written(nam: Person, text: str) -> Bulletin:
    return actions.write(nam, draft_of(HERE, text=text))


def join(client: Client, bulletin: Bulletin) -> int:
    address = reverse("desk:step", args=[bulletin.pk, "use-phrases"])
    return client.post(address, {"language": "vi"}).status_code


def test_phrases_are_recorded_and_listed_with_what_is_missing(bank: Client) -> None:
    page = bank.get("/phrases/?say=mười").content.decode()

    assert "Kính mời bà con" in page
    assert 'value="mười"' in page
    assert "mươi" in page


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"text": "", "kind": "sentence"}, "errorlist"),
        ({"text": "Kính mời", "kind": "sentence"}, "Hãy ghi âm câu này"),
        ({**phrase("…", b"x")}, "phải có chữ"),
        ({**phrase("Kính mời", b"")}, "Tệp này trống"),
    ],
)
def test_a_bad_phrase_is_told_and_keeps_nothing(
    nam: Person, signed_in: SignIn, files: Path, told: dict[str, object], words: str
) -> None:
    page = signed_in(nam).post("/phrases/", told)

    assert page.status_code == 422
    assert words in page.content.decode()
    assert not Phrase.objects.exists()


def test_nonsense_in_the_address_shows_the_first_unit(bank: Client) -> None:
    assert bank.get("/phrases/?unit=x&language=y").status_code == 200


def test_whoever_does_not_write_has_no_bank(cast: Cast, signed_in: SignIn) -> None:
    assert signed_in(cast.hoa).get("/phrases/").status_code == 403


def test_a_phrase_is_taken_out_on_the_page(bank: Client) -> None:
    kept = Phrase.objects.get(text="họp xóm")

    answer = bank.post(reverse("desk:phrase-take-out", args=[kept.pk]))

    assert (answer.status_code, answer.headers["Location"]) == (303, "/phrases/?language=vi")


def test_a_bulletin_is_said_with_recorded_phrases(nam: Person, bank: Client) -> None:
    bulletin = written(nam, "Kính mời bà con họp xóm.")

    assert join(bank, bulletin) == 303

    (text,) = version_of(bulletin).texts()
    assert text.sound is not None
    assert (text.is_recorded, text.sound.kind) == (True, "joined")


def test_a_bulletin_with_a_hole_says_what_to_record(nam: Person, bank: Client) -> None:
    bulletin = written(nam, "Kính mời bà con xuống đình.")

    assert join(bank, bulletin) == 422

    (text,) = version_of(bulletin).texts()
    assert (text.is_recorded, text.sound) == (False, None)


def test_other_words_are_not_said_by_the_old_phrases(nam: Person, bank: Client) -> None:
    bulletin = written(nam, "Kính mời bà con họp xóm.")
    join(bank, bulletin)

    actions.put_wording(nam, bulletin.pk, Wording(language="vi", text="Hoãn họp xóm."))

    (text,) = version_of(bulletin).texts()
    assert (text.is_recorded, text.sound) == (False, None)


def test_a_language_that_is_not_there_is_not_found(nam: Person, bank: Client) -> None:
    address = reverse("desk:step", args=[written(nam, "Kính mời").pk, "use-phrases"])

    assert bank.post(address, {"language": "tyz"}).status_code == 404


def test_whoever_approves_sees_how_joined_phrases_read_it(
    cast: Cast, bank: Client, signed_in: SignIn, recording: Path
) -> None:
    said = phrase("ngày mùng năm tháng chín", recording.read_bytes())
    bank.post("/phrases/", said)
    making.make(Phrase.objects.get(text="ngày mùng năm tháng chín").sound_id)
    bulletin = written(cast.nam, "Kính mời bà con họp xóm ngày 5/9")
    assert join(bank, bulletin) == 303
    actions.submit(cast.nam, bulletin.pk)

    page = signed_in(cast.hoa).get(reverse("desk:bulletin", args=[bulletin.pk])).text

    assert "Các câu ghép đọc thế nào" in page
    assert '<mark title="5/9">mùng năm tháng chín</mark>' in page
