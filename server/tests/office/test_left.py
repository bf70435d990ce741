"""The page of duties that stand on a unit which ended: what it shows, to whom, what it does."""

import pytest
from django.test import Client
from loa.domain.permissions import Duty
from loa.orgs import queries
from loa.orgs.models import AdminUnit, Person, UnitChange
from loa.orgs.testing import Cast, Places, entrust, today


def as_(person: Person) -> Client:
    client = Client(headers={"accept": "text/html"})
    client.force_login(person)
    return client


@pytest.fixture
def merged(places: Places) -> Places:
    """Let the commune of Hoa and Nam become part of that of Lan, today."""
    AdminUnit.objects.filter(pk=places.commune.pk).update(valid_to=today())
    UnitChange.objects.create(
        from_code=places.commune.code, to_code=places.other_commune.code, on=today(), kind="whole"
    )
    return places


def test_the_list_of_people_says_how_many_and_leads_there(merged: Places, cast: Cast) -> None:
    assert "6 nhiệm vụ gắn với đơn vị" in as_(cast.binh).get("/people/").text
    assert "nhiệm vụ gắn với đơn vị" not in as_(cast.lan).get("/people/").text


def test_the_first_page_of_an_administrator_who_also_reads_says_so(
    merged: Places, cast: Cast
) -> None:
    assert "6 nhiệm vụ gắn với đơn vị" in as_(cast.binh).get("/today/").text
    assert "nhiệm vụ gắn với đơn vị" not in as_(cast.nam).get("/today/").text


def test_where_nothing_changed_nothing_is_said(places: Places, cast: Cast) -> None:
    assert "nhiệm vụ gắn với đơn vị" not in as_(cast.binh).get("/people/").text
    assert "Không có nhiệm vụ nào cần giao lại" in as_(cast.binh).get("/people/duties/left/").text


def test_one_button_carries_one_duty_over(merged: Places, cast: Cast) -> None:
    client = as_(cast.binh)
    said = client.get("/people/duties/left/").text
    day = f"{today():%d/%m/%Y}"
    assert f"Giao ở Xã Tiên Lãng từ {day}" in " ".join(said.split())
    held = queries.duties_of(cast.nam).get(duty=Duty.WRITE)

    answer = client.post(f"/people/duties/{held.pk}/carry/", {"to": "11755"}, follow=True)

    assert "Đã giao lại nhiệm vụ cho Nguyễn Văn Nam ở Xã Tiên Lãng" in answer.text
    assert queries.duties_left_behind(cast.binh).count() == 5


def test_another_carries_all_of_a_unit_over(merged: Places, cast: Cast) -> None:
    client = as_(cast.binh)
    assert "Giao lại tất cả ở Xã Tiên Lãng" in " ".join(
        client.get("/people/duties/left/").text.split()
    )

    answer = client.post(f"/people/duties/left/{merged.commune.pk}/", {"to": "11755"}, follow=True)

    assert "Đã giao lại 6 nhiệm vụ" in answer.text
    assert "Không có nhiệm vụ nào cần giao lại" in answer.text


def test_who_does_not_look_after_the_new_unit_reads_whom_to_ask(merged: Places, cast: Cast) -> None:
    said = as_(cast.an).get("/people/duties/left/").text

    assert "Hãy nhờ quản trị viên cấp trên" in said
    assert "Của chính bạn" in said
    assert "Giao ở" not in said
    assert "Giao lại tất cả" not in said


def test_a_unit_that_nobody_knows_a_successor_of_says_so(places: Places, cast: Cast) -> None:
    AdminUnit.objects.filter(pk=places.village.pk).update(valid_to=today())
    entrust(cast.tuan, Duty.INSPECT, places.village)

    assert "Chưa biết đơn vị nào thay" in as_(cast.an).get("/people/duties/left/").text


def test_who_keeps_no_house_has_no_such_page(merged: Places, cast: Cast) -> None:
    assert as_(cast.nam).get("/people/duties/left/").status_code == 404
