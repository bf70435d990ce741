"""The sessions of the day, and the programme that is signed from them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from loa.audit.models import Entry
from loa.broadcast import actions as broadcast
from loa.broadcast import jobs, session_queries, sessions
from loa.broadcast.models import Delivery, OrderRow, Outbox, Session, SessionItem
from loa.broadcast.programme import compile_programme
from loa.bulletins import actions as bulletins
from loa.bulletins.models import Bulletin
from loa.bulletins.testing import make_approved, make_waiting, version_of
from loa.domain.areas import path_of
from loa.domain.bulletins import State, UnitIsGone
from loa.domain.days import VIETNAM
from loa.domain.delivery import STRENGTH
from loa.domain.sessions import (
    AtNight,
    BadWindow,
    DoesNotFit,
    NoSuchPlace,
    NotOfThisUnit,
    SessionIsPast,
    SessionsOverlap,
)
from loa.domain.targeting import SpreadPolicy
from loa.orgs.models import AdminUnit, Person
from loa.orgs.testing import Cast, Places, today
from loa.stations.queries import keys
from loa.stations.testing import Site, enrol_box, make_site
from loa_protocol.errors import NotAllowed, NotFound, Refusal, WrongState
from loa_protocol.messages import Programme, Stage, read_as
from loa_protocol.priority import Klass
from loa_protocol.signing import VerifyKey
from pytest_django import Settings

HERE = "vn/31/11848"
THERE = "vn/31/11755"
Opens = Callable[..., Session]


@pytest.fixture
def site(tmp_path: Path, places: Places) -> Site:
    """Give the commune keys, a station and two clusters."""
    return make_site(tmp_path, places)


def tomorrow_at(hour: int, minute: int = 0, *, days: int = 1) -> datetime:
    return datetime.combine(today() + timedelta(days=days), time(hour, minute), VIETNAM)


@pytest.fixture
def evening(nam: Person) -> Session:
    """Open tomorrow's session from five to half past five."""
    return sessions.open_session(
        nam, unit=HERE, name="Buổi chiều", starts=tomorrow_at(17), ends=tomorrow_at(17, 30)
    )


@pytest.fixture
def news(nam: Person, hoa: Person) -> Bulletin:
    """Approve a bulletin of ten minutes."""
    return make_approved(nam, hoa, HERE, seconds=600)


def programme() -> Programme:
    row = OrderRow.objects.filter(kind="programme").order_by("-revision").first()
    assert row is not None
    return read_as(row.as_envelope().body, Programme)


def programmes() -> int:
    return OrderRow.objects.filter(kind="programme").count()


def starts(told: Programme) -> list[datetime]:
    return [datetime.fromtimestamp(o.start_at / 1000, VIETNAM) for o in told.occurrences]


def test_an_officer_opens_a_session_and_nothing_is_signed_yet(evening: Session) -> None:
    assert (evening.date, evening.unit_path) == (today() + timedelta(days=1), HERE)
    assert not OrderRow.objects.exists()
    assert Entry.objects.filter(action="session.opened").count() == 1


@pytest.mark.parametrize(
    ("starts", "ends", "refusal"),
    [
        (tomorrow_at(17, 20), tomorrow_at(18), SessionsOverlap),
        (tomorrow_at(18), tomorrow_at(18), BadWindow),
        (tomorrow_at(17, days=-1), tomorrow_at(18, days=-1), SessionIsPast),
    ],
)
def test_a_session_is_refused_and_nothing_changes(
    nam: Person, evening: Session, starts: datetime, ends: datetime, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        sessions.open_session(nam, unit=HERE, name="Khác", starts=starts, ends=ends)

    assert list(Session.objects.all()) == [evening]


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (tomorrow_at(3, 15), tomorrow_at(3, 45)),
        (tomorrow_at(21, 45), tomorrow_at(22, 15)),
    ],
)
def test_a_slip_of_the_pen_opens_no_session_at_night(
    nam: Person, settings: Settings, starts: datetime, ends: datetime
) -> None:
    settings.RELEASE_ALONE = SpreadPolicy()

    with pytest.raises(AtNight):
        sessions.open_session(nam, unit=HERE, name="Chiều", starts=starts, ends=ends)

    assert not Session.objects.exists()
    assert not Entry.objects.filter(action="session.opened").exists()


