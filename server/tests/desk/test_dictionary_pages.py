"""The page of a unit's reading dictionary."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse
from loa.domain.permissions import Duty
from loa.media.dictionary import add_entry, words_of
from loa.orgs.models import Person
from loa.orgs.testing import Cast, Places, entrust

HERE = "vn/31/11848"
SignIn = Callable[[Person], Client]


def page() -> str:
    return reverse("desk:dictionary")


def test_a_word_is_added_tried_changed_and_taken_out(nam: Person, signed_in: SignIn) -> None:
    client = signed_in(nam)

    added = client.post(page(), {"written": "CHX", "spoken": "Chợ Hôm"}, follow=True)
    assert "Đã thêm vào từ điển." in added.text
    assert words_of(HERE) == {"CHX": "Chợ Hôm"}

    tried = client.get(page(), {"text": "UBND họp tại CHX lúc 7h30"})
    assert '<mark title="CHX">Chợ Hôm</mark>' in tried.text
    assert '<mark title="7h30">bảy giờ ba mươi phút</mark>' in tried.text

    (entry,) = added.context["shown"].own
    address = reverse("desk:dictionary-entry", args=[entry.pk])
    assert "Chợ Hôm" in client.get(address).text
    changed = client.post(address, {"spoken": "Chợ Huyện"}, follow=True)
    assert "Đã sửa cách đọc." in changed.text
    removed = client.post(reverse("desk:dictionary-remove", args=[entry.pk]), follow=True)
    assert "Đã bỏ khỏi từ điển." in removed.text
    assert words_of(HERE) == {}


def test_a_refusal_stands_at_its_field_with_what_was_typed(nam: Person, signed_in: SignIn) -> None:
    client = signed_in(nam)
    entry = add_entry(nam, HERE, written="CHX", spoken="Chợ Hôm")

    looped = client.post(page(), {"written": "DHX", "spoken": "DHX mới"})
    assert looped.status_code == 422
    assert "dẫn vòng" in looped.text
    assert 'value="DHX mới"' in looped.text
    again = client.post(page(), {"written": "CHX", "spoken": "Chợ Huyện"})
    assert again.status_code == 409
    figures = client.post(reverse("desk:dictionary-entry", args=[entry.pk]), {"spoken": "chợ 2"})
    assert figures.status_code == 422
    assert "còn chữ số" in figures.text
    assert client.post(page(), {"written": "", "spoken": ""}).status_code == 422
    assert words_of(HERE) == {"CHX": "Chợ Hôm"}


def test_words_of_the_province_are_shown_with_its_name(cast: Cast, signed_in: SignIn) -> None:
    add_entry(cast.minh, "vn/31", written="DHX", spoken="đường Hồ Xanh")

    shown = signed_in(cast.nam).get(page())

    assert "đường Hồ Xanh" in shown.text
    assert "Hải Phòng" in shown.text
    assert shown.context["shown"].own == ()


def test_a_person_who_writes_for_two_units_chooses(
    cast: Cast, places: Places, signed_in: SignIn
) -> None:
    entrust(cast.nam, Duty.WRITE, places.other_commune)
    client = signed_in(cast.nam)

    client.post(f"{page()}?unit=vn/31/11755", {"written": "CHX", "spoken": "Chợ Hôm"})

    assert (words_of(HERE), words_of("vn/31/11755")) == ({}, {"CHX": "Chợ Hôm"})
    assert "Vĩnh Hòa" in client.get(page(), {"unit": "vn/31/11755"}).text


def test_for_others_there_is_no_such_page(cast: Cast, signed_in: SignIn) -> None:
    assert signed_in(cast.tuan).get(page()).status_code == 404
    assert signed_in(cast.lan).get(page(), {"unit": HERE}).status_code == 404
