"""Stations and clusters: who may set them up, and what is refused."""

import pytest
from django.db import IntegrityError
from loa.domain.areas import BadPath
from loa.domain.permissions import SYSTEM
from loa.orgs.models import Person
from loa.orgs.testing import Places
from loa.stations import actions, queries
from loa.stations.models import Box, Cluster, Station
from loa.stations.refusals import (
    BoxRevoked,
    ClusterTaken,
    NameTaken,
    NotACommune,
    OutsideStation,
    StationExists,
    TooLoud,
)
from loa.stations.testing import Enrolment, Site, enrol_box
from loa_protocol.errors import NotAllowed, NotFound
from loa_protocol.messages import Target


def test_a_commune_has_one_station_and_a_province_none(site: Site, places: Places) -> None:
    with pytest.raises(StationExists):
        actions.add_station(SYSTEM, places.commune.code)
    with pytest.raises(NotACommune):
        actions.add_station(SYSTEM, places.province.code)
    with pytest.raises(NotFound):
        actions.add_station(SYSTEM, "99999")

    assert Station.objects.count() == 1


@pytest.mark.parametrize("who", ["nam", "hoa", "an", "minh", "tuan", "vy"])
def test_only_a_technician_of_the_place_sets_up_its_station(
    site: Site, places: Places, request: pytest.FixtureRequest, who: str
) -> None:
    with pytest.raises(NotAllowed):
        actions.add_station(request.getfixturevalue(who), places.other_commune.code)

    assert Station.objects.count() == 1


def test_a_cluster_stands_in_its_own_commune_under_its_own_name(
    site: Site, places: Places, tuan: Person
) -> None:
    station = site.station.pk
    with pytest.raises(OutsideStation):
        actions.add_cluster(tuan, station, name="Xa", area=places.other_commune.path)
    with pytest.raises(BadPath):
        actions.add_cluster(tuan, station, name="Xa", area="../vn")
    with pytest.raises(NameTaken):
        actions.add_cluster(tuan, station, name=site.gate.name)
    with pytest.raises(NotFound):
        actions.add_cluster(tuan, 0, name="Xa")

    assert Cluster.objects.count() == 2


def test_a_volume_stays_under_its_ceiling_here_and_in_the_database(site: Site) -> None:
    with pytest.raises(TooLoud):
        actions.Volume(percent=71, ceiling=70)
    with pytest.raises(IntegrityError):
        Cluster.objects.filter(pk=site.gate.pk).update(volume_percent=101)


def test_a_cluster_has_one_box(site: Site, enrolment: Enrolment, tuan: Person) -> None:
    other = enrol_box(site.market)

    with pytest.raises(ClusterTaken):
        actions.move_box(tuan, other.told.device, site.gate.code)
    with pytest.raises(NotFound):
        actions.move_box(tuan, "d-nobody", site.gate.code)

    assert Box.objects.get(pk=other.told.device).cluster == site.market


def test_a_revoked_box_is_neither_moved_nor_revoked_again(
    site: Site, enrolment: Enrolment, tuan: Person
) -> None:
    device = enrolment.told.device
    actions.revoke_box(tuan, device)

    with pytest.raises(BoxRevoked):
        actions.move_box(tuan, device, site.market.code)
    with pytest.raises(BoxRevoked):
        actions.revoke_box(tuan, device)
    with pytest.raises(NotFound):
        queries.held_messages(device)


def test_a_commune_cannot_take_the_loudspeaker_of_another(
    site: Site, enrolment: Enrolment, places: Places, lan: Person, tuan: Person
) -> None:
    beside = actions.add_station(lan, places.other_commune.code)
    theirs = actions.add_cluster(lan, beside.pk, name="Chợ Tiên Lãng")

    for who in (lan, tuan):
        with pytest.raises(NotAllowed):
            actions.move_box(who, enrolment.told.device, theirs.code)

    assert Box.objects.get().cluster == site.gate


@pytest.mark.parametrize(
    ("areas", "clusters", "expected"),
    [
        (("vn",), (), {"gate", "market"}),
        (("vn/31/11848",), (), {"gate", "market"}),
        (("vn/31/11848/11848-01",), (), {"gate"}),
        (("vn/31/11848/11848-02", "vn/04"), (), set()),
        (("vn/31",), ("11848-c02",), {"market"}),
        (("vn/3",), (), set()),
    ],
)
def test_the_expected_boxes_are_those_that_would_take_the_order(
    site: Site, areas: tuple[str, ...], clusters: tuple[str, ...], expected: set[str]
) -> None:
    boxes = {"gate": enrol_box(site.gate).box, "market": enrol_box(site.market).box}

    found = queries.boxes_for_target(Target(areas=areas, clusters=clusters))

    assert set(found) == {boxes[name] for name in expected}