def test_the_database_keeps_sessions_apart_too(evening: Session) -> None:
    evening.pk = None
    evening.starts_at += timedelta(minutes=1)
    with pytest.raises(IntegrityError, match="never_overlap"), transaction.atomic():
        evening.save(force_insert=True)


def test_only_those_who_make_the_programme_open_sessions(cast: Cast, places: Places) -> None:
    told = {"name": "Sáng", "starts": tomorrow_at(5), "ends": tomorrow_at(6)}
    for somebody in (cast.hoa, cast.lan, cast.tuan, cast.an):
        with pytest.raises(NotAllowed):
            sessions.open_session(somebody, unit=HERE, **told)  # type: ignore[arg-type]


def test_a_unit_that_no_longer_exists_has_no_sessions(nam: Person, commune: AdminUnit) -> None:
    commune.valid_to = today()
    commune.save(update_fields=["valid_to"])

    with pytest.raises(UnitIsGone):
        sessions.open_session(
            nam, unit=HERE, name="Sáng", starts=tomorrow_at(5), ends=tomorrow_at(6)
        )


def test_placing_signs_a_programme_for_a_week(
    site: Site, nam: Person, evening: Session, news: Bulletin
) -> None:
    item = sessions.place_in_session(nam, evening.pk, news.pk)

    told = programme()
    (occurrence,) = told.occurrences
    assert told.area == HERE
    assert programmes() == 1
    assert told.end - told.start >= 7 * 24 * 3600 * 1000
    assert starts(told) == [tomorrow_at(17)]
    assert (occurrence.id, occurrence.duration_ms) == (str(item.uid), 600_000)
    assert occurrence.offline_until == told.end
    assert told.manifests[occurrence.item].approval == version_of(news).digest
    assert version_of(news).state == State.RELEASED
    (row,) = Outbox.objects.all()
    assert row.topic == "loa/1/dn/c/11848"


def test_the_programme_is_signed_by_the_key_of_the_commune(
    site: Site, nam: Person, evening: Session, news: Bulletin
) -> None:
    sessions.place_in_session(nam, evening.pk, news.pk)

    envelope = OrderRow.objects.get(kind="programme").as_envelope()
    key = keys.valid().get(kid=envelope.kid)
    assert key.area == HERE
    envelope.verify(VerifyKey.from_text(key.public_key))


def test_items_play_one_after_the_other_in_the_order_of_the_page(
    site: Site, nam: Person, hoa: Person, evening: Session, news: Bulletin
) -> None:
    first = sessions.place_in_session(nam, evening.pk, news.pk)
    second = sessions.place_in_session(nam, evening.pk, make_approved(nam, hoa, HERE).pk)
    sessions.move_item(nam, evening.pk, second.pk, steps=-1)

    told = programme()
    assert programmes() == 3
    assert [o.id for o in told.occurrences] == [str(second.uid), str(first.uid)]
    assert starts(told) == [tomorrow_at(17), tomorrow_at(17) + timedelta(seconds=11)]

    sessions.remove_item(nam, evening.pk, second.pk)
    assert [o.id for o in programme().occurrences] == [str(first.uid)]
    assert OrderRow.objects.filter(kind="programme", cancelled_at__isnull=True).count() == 1


def test_the_same_bulletin_twice_is_one_manifest(
    site: Site, nam: Person, evening: Session, news: Bulletin
) -> None:
    for _ in range(2):
        sessions.place_in_session(nam, evening.pk, news.pk)

    told = programme()
    assert len(told.manifests) == 1
    assert [o.item for o in told.occurrences] == [0, 0]


def test_what_does_not_fit_is_refused_and_nothing_changes(
    site: Site, nam: Person, hoa: Person, evening: Session, news: Bulletin
) -> None:
    sessions.place_in_session(nam, evening.pk, news.pk)
    long = make_approved(nam, hoa, HERE, seconds=1_300)

    with pytest.raises(DoesNotFit):
        sessions.place_in_session(nam, evening.pk, long.pk)

    assert SessionItem.objects.count() == 1
    assert programmes() == 1
    assert version_of(long).state == State.APPROVED
    assert session_queries.with_room(nam, HERE, 1_300_000) == []
    assert session_queries.with_room(nam, HERE, 1_100_000) == [evening]


