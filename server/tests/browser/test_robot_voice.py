"""A robot voice is heard to its end before it is approved; skipping does not count."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from loa.bulletins import actions
from loa.bulletins.models import Bulletin
from loa.bulletins.testing import MEETING
from loa.bulletins.testing import draft_of as draft
from loa.media import making, store
from loa.media.models import Hearing, Sound
from loa.orgs.testing import Cast, Places
from loa.web.signin import second_step
from loa.web.testing import PHONE, Visitor
from pytest_django import Settings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def shared(site_home: Path, address: str, settings: Settings) -> Iterator[None]:
    """Make sounds where the running site finds them."""
    settings.HOME = type(settings.HOME)(root=site_home)
    settings.LOA_FILES_URL = (site_home / "files").as_uri()
    store.store.cache_clear()
    yield
    store.store.cache_clear()


@pytest.mark.usefixtures("shared")
def test_a_leader_hears_the_robot_to_its_end_and_then_approves(
    visitor: Visitor, cast: Cast, places: Places
) -> None:
    bulletin = actions.announce(cast.nam, draft(places.commune.path))
    making.make(Sound.objects.get().pk)
    second_step.give(cast.hoa, second_step.new_secret())

    with visitor.visit(f"/bulletins/{bulletin.pk}/", by=cast.hoa, window=PHONE) as page:
        sound = page.locator("audio")
        sound.evaluate("""audio => new Promise(ended => {
            audio.muted = true;
            audio.onended = ended;
            audio.onloadedmetadata = () => {
                audio.currentTime = audio.duration - 0.3;
                audio.play();
            };
            audio.load();
        })""")
        page.get_by_text("hãy nghe hết từ đầu đến cuối, không tua").wait_for()
        assert not Hearing.objects.exists()

        sound.evaluate("a => { a.currentTime = 0; a.playbackRate = 8; a.play(); }")
        page.get_by_text("Bạn đã nghe hết").wait_for()
        page.get_by_role("button", name="Chỉ duyệt").click()
        page.get_by_text("Đã duyệt.").wait_for()

    assert Hearing.objects.get().how == "player"
    assert Bulletin.objects.get().title == MEETING
