"""The monitor counts by the day of Vietnam."""

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from loa.broadcast import monitor
from loa.broadcast.opening import count_dropped
from loa.domain.days import VIETNAM
from loa.orgs.testing import Cast, Places
from loa.stations.testing import Enrolment, Site, enrol_box, make_site

pytestmark = pytest.mark.django_db

EARLY = datetime(2026, 11, 26, 6, 30, tzinfo=VIETNAM)
LATE = datetime(2026, 11, 26, 23, 30, tzinfo=VIETNAM)


@pytest.fixture
def site(places: Places, tmp_path: Path) -> Site:
    return make_site(tmp_path, places)


@pytest.fixture
def enrolment(site: Site) -> Enrolment:
    return enrol_box(site.gate)


def test_what_was_dropped_today_is_counted_by_the_day_in_vietnam(
    site: Site, enrolment: Enrolment, cast: Cast
) -> None:
    device = enrolment.box.device_id
    seen = []
    for now in (LATE - timedelta(days=1), EARLY, LATE, EARLY + timedelta(days=1)):
        count_dropped(Counter([(device, "message.bad_signature")]), now=now)
        seen.append(monitor.dropped_of(site.station, cast.nam, now=now))

    assert seen == [1, 1, 2, 1]