def test_what_nobody_approved_is_not_placed(site: Site, nam: Person, evening: Session) -> None:
    waiting = make_waiting(nam, HERE)
    with pytest.raises(WrongState):
        sessions.place_in_session(nam, evening.pk, waiting.pk)

    assert not SessionItem.objects.exists()
    assert not OrderRow.objects.exists()


def test_another_communes_bulletin_is_not_placed(
    site: Site, minh: Person, cast: Cast, evening: Session
) -> None:
    theirs = make_approved(cast.lan, minh, THERE)
    with pytest.raises(NotOfThisUnit):
        sessions.place_in_session(minh, evening.pk, theirs.pk)


def test_others_find_no_session(
    site: Site, nam: Person, cast: Cast, evening: Session, news: Bulletin
) -> None:
    item = sessions.place_in_session(nam, evening.pk, news.pk)
    for somebody in (cast.lan, cast.vy, cast.tuan):
        with pytest.raises(NotFound):
            sessions.place_in_session(somebody, evening.pk, news.pk)
        with pytest.raises(NotFound):
            sessions.move_item(somebody, evening.pk, item.pk, steps=1)
        with pytest.raises(NotFound):
            sessions.drop_session(somebody, evening.pk)
    with pytest.raises(NotAllowed):
        sessions.remove_item(cast.hoa, evening.pk, item.pk)
    assert programmes() == 1


def begin(session: Session) -> None:
    """Let a session have begun a minute ago."""
    session.starts_at = timezone.now() - timedelta(minutes=1)
    session.ends_at = session.starts_at + timedelta(minutes=30)
    session.date = today()
    session.save(update_fields=["starts_at", "ends_at", "date"])


def test_what_has_begun_is_not_rewritten(
    site: Site, nam: Person, evening: Session, news: Bulletin
) -> None:
    item = sessions.place_in_session(nam, evening.pk, news.pk)
    begin(evening)

    with pytest.raises(SessionIsPast):
        sessions.place_in_session(nam, evening.pk, news.pk)
    with pytest.raises(SessionIsPast):
        sessions.remove_item(nam, evening.pk, item.pk)
    with pytest.raises(SessionIsPast):
        sessions.drop_session(nam, evening.pk)
    assert SessionItem.objects.count() == 1


def test_an_item_that_is_gone_is_not_moved(nam: Person, evening: Session) -> None:
    with pytest.raises(NoSuchPlace):
        sessions.move_item(nam, evening.pk, 99, steps=1)
    with pytest.raises(NoSuchPlace):
        sessions.remove_item(nam, evening.pk, 99)


def test_a_withdrawn_bulletin_leaves_the_next_programme(
    site: Site, nam: Person, hoa: Person, evening: Session, news: Bulletin
) -> None:
    sessions.place_in_session(nam, evening.pk, news.pk)
    other = sessions.place_in_session(nam, evening.pk, make_approved(nam, hoa, HERE).pk)
    before = starts(programme())
    broadcast.withdraw(hoa, news.pk)

    told = programme()
    assert [o.id for o in told.occurrences] == [str(other.uid)]
    assert starts(told) == before[1:]


def test_a_dropped_session_leaves_the_programme(
    site: Site, nam: Person, evening: Session, news: Bulletin
) -> None:
    sessions.place_in_session(nam, evening.pk, news.pk)
    sessions.drop_session(nam, evening.pk)

    assert programme().occurrences == ()
    assert not Session.objects.exists()


def test_without_a_key_nothing_is_placed(nam: Person, evening: Session, news: Bulletin) -> None:
    with pytest.raises(Refusal) as refused:
        sessions.place_in_session(nam, evening.pk, news.pk)

    assert refused.value.code == "keys.none"
    assert not SessionItem.objects.exists()
    assert version_of(news).state == State.APPROVED


def test_a_priority_item_does_not_play_for_days_without_contact(
    site: Site, nam: Person, hoa: Person, evening: Session
) -> None:
    urgent = make_approved(nam, hoa, HERE, klass=Klass.PRIORITY)
    sessions.place_in_session(nam, evening.pk, urgent.pk)

    told = programme()
    assert told.occurrences[0].offline_until == told.issued_at + 24 * 3600 * 1000


