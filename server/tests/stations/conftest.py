"""A site with keys and boxes, for the tests of the stations."""

from pathlib import Path

import pytest
from loa.orgs.testing import Places
from loa.stations.testing import Enrolment, Site, enrol_box, make_site


@pytest.fixture
def site(places: Places, tmp_path: Path) -> Site:
    """Give a test a site whose keys are set up."""
    return make_site(tmp_path, places)


@pytest.fixture
def enrolment(site: Site) -> Enrolment:
    """Give a test a box at the first cluster."""
    return enrol_box(site.gate)
