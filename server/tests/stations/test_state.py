"""How boxes are: the last word of each, and a log of what changed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone
from loa.orgs.models import Person
from loa.stations import actions, queries
from loa.stations.models import BoxMail, BoxState, BoxStateLog
from loa.stations.queries import Light
from loa.stations.testing import Enrolment, Site
from loa_protocol.messages import Clock, Heartbeat
from msgspec.structs import replace as with_

NOON = datetime(2026, 7, 27, 5, 0, tzinfo=UTC)


@pytest.fixture
def beat(enrolment: Enrolment) -> Heartbeat:
    return Heartbeat(
        device=enrolment.told.device,
        at=int(NOON.timestamp() * 1000),
        clock=Clock.FRESH,
        volume_percent=80,
        free_bytes=4_000_000_000,
        block_age_ms=20,
        software="loa-player 0.1.0",
    )


def test_the_last_word_of_a_box_is_kept(beat: Heartbeat) -> None:
    later = with_(beat, playing="o-1", playing_since=beat.at, volume_percent=60)

    heard = actions.take_heartbeats([beat, later], now=NOON)

    assert (heard.boxes, heard.changed) == (1, (beat.device,))
    assert actions.take_heartbeats([later], now=NOON + timedelta(seconds=30)).changed == ()

    state = BoxState.objects.get()
    assert (state.playing, state.volume_percent, state.online) == ("o-1", 60, True)
    assert state.playing_since == NOON
    assert state.online_since == NOON
    assert state.last_seen == NOON + timedelta(seconds=30)


def test_only_what_changed_is_written_down_and_once_an_hour_that_nothing_did(
    beat: Heartbeat,
) -> None:
    for minutes in range(0, 70, 5):
        actions.take_heartbeats([beat], now=NOON + timedelta(minutes=minutes))
    actions.take_heartbeats([with_(beat, playing="o-1")], now=NOON + timedelta(minutes=75))

    log = BoxStateLog.objects.order_by("heard_at").values_list("heard_at", "playing")

    assert list(log) == [
        (NOON, ""),
        (NOON + timedelta(hours=1), ""),
        (NOON + timedelta(minutes=75), "o-1"),
    ]


def test_a_box_that_is_not_ours_is_passed_over(
    beat: Heartbeat, enrolment: Enrolment, tuan: Person
) -> None:
    actions.revoke_box(tuan, enrolment.told.device)

    assert actions.take_heartbeats([beat, with_(beat, device="d-nobody")], now=NOON).boxes == 0

    assert not BoxState.objects.exists()
    assert not BoxStateLog.objects.exists()


def test_a_box_that_misses_three_heartbeats_is_offline(beat: Heartbeat) -> None:
    actions.take_heartbeats([with_(beat, playing="o-1")], now=NOON)

    assert actions.notice_silence(NOON + timedelta(seconds=90)) == []
    assert actions.notice_silence(NOON + timedelta(seconds=91)) == [beat.device]
    assert actions.notice_silence(NOON + timedelta(seconds=92)) == []

    state = BoxState.objects.get()
    assert (state.online, state.playing, state.last_seen) == (False, "", NOON)
    back = NOON + timedelta(minutes=5)
    actions.take_heartbeats([beat], now=back)
    state.refresh_from_db()
    assert (state.online, state.online_since) == (True, back)
    assert list(BoxStateLog.objects.order_by("heard_at").values_list("online", flat=True)) == [
        True,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("clock", "after", "light"),
    [
        (Clock.FRESH, timedelta(seconds=60), Light.GREEN),
        (Clock.UNSET, timedelta(seconds=60), Light.AMBER),
        (Clock.FRESH, timedelta(minutes=5), Light.RED),
    ],
)
def test_a_cluster_shows_a_light(  # noqa: PLR0917
    site: Site, beat: Heartbeat, nam: Person, clock: Clock, after: timedelta, light: Light
) -> None:
    actions.take_heartbeats([with_(beat, clock=clock)], now=NOON)

    gate, market = queries.health_for(nam, now=NOON + after)

    assert (gate.cluster, gate.light) == (site.gate, light)
    assert (market.cluster, market.light) == (site.market, Light.GREY)


def partitions() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits"
            " WHERE inhparent = 'stations_boxstatelog'::regclass"
        )
        return {name for (name,) in cursor.fetchall()}


def test_months_are_made_ahead_and_dropped_when_they_are_old(beat: Heartbeat) -> None:
    then = datetime(2031, 11, 30, 20, 0, tzinfo=UTC)
    actions.take_heartbeats([beat], now=then)  # lands in the default partition

    actions.tidy(then)

    made = {f"stations_boxstatelog_{m}" for m in ("y2031m11", "y2031m12", "y2032m01")}
    assert made <= partitions()
    assert BoxStateLog.objects.get().heard_at == then
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM stations_boxstatelog_y2031m11")
        assert cursor.fetchone() == (1,)
    assert f"stations_boxstatelog_y{timezone.now():%Y}m{timezone.now():%m}" not in partitions()

    actions.tidy(then + timedelta(days=240))

    assert not BoxStateLog.objects.exists()
    assert "stations_boxstatelog_y2031m11" not in partitions()


def test_mail_that_was_sent_long_ago_is_forgotten(enrolment: Enrolment, tuan: Person) -> None:
    actions.set_volume(tuan, enrolment.box.cluster.code, actions.Volume(percent=40))
    unsent = BoxMail.objects.filter(box=enrolment.box).get()
    BoxMail.objects.exclude(pk=unsent.pk).update(sent_at=timezone.now() - timedelta(days=8))

    actions.tidy()

    assert list(BoxMail.objects.all()) == [unsent]