def test_the_night_signs_one_day_more(
    site: Site, nam: Person, evening: Session, news: Bulletin
) -> None:
    sessions.place_in_session(nam, evening.pk, news.pk)
    jobs.extend_programmes(timestamp=0)

    assert programmes() == 2
    entry = Entry.objects.filter(action="programme.signed").order_by("pk").last()
    assert entry is not None
    assert entry.actor_id == "00000000-0000-0000-0000-000000000000"


def test_a_missing_key_stops_no_other_commune(
    nam: Person, evening: Session, caplog: pytest.LogCaptureFixture
) -> None:
    jobs.extend_programmes(timestamp=0)

    assert not OrderRow.objects.exists()
    assert "keys.none" in caplog.text


def test_the_writers_wish_decides_where_it_plays(
    site: Site, nam: Person, hoa: Person, evening: Session
) -> None:
    bulletin = make_approved(nam, hoa, HERE, clusters=[site.gate.code])
    wished = sessions.place_in_session(nam, evening.pk, bulletin.pk)
    everywhere = sessions.place_in_session(nam, evening.pk, bulletin.pk, clusters=[])

    assert (wished.clusters, everywhere.clusters) == ([site.gate.code], [])
    assert programme().occurrences[0].clusters == (site.gate.code,)


def test_the_day_shows_who_played_what(
    site: Site, nam: Person, evening: Session, news: Bulletin
) -> None:
    gate, _market = (enrol_box(cluster).box for cluster in (site.gate, site.market))
    item = sessions.place_in_session(nam, evening.pk, news.pk)
    row = OrderRow.objects.get(kind="programme")
    (before,) = session_queries.day(nam, HERE, evening.date)
    assert (before.items[0].state, before.items[0].heard.expected) == ("ahead", 2)
    assert (before.needed_ms, before.window_ms, before.percent) == (600_000, 1_800_000, 33)

    Delivery.objects.create(
        order=row,
        occurrence=str(item.uid),
        device=gate.device_id,
        strength=STRENGTH[Stage.FINISHED],
        planned_ms=600_000,
        actual_ms=600_000,
    )
    (after,) = session_queries.day(nam, HERE, evening.date, now=tomorrow_at(20))
    heard = after.items[0].heard
    assert (heard.expected, heard.played, heard.failed) == (2, 1, 1)
    assert after.items[0].state == "partly"
    assert after.is_past


def test_many_sessions_of_many_communes_are_shown_by_the_same_few_questions(
    site: Site,
    cast: Cast,
    evening: Session,
    news: Bulletin,
    django_assert_num_queries: Callable[[int], AbstractContextManager[None]],
) -> None:
    enrol_box(site.gate)
    sessions.place_in_session(cast.nam, evening.pk, news.pk)
    for hour in (5, 11, 19):
        when = {"starts": tomorrow_at(hour), "ends": tomorrow_at(hour, 30)}
        sessions.open_session(cast.lan, unit=THERE, name="Buổi", **when)
    found = list(session_queries.sessions(cast.minh))

    with django_assert_num_queries(3):  # items, what boxes said, the boxes
        shown = session_queries.shown(found, now=timezone.now())

    assert len(shown) == 4
    (item,) = (item for one in shown for item in one.items)
    assert item.heard.expected == 1


def test_a_site_that_forgot_its_programmes_still_signs_a_newer_one(site: Site, nam: Person) -> None:
    """A backup from before today's programmes was restored; the boxes hold today's."""
    held = [compile_programme(nam, HERE).revision for _ in range(5)]
    Outbox.objects.all().delete()
    OrderRow.objects.filter(kind="programme").delete()

    later = timezone.now() + timedelta(seconds=1)
    assert compile_programme(nam, HERE, now=later).revision > max(held)


def test_a_programme_with_nothing_in_it_is_a_programme(site: Site, nam: Person) -> None:
    compile_programme(nam, HERE)

    assert programmes() == 1
    assert programme().occurrences == ()
    assert path_of(programme().area)


def test_a_version_that_was_reworded_keeps_its_place(
    site: Site, nam: Person, evening: Session, news: Bulletin
) -> None:
    sessions.place_in_session(nam, evening.pk, news.pk)
    bulletins.new_version(nam, news.pk)
    compile_programme(nam, HERE)

    assert [m.version for m in programme().manifests] == [1]
