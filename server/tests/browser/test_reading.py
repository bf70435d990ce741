"""How texts are read, looked at."""

import pytest
from django.urls import reverse
from loa.media.dictionary import add_entry
from loa.orgs.testing import Cast
from loa.web.testing import Look, Visitor, complaints_about

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HERE = "vn/31/11848"
SENTENCE = "UBND+xã+họp+tại+CHX+lúc+7h30+ngày+5/9+về+½+diện+tích"


def test_the_dictionary_is_good_for_everybody(visitor: Visitor, cast: Cast) -> None:
    entry = add_entry(cast.nam, HERE, written="CHX", spoken="Chợ Hôm")
    add_entry(cast.minh, "vn/31", written="DHX", spoken="đường Hồ Xanh")
    looks = [
        Look(name="dictionary", path=f"{reverse('desk:dictionary')}?text={SENTENCE}", by=cast.nam),
        Look(
            name="dictionary entry",
            path=reverse("desk:dictionary-entry", args=[entry.pk]),
            by=cast.nam,
        ),
    ]

    assert complaints_about(visitor, looks) == {}
