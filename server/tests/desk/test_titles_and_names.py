"""What nobody named is still told apart, and a page says who did what."""

import re
from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from loa.bulletins import actions
from loa.bulletins.testing import draft_of, make_approved, version_of
from loa.bulletins.writing import Wording
from loa.orgs.models import Person

HERE = "vn/31/11848"
SignIn = Callable[[Person], Client]


def test_a_file_without_words_is_called_by_its_name(nam: Person) -> None:
    file = Wording(language="vi", upload=SimpleUploadedFile("Tiêm_phòng dại.mp3", b"1"))

    assert actions.write(nam, draft_of(HERE, wordings=(file,))).title == "Tiêm phòng dại"


def test_a_recording_without_words_is_called_by_its_hour(nam: Person) -> None:
    spoken = SimpleUploadedFile("ghi-am.webm", b"1")
    wording = Wording(language="vi", upload=spoken, is_recording=True)
    title = actions.write(nam, draft_of(HERE, wordings=(wording,))).title

    assert re.fullmatch(r"Ghi âm \d\d:\d\d", title)


def test_the_page_says_who_submitted_approved_and_released(
    nam: Person, hoa: Person, signed_in: SignIn
) -> None:
    bulletin = make_approved(nam, hoa, HERE)
    actions.note_release(hoa, version_of(bulletin).pk)
    page = " ".join(signed_in(nam).get(f"/bulletins/{bulletin.pk}/").text.split())

    for did, who in (("Gửi duyệt", nam), ("Duyệt", hoa), ("Cho phát", hoa)):
        assert f"<span>{did} · {who}</span>" in page
    assert (version_of(bulletin).submitted_by, version_of(bulletin).released_by) == (
        nam.actor_id,
        hoa.actor_id,
    )
