"""How texts are read, looked at."""

import pytest
from django.urls import reverse
from loa.bulletins import actions, reading
from loa.bulletins.testing import draft_of, finish, version_of
from loa.media.dictionary import add_entry
from loa.orgs.testing import Cast
from loa.web.signin import second_step
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


def test_how_a_text_is_read_is_good_for_everybody(visitor: Visitor, cast: Cast) -> None:
    second_step.give(cast.hoa, second_step.new_secret())
    told = "UBND xã họp lúc 7h30 ngày 5/9 bàn chi 1.500.000đ/hộ. Nghỉ 2/7, chia ½ diện tích."
    asked = actions.announce(cast.nam, draft_of(HERE, told))
    sent = actions.write(cast.nam, draft_of(HERE, told))
    pieces = [doubted.piece for doubted in reading.doubts(version_of(sent))]
    actions.confirm_reading(cast.nam, sent.pk, pieces)
    actions.submit(cast.nam, sent.pk)
    for text in version_of(sent).texts():
        assert text.sound
        finish(text.sound)
    looks = [
        Look(name="reading asked", path=f"/bulletins/{asked.pk}/", by=cast.nam),
        Look(name="reading confirmed", path=f"/bulletins/{sent.pk}/", by=cast.hoa),
    ]

    assert complaints_about(visitor, looks) == {}
