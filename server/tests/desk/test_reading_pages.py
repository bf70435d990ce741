"""How a text is read, on the pages of the one who writes and the one who approves."""

import re
from collections.abc import Callable

from django.test import Client
from django.urls import reverse
from loa.bulletins import actions, reading
from loa.bulletins.models import Bulletin
from loa.bulletins.testing import draft_of, make_waiting, version_of
from loa.domain.bulletins import State
from loa.orgs.models import Person
from loa.orgs.testing import Cast

HERE = "vn/31/11848"
DOUBTFUL = "UBND xã nghỉ 5/9."
SignIn = Callable[[Person], Client]


def page(bulletin: Bulletin) -> str:
    return reverse("desk:bulletin", args=[bulletin.pk])


def step(bulletin: Bulletin, name: str) -> str:
    return reverse("desk:step", args=[bulletin.pk, name])


def test_the_writer_confirms_each_piece_and_then_submits(nam: Person, signed_in: SignIn) -> None:
    client = signed_in(nam)
    form = {"key": "9d9c6d7e-0f6e-4c1c-9b56-0d7f3f0c8a11", "unit": HERE, "klass": "ordinary"}

    written = client.post(
        reverse("desk:compose"), {**form, "text": DOUBTFUL, "do": "submit"}, follow=True
    )
    assert "chưa gửi duyệt" in written.text
    assert "“5/9” → “mùng năm tháng chín”" in written.text
    bulletin = Bulletin.objects.get()

    refused = client.post(step(bulletin, "submit"))
    assert refused.status_code == 422
    assert "Chưa ai xác nhận “5/9” được đọc là “mùng năm tháng chín”" in refused.text
    assert client.post(step(bulletin, "confirm-reading")).status_code == 409

    (piece,) = re.findall(r'name="piece" value="(\w+)"', written.text)
    confirmed = client.post(step(bulletin, "confirm-reading"), {"piece": piece}, follow=True)
    assert "Đã xác nhận cách đọc." in confirmed.text
    assert "xác nhận “5/9” đọc là “mùng năm tháng chín”" in confirmed.text
    assert 'name="piece"' not in confirmed.text
    client.post(step(bulletin, "submit"))
    assert version_of(bulletin).state == State.SUBMITTED


def test_the_approver_sees_both_what_is_written_and_what_is_heard(
    cast: Cast, signed_in: SignIn
) -> None:
    bulletin = actions.write(cast.nam, draft_of(HERE, DOUBTFUL))
    pieces = [doubted.piece for doubted in reading.doubts(version_of(bulletin))]
    actions.confirm_reading(cast.nam, bulletin.pk, pieces)
    actions.submit(cast.nam, bulletin.pk)

    shown = signed_in(cast.hoa).get(page(bulletin)).text

    assert DOUBTFUL in shown
    assert '<mark title="UBND">ủy ban nhân dân</mark>' in shown
    assert f"{cast.nam} xác nhận “5/9”" in shown


def test_a_text_that_is_read_as_it_is_written_is_shown_once(cast: Cast, signed_in: SignIn) -> None:
    bulletin = make_waiting(cast.nam, HERE, text="Mời bà con họp thôn.")

    assert "Giọng máy đọc thế nào" not in signed_in(cast.hoa).get(page(bulletin)).text
