"""The pages of a technician on a phone, of an officer, of an administrator: one per boundary."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from loa.orgs.models import Person
from loa.orgs.testing import Places
from loa.stations import actions, queries, signer
from loa.stations.models import Box, Cluster, EnrolmentCode, Station
from loa.stations.refusals import BadVolume
from loa.stations.signer.client import Client as SignerClient
from loa.stations.testing import Enrolment, Site
from loa_protocol.enrolment import Code
from loa_protocol.messages import Clock, Heartbeat


def beat(device: str) -> Heartbeat:
    return Heartbeat(
        device=device,
        at=int(timezone.now().timestamp() * 1000),
        clock=Clock.FRESH,
        volume_percent=80,
        free_bytes=4 * 1024**3,
        block_age_ms=20,
    )


def test_a_technician_brings_a_box_in_from_the_phone(
    client: Client, site: Site, tuan: Person
) -> None:
    client.force_login(tuan)
    opened = client.get("/stations/", follow=True)
    assert "Chợ Vĩnh Hòa" in opened.text
    assert "Chưa có thiết bị" in opened.text
    assert "Thêm cụm loa" in opened.text

    asked = client.get(f"/stations/clusters/{site.market.code}/code/")
    shown = client.post(f"/stations/clusters/{site.market.code}/code/")

    assert "24 giờ" in asked.text
    assert "<svg" in shown.text
    assert "style=" not in shown.text.split("<svg")[-1]
    groups = shown.context["groups"]
    code = Code.from_text("-".join(groups))
    assert shown["Cache-Control"].startswith("max-age=0")
    assert code.secret_digest == EnrolmentCode.objects.get().secret_digest
    waiting = client.get(f"/stations/clusters/{site.market.code}/")
    assert "đang chờ" in waiting.text
    assert code.text not in waiting.text


def test_a_technician_adds_a_cluster(client: Client, site: Site, tuan: Person) -> None:
    client.force_login(tuan)
    page = f"/stations/{site.station.pk}/add/"
    told = {
        "name": "Nhà văn hóa",
        "area": "vn/31/11848/11848-02",
        "percent": "60",
        "ceiling": "70",
        "lat": "20.7",
        "lng": "106.4",
    }

    answer = client.post(page, told)

    cluster = Cluster.objects.get(name="Nhà văn hóa")
    assert answer.url == f"/stations/clusters/{cluster.code}/code/"
    assert (cluster.area, cluster.volume_percent, cluster.ceiling_percent) == (
        "vn/31/11848/11848-02",
        60,
        70,
    )
    assert (cluster.lat, cluster.lng) == (20.7, 106.4)
    again = client.post(page, told)
    assert again.status_code == 422
    assert "Hãy đặt tên khác" in again.text
    half = client.post(page, told | {"name": "Khác", "lng": ""})
    assert "cả vĩ độ và kinh độ" in half.text
    loud = client.post(page, told | {"name": "Khác", "percent": "80"})
    assert "cao hơn mức trần 70%" in loud.text
    assert Cluster.objects.count() == 3


def test_volume_255_is_refused(client: Client, site: Site, tuan: Person) -> None:
    client.force_login(tuan)

    answer = client.post(
        f"/stations/clusters/{site.gate.code}/volume/", {"percent": "255", "ceiling": "255"}
    )

    assert answer.status_code == 422
    assert Cluster.objects.get(pk=site.gate.pk).volume_percent == 80
    with pytest.raises(BadVolume):
        actions.Volume(percent=255, ceiling=255)


def test_a_technician_sets_the_volume(
    client: Client, site: Site, enrolment: Enrolment, tuan: Person
) -> None:
    client.force_login(tuan)
    page = f"/stations/clusters/{site.gate.code}/volume/"

    assert 'value="80"' in client.get(page).text
    assert client.post(page, {"percent": "40", "ceiling": "90"}).status_code == 302

    told = queries.held_messages(enrolment.told.device)[-1].body
    assert (told["volume_percent"], told["ceiling_percent"]) == (40, 90)


@pytest.mark.parametrize("name", ["is_metered", "is_noisy"])
def test_a_technician_says_from_which_files_a_cluster_plays(
    client: Client, site: Site, enrolment: Enrolment, tuan: Person, name: str
) -> None:
    client.force_login(tuan)
    page = f"/stations/clusters/{site.gate.code}/files/"
    words = {"is_metered": "Bản nhẹ", "is_noisy": "Bản to hơn"}[name]
    assert "checked" not in client.get(page).text

    for told, is_so in (({name: "on"}, True), ({}, False)):
        assert client.post(page, told).status_code == 302
        body = queries.held_messages(enrolment.told.device)[-1].body
        assert body.get(name, False) is is_so
        shown = client.get(f"/stations/clusters/{site.gate.code}/").text
        assert (words in shown) is is_so
        assert ("checked" in client.get(page).text) is is_so


def test_a_technician_moves_and_revokes_a_box(
    client: Client, site: Site, enrolment: Enrolment, tuan: Person
) -> None:
    client.force_login(tuan)
    device = enrolment.told.device

    assert "Chợ Vĩnh Hòa" in client.get(f"/stations/boxes/{device}/move/").text
    moved = client.post(f"/stations/boxes/{device}/move/", {"to": site.market.code})
    assert moved.url == f"/stations/clusters/{site.market.code}/"
    asked = client.get(f"/stations/boxes/{device}/revoke/")
    assert "không nhận nó nữa" in asked.text
    assert not Box.objects.get().is_revoked
    client.post(f"/stations/boxes/{device}/revoke/")
    assert Box.objects.get().is_revoked
    again = client.post(f"/stations/boxes/{device}/revoke/")
    assert again.status_code == 409


def test_a_code_can_be_withdrawn(client: Client, site: Site, tuan: Person) -> None:
    client.force_login(tuan)
    code, _ = actions.make_code(tuan, site.gate.code)

    client.post(f"/stations/clusters/{site.gate.code}/code/withdraw/")

    assert EnrolmentCode.objects.get().withdrawn_at is not None
    assert code.text


def test_a_technician_sets_up_the_station_of_another_commune(
    client: Client, site: Site, places: Places, cast: Any
) -> None:
    lan = cast.lan
    client.force_login(lan)

    shown = client.get("/stations/")
    made = client.post("/stations/add/", {"unit": places.other_commune.code})

    station = Station.objects.exclude(pk=site.station.pk).get()
    assert "Chưa có đài nào" in shown.text
    assert made.url == f"/stations/{station.pk}/add/"
    assert queries.signing_key(places.other_commune.path)
    assert "đều đã có đài" in client.get("/stations/add/").text
    far = client.post("/stations/add/", {"unit": places.far_commune.code})
    assert far.status_code == 422


def test_an_officer_sees_red_and_green_and_touches_nothing(
    client: Client, site: Site, enrolment: Enrolment, nam: Person
) -> None:
    client.force_login(nam)
    actions.take_heartbeats([beat(enrolment.told.device)])

    listed = client.get("/stations/", follow=True)
    shown = client.get(f"/stations/clusters/{site.gate.code}/")

    assert "Trực tuyến" in listed.text
    assert "Chưa có thiết bị" in listed.text
    assert "Thêm cụm loa" not in listed.text
    assert "4,0\N{NO-BREAK SPACE}GB" in shown.text
    assert "Thu hồi thiết bị" not in shown.text


def pages(site: Site, enrolment: Enrolment) -> dict[str, dict[str, str]]:
    code, device = site.gate.code, enrolment.told.device
    return {
        f"/stations/{site.station.pk}/add/": {"name": "X", "area": site.gate.area},
        f"/stations/clusters/{code}/code/": {},
        f"/stations/clusters/{code}/code/withdraw/": {},
        f"/stations/clusters/{code}/volume/": {"percent": "1", "ceiling": "1"},
        f"/stations/clusters/{code}/files/": {"is_metered": "on"},
        f"/stations/boxes/{device}/move/": {"to": site.market.code},
        f"/stations/boxes/{device}/revoke/": {},
    }


@pytest.mark.parametrize("who", ["nam", "hoa", "an", "minh", "binh", "lan", "vy"])
def test_who_is_not_the_technician_changes_nothing(
    client: Client, site: Site, enrolment: Enrolment, request: pytest.FixtureRequest, who: str
) -> None:
    client.force_login(request.getfixturevalue(who))
    before = (Box.objects.values().get(), Cluster.objects.count(), EnrolmentCode.objects.count())

    answers = {
        page: client.post(page, told).status_code for page, told in pages(site, enrolment).items()
    }

    assert set(answers.values()) == {404}, answers
    after = (Box.objects.values().get(), Cluster.objects.count(), EnrolmentCode.objects.count())
    assert after == before
    assert Cluster.objects.get(pk=site.gate.pk).volume_percent == 80


@pytest.mark.parametrize("who", ["lan", "vy"])
def test_another_commune_does_not_even_see_it(
    client: Client, site: Site, enrolment: Enrolment, request: pytest.FixtureRequest, who: str
) -> None:
    client.force_login(request.getfixturevalue(who))

    for page in (f"/stations/{site.station.pk}/", f"/stations/clusters/{site.gate.code}/"):
        assert client.get(page).status_code == 404
    assert "Vĩnh Hòa" not in client.get("/stations/").text


def test_the_province_sees_its_stations(client: Client, site: Site, minh: Person) -> None:
    client.force_login(minh)

    answer = client.get("/stations/", follow=True)

    assert "Vĩnh Hòa" in answer.text


def test_an_administrator_sees_the_keys_of_the_place_and_those_above(
    client: Client, site: Site, an: Person, places: Places
) -> None:
    client.force_login(an)
    actions.rotate(an, queries.signing_key(places.commune.path))

    answer = client.get("/stations/keys/")

    assert answer.text.count("Đang dùng") == 4
    assert answer.text.count("Sắp dùng") == 1
    assert "Danh sách thu hồi" in answer.text


def test_a_stranger_to_keys_sees_none(client: Client, site: Site, nam: Person) -> None:
    client.force_login(nam)

    assert "Đang dùng" not in client.get("/stations/keys/").text


def test_a_silent_signer_is_said_plainly(
    client: Client, site: Site, tuan: Person, enrolment: Enrolment, tmp_path: Any
) -> None:
    client.force_login(tuan)
    signer.use(SignerClient(tmp_path / "nobody.sock"))

    answer = client.post(
        f"/stations/clusters/{site.gate.code}/volume/", {"percent": "1", "ceiling": "1"}
    )

    assert answer.status_code == 503
    assert "Bộ ký số chưa trả lời" in answer.text
    assert Cluster.objects.get(pk=site.gate.pk).volume_percent == 80
