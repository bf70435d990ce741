"""A signer in the same process, and a site with keys, for tests."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from django.conf import settings
from loa_protocol.signing import SigningKey

from loa.domain.permissions import SYSTEM
from loa.orgs.examples import Example, OpenTo
from loa.orgs.models import Person
from loa.orgs.testing import Cast, Places
from loa.stations import actions, queries, signer
from loa.stations.models import Box, Cluster, Station
from loa.stations.signer.keeper import Keeper
from loa.stations.signer.keyring import Keyring


def hold_keys(folder: Path) -> Keeper:
    """Let this process sign for itself: the signer's own code, without its socket."""
    keeper = Keeper(Keyring(folder / "signer"))
    signer.use(keeper)
    return keeper


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A site with keys, one station and two clusters."""

    keeper: Keeper
    root_folder: Path
    station: Station
    gate: Cluster
    """In the first village."""
    market: Cluster
    """In the commune at large."""


def make_site(folder: Path, places: Places) -> Site:
    """Set up keys, a station and two clusters in the commune of the tests."""
    keeper = hold_keys(folder)
    root_folder = folder / "root"
    actions.set_up_keys(root_folder, [places.province.path, places.commune.path])
    station = actions.add_station(SYSTEM, places.commune.code)
    return Site(
        keeper=keeper,
        root_folder=root_folder,
        station=station,
        gate=actions.add_cluster(
            SYSTEM, station.pk, name="Cổng làng Thượng", area=places.village.path
        ),
        market=actions.add_cluster(SYSTEM, station.pk, name="Chợ Vĩnh Hòa"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """A box that came in, with the private key that it made."""

    box: Box
    key: SigningKey
    told: actions.Enrolled


def enrol_box(cluster: Cluster) -> Enrolment:
    """Bring a box in at a cluster, as a technician and a box would."""
    code, _ = actions.make_code(SYSTEM, cluster.code)
    key = SigningKey.generate()
    told = actions.enrol(secret=code.secret.hex(), key=key.public.text, name="loa-box")
    return Enrolment(box=Box.objects.get(pk=told.device), key=key, told=told)


def example_routes(places: Places, cast: Cast) -> dict[str, Example]:
    """Return one example for each address, of people and of boxes."""
    folder = Path(mkdtemp(prefix="site-", dir=settings.HOME.folder("tests")))
    site = make_site(folder, places)
    box = enrol_box(site.gate).box
    return {**_boxes(), **_mine(site, places), **_setting_up(site, cast), **_box(site, box, cast)}


def _boxes() -> dict[str, Example]:
    """Return what boxes call."""
    no_file = {"digest": "0" * 64}
    return {
        "device:enrol": Example(open_to=OpenTo.BOXES),
        "device:file": Example(open_to=OpenTo.BOXES, kwargs=no_file),
    }


def _mine(site: Site, places: Places) -> dict[str, Example]:
    """Return what everybody has, each with their own things in it."""
    commune_key = queries.signing_key(places.commune.path)
    return {
        "stations:stations": Example(open_to=OpenTo.ONESELF, hides=(site.gate.name,)),
        "stations:add": Example(open_to=OpenTo.ONESELF, body={"unit": places.commune.code}),
        "stations:keys": Example(open_to=OpenTo.ONESELF, hides=(commune_key[:12],)),
    }


def _setting_up(site: Site, cast: Cast) -> dict[str, Example]:
    """Return what is read of a station and done to it."""
    station, cluster = {"station_id": site.station.pk}, {"code": site.gate.code}
    new = {"name": "Đình làng", "area": site.gate.area, "percent": 50, "ceiling": 60}
    return {
        "stations:station": _of_the_unit(cast.nam, station),
        "stations:cluster": _of_the_unit(cast.nam, cluster),
        "stations:add-cluster": _of_the_unit(cast.tuan, station, new),
        "stations:code": _of_the_unit(cast.tuan, cluster),
        "stations:withdraw-code": _of_the_unit(cast.tuan, cluster),
        "stations:volume": _of_the_unit(cast.tuan, cluster, {"percent": 1, "ceiling": 2}),
        "stations:files": _of_the_unit(cast.tuan, cluster, {"is_metered": "on"}),
    }


def _box(site: Site, box: Box, cast: Cast) -> dict[str, Example]:
    """Return what is done to a box."""
    device = {"device": box.device_id}
    return {
        "stations:move": _of_the_unit(cast.tuan, device, {"to": site.market.code}),
        "stations:revoke": _of_the_unit(cast.tuan, device),
    }


def _of_the_unit(
    by: Person, kwargs: Mapping[str, object], body: Mapping[str, object] | None = None
) -> Example:
    return Example(open_to=OpenTo.THE_UNIT, by=by, kwargs=kwargs, body=body or {})
