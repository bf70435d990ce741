"""The robot voice is the last resort: off in sessions until an approver says so, never unheard."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from loa.audit.models import Entry
from loa.broadcast import sessions
from loa.bulletins import actions, robots
from loa.bulletins.models import Bulletin, RobotSwitch
from loa.bulletins.testing import make_waiting, version_of
from loa.domain.bulletins import NotHeard, State, UnitIsGone
from loa.domain.days import VIETNAM
from loa.domain.permissions import NotAllowed
from loa.domain.sessions import RobotIsOff
from loa.media import hearings
from loa.media.models import Sound
from loa.orgs.testing import Cast, Places
from loa.stations.testing import make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def read_by_robot(cast: Cast, places: Places) -> Bulletin:
    """Nam wrote something that nobody recorded."""
    bulletin = make_waiting(cast.nam, places.commune.path)
    Sound.objects.update(is_robot=True)
    return bulletin


def approved(bulletin: Bulletin, cast: Cast) -> Bulletin:
    return actions.approve(cast.hoa, bulletin.pk, version_of(bulletin).as_version().digest)


def heard_by_hoa(cast: Cast) -> None:
    hearings.note_heard(cast.hoa, Sound.objects.get().pk)


def test_a_robot_voice_is_approved_once_it_was_heard(cast: Cast, read_by_robot: Bulletin) -> None:
    hearings.note_heard(cast.minh, Sound.objects.get().pk)  # somebody else's ears
    with pytest.raises(NotHeard):
        approved(read_by_robot, cast)
    assert version_of(read_by_robot).state == State.SUBMITTED

    heard_by_hoa(cast)

    assert version_of(approved(read_by_robot, cast)).state == State.APPROVED


def evening_of(cast: Cast, places: Places) -> int:
    day = datetime.combine(timezone.localdate() + timedelta(days=1), datetime.min.time(), VIETNAM)
    opened = sessions.open_session(
        cast.nam,
        unit=places.commune.path,
        name="Chiều",
        starts=day + timedelta(hours=17),
        ends=day + timedelta(hours=18),
    )
    return opened.pk


def test_it_is_placed_in_a_session_only_where_its_unit_switched_it_on(
    cast: Cast, places: Places, read_by_robot: Bulletin, tmp_path: Path
) -> None:
    make_site(tmp_path, places)
    heard_by_hoa(cast)
    approved(read_by_robot, cast)
    evening = evening_of(cast, places)
    robots.switch_on(cast.minh, places.province.path)  # the province's own sessions, no others

    with pytest.raises(RobotIsOff):
        sessions.place_in_session(cast.nam, evening, read_by_robot.pk)

    assert not robots.is_on(places.commune.path)
    robots.switch_on(cast.hoa, places.commune.path)
    item = sessions.place_in_session(cast.nam, evening, read_by_robot.pk)

    assert item.version == version_of(read_by_robot)


def test_an_approver_switches_it_on_and_off_with_days_and_names(cast: Cast, places: Places) -> None:
    here = places.commune.path
    for _ in range(2):
        robots.switch_on(cast.hoa, here)
    assert robots.is_on(here)
    for _ in range(2):
        robots.switch_off(cast.hoa, here)

    assert not robots.is_on(here)
    assert not robots.is_on(places.village.path)
    switch = RobotSwitch.objects.get()
    assert (switch.on_by, switch.off_by) == (cast.hoa.actor_id, cast.hoa.actor_id)
    told = Entry.objects.filter(action__startswith="robot.").order_by("n")
    assert [entry.action for entry in told] == ["robot.switched_on", "robot.switched_off"]
    robots.switch_on(cast.hoa, here)
    assert RobotSwitch.objects.count() == 2, "what was, stays on record"


@pytest.mark.parametrize("who", ["nam", "lan", "an", "tuan"])
def test_nobody_else_switches_it(cast: Cast, places: Places, who: str) -> None:
    for switch in (robots.switch_on, robots.switch_off):
        with pytest.raises(NotAllowed):
            switch(getattr(cast, who), places.commune.path)
    assert not RobotSwitch.objects.exists()


def test_a_unit_that_never_was_has_no_switch(cast: Cast) -> None:
    with pytest.raises(UnitIsGone):
        robots.switch_on(cast.hoa, "vn/99")


def test_the_database_keeps_one_switch_a_unit(cast: Cast, places: Places) -> None:
    robots.switch_on(cast.hoa, places.commune.path)

    with pytest.raises(IntegrityError), transaction.atomic():
        RobotSwitch.objects.create(
            unit_path=places.commune.path, on_since=timezone.now(), on_by=cast.hoa.actor_id
        )
