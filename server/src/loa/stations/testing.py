"""A signer in the same process, and a site with keys, for tests."""

from dataclasses import dataclass
from pathlib import Path

from loa_protocol.signing import SigningKey

from loa.domain.permissions import SYSTEM
from loa.orgs.examples import Example, OpenTo
from loa.orgs.testing import Cast, Places
from loa.stations import actions, signer
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


def example_routes(_places: Places, _cast: Cast) -> dict[str, Example]:
    """Return one example for each address that boxes call."""
    no_file = {"digest": "0" * 64}
    return {
        "device:enrol": Example(open_to=OpenTo.BOXES),
        "device:file": Example(open_to=OpenTo.BOXES, kwargs=no_file),
    }
