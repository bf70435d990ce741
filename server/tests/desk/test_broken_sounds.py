"""A sound that could not be made is its writers' to mend: no leader waits before it."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from loa.bulletins import actions, queries
from loa.bulletins.models import Bulletin
from loa.bulletins.testing import draft_of, make_waiting, refuse, version_of
from loa.bulletins.writing import Wording
from loa.domain.bulletins import SoundIsRefused
from loa.orgs.models import Person

HERE = "vn/31/11848"
SignIn = Callable[[Person], Client]


@pytest.fixture
def broken(nam: Person) -> Bulletin:
    """Submit a film that turns out to have no sound."""
    film = Wording(language="vi", upload=SimpleUploadedFile("Họp_thôn Thượng.mp4", b"mute"))
    bulletin = actions.announce(nam, draft_of(HERE, wordings=(film,)))
    for text in version_of(bulletin).texts():
        assert text.sound is not None
        refuse(text.sound, "media.no_sound_track")
    return bulletin


def test_it_waits_with_its_writers_and_not_with_the_leader(
    nam: Person, hoa: Person, broken: Bulletin
) -> None:
    whole = make_waiting(nam, HERE)

    assert [version.bulletin for version in queries.waiting(hoa)] == [whole]
    assert [version.bulletin for version in queries.to_mend(nam)] == [broken]


def test_nobody_approves_it(hoa: Person, broken: Bulletin) -> None:
    with pytest.raises(SoundIsRefused):
        actions.approve(hoa, broken.pk, version_of(broken).as_version().digest)


def test_its_writer_sees_what_is_wrong_at_a_glance(
    nam: Person, signed_in: SignIn, broken: Bulletin
) -> None:
    client = signed_in(nam)
    pages = [client.get(path).text for path in ("/bulletins/", f"/bulletins/{broken.pk}/")]

    assert all("Âm thanh hỏng" in page for page in pages)
    assert "Video này không có tiếng" in pages[1]
    assert "0 giây" not in pages[1]


def test_a_leader_who_opens_it_is_told_why_there_is_nothing_to_approve(
    hoa: Person, signed_in: SignIn, broken: Bulletin
) -> None:
    page = signed_in(hoa).get(f"/bulletins/{broken.pk}/").text

    assert "bị hỏng, không dùng được" in page
    assert 'name="digest"' not in page


def test_whatever_has_to_be_mended_is_in_one_list(
    nam: Person, signed_in: SignIn, broken: Bulletin
) -> None:
    whole = make_waiting(nam, HERE, title="Lịch tiêm phòng")
    client = signed_in(nam)
    mend, today = (client.get(path).text for path in ("/bulletins/?tab=mend", "/today/"))

    assert broken.title in mend
    assert whole.title not in mend
    assert 'href="/bulletins/?tab=mend"' in today
