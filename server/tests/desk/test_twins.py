"""The page of a bulletin names those that have its recording already."""

import pytest
from loa.bulletins.models import Bulletin, VersionText
from loa.bulletins.testing import make_waiting
from loa.media import likeness
from loa.orgs.testing import Cast, Places

from .conftest import SignIn

pytestmark = pytest.mark.django_db


def sent(cast: Cast, places: Places, text: str) -> Bulletin:
    bulletin = make_waiting(cast.nam, places.commune.path, text=text)
    for one in VersionText.objects.filter(version__bulletin=bulletin).select_related("sound"):
        assert one.sound is not None
        likeness.keep(one.sound, range(100))
    return bulletin


def test_a_copy_is_named_to_whoever_approves(cast: Cast, places: Places, signed_in: SignIn) -> None:
    first, second = (sent(cast, places, text) for text in ("Phòng cúm.", "Cúm mùa."))
    hoa = signed_in(cast.hoa)

    page = hoa.get(f"/bulletins/{second.pk}/").content.decode()

    assert "giống bản tin đã có" in page
    assert f'href="/bulletins/{first.pk}/"' in page
    assert "giống bản tin đã có" not in hoa.get(f"/bulletins/{first.pk}/").content.decode()
