"""The monitor counts by the day of Vietnam, and hears of boxes that went silent."""

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from loa.broadcast import jobs, monitor
from loa.broadcast.opening import count_dropped
from loa.broadcast.presence import take_heartbeats
from loa.broadcast.testing import TestBox, keys_of, ms
from loa.domain.days import VIETNAM
from loa.orgs.testing import Cast, Places
from loa.stations.testing import Enrolment, Site, enrol_box, make_site
from loa.web.live import CHANNEL
from loa_protocol.messages import Clock, Heartbeat, to_body

pytestmark = pytest.mark.django_db

EARLY = datetime(2026, 11, 26, 6, 30, tzinfo=VIETNAM)
LATE = datetime(2026, 11, 26, 23, 30, tzinfo=VIETNAM)


@pytest.fixture
def site(places: Places, tmp_path: Path) -> Site:
    return make_site(tmp_path, places)


@pytest.fixture
def enrolment(site: Site) -> Enrolment:
    return enrol_box(site.gate)


def take_heartbeat(enrolment: Enrolment, at: datetime) -> None:
    """Take in that a box is well, as the gateway does."""
    box = TestBox(device=enrolment.box.device_id, home=enrolment.box.home_id, key=enrolment.key)
    told = Heartbeat(
        device=box.device,
        at=ms(at),
        clock=Clock.FRESH,
        volume_percent=80,
        free_bytes=10**9,
        block_age_ms=20,
    )
    letter = box.letter(box.key.sign(to_body(told)))
    assert take_heartbeats([letter], keys_of=keys_of(box), now=at) == 1


def test_what_was_dropped_today_is_counted_by_the_day_in_vietnam(
    site: Site, enrolment: Enrolment, cast: Cast
) -> None:
    device = enrolment.box.device_id
    seen = []
    for now in (LATE - timedelta(days=1), EARLY, LATE, EARLY + timedelta(days=1)):
        count_dropped(Counter([(device, "message.bad_signature")]), now=now)
        seen.append(monitor.dropped_of(site.station, cast.nam, now=now))

    assert seen == [1, 1, 2, 1]


@pytest.mark.django_db(transaction=True)
def test_open_monitors_are_told_when_a_box_goes_silent(
    enrolment: Enrolment, places: Places
) -> None:
    take_heartbeat(enrolment, timezone.now() - timedelta(minutes=2))
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {CHANNEL}")

        jobs.notice_silence(timestamp=0)
        heard = [told.payload for told in connection.connection.notifies(timeout=0)]
        cursor.execute(f"UNLISTEN {CHANNEL}")

    assert heard == [f"box/{places.village.path}/{enrolment.box.device_id}"]
