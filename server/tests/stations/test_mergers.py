"""Communes merge; stations, clusters and boxes go along."""

from datetime import timedelta

import pytest
from django.utils import timezone
from loa.domain.permissions import SYSTEM
from loa.orgs.models import AdminUnit, Kind, UnitChange
from loa.orgs.testing import Places, make_unit, today
from loa.stations import actions, queries
from loa.stations.instants import to_ms
from loa.stations.models import Box, Cluster, Station
from loa.stations.testing import Enrolment, Site
from loa_protocol.messages import Place, read
from loa_protocol.signing import VerifyKey
from loa_protocol.trust import TrustStore, gather, take_place


def end(unit: AdminUnit) -> None:
    AdminUnit.objects.filter(pk=unit.pk).update(valid_to=today())


def becomes(old: AdminUnit, new: AdminUnit) -> None:
    end(old)
    UnitChange.objects.create(from_code=old.code, to_code=new.code, on=today(), kind="whole")


def believed_place(enrolment: Enrolment) -> Place:
    """Take what the site says today, as the box that was enrolled yesterday."""
    *trust, place, _settings = queries.held_messages(enrolment.told.device)
    current = read(enrolment.told.envelopes[-2].body)
    assert isinstance(current, Place)
    now = to_ms(timezone.now())
    root = TrustStore.starting_with(VerifyKey.from_text(enrolment.told.root))
    store = gather(root, [*enrolment.told.envelopes[:-2], *trust], at=now)
    return take_place(store, place, device=enrolment.told.device, current=current, at=now)


def test_nothing_moves_where_nothing_changed(site: Site, enrolment: Enrolment) -> None:
    before = Box.objects.values().get()

    assert actions.follow_units() == 0
    assert Box.objects.values().get() == before


def test_a_box_of_the_old_commune_hears_where_it_stands_now(
    site: Site, enrolment: Enrolment, places: Places
) -> None:
    """The commune without a station takes in the one of the tests: its station comes along."""
    for village in (places.village, places.second_village):
        end(village)
    becomes(places.commune, places.other_commune)

    assert actions.follow_units() == 2

    station = Station.objects.get()
    assert station.unit == places.other_commune
    place = believed_place(enrolment)
    assert (place.area, place.cluster) == (places.other_commune.path, site.gate.code)
    assert place.home == enrolment.told.home
    login = queries.check_login(enrolment.told.device, enrolment.told.password)
    assert login.area == places.other_commune.path
    assert actions.follow_units() == 0


def test_two_stations_become_one(site: Site, enrolment: Enrolment, places: Places) -> None:
    home = actions.add_station(SYSTEM, places.other_commune.code)
    actions.add_cluster(SYSTEM, home.pk, name="Chợ Vĩnh Hòa")
    becomes(places.commune, places.other_commune)

    actions.follow_units()

    assert Station.objects.get() == home
    names = set(Cluster.objects.values_list("name", flat=True))
    assert names == {"Cổng làng Thượng", "Chợ Vĩnh Hòa", f"Chợ Vĩnh Hòa ({site.market.code})"}
    assert believed_place(enrolment).area == places.other_commune.path


def test_a_commune_goes_to_another_province(
    site: Site, enrolment: Enrolment, places: Places
) -> None:
    """Same code, another province: only the centre covers the old ground and the new."""
    AdminUnit.objects.filter(path__startswith=places.commune.path).update(valid_to=today())
    make_unit("vn/04/11848", Kind.COMMUNE, "Vĩnh Hòa", valid_from=today())
    actions.ensure_key("vn/04")

    actions.follow_units()

    place = believed_place(enrolment)
    assert place.area == "vn/04/11848"


def test_a_unit_that_vanished_is_named_in_the_log(
    site: Site, places: Places, caplog: pytest.LogCaptureFixture
) -> None:
    end(places.commune)

    assert actions.follow_units(timezone.now() + timedelta(days=1)) == 0

    assert [record.action for record in caplog.records if hasattr(record, "action")] == [
        "station.lost_unit"
    ]
    assert Station.objects.get().unit == places.commune
