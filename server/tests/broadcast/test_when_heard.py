"""Figures and pay go by when a bulletin sounded first, not by when somebody let it out."""

from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from loa.broadcast import actions, sessions
from loa.broadcast.models import Session
from loa.bulletins import figures
from loa.bulletins.figures import Counted
from loa.bulletins.models import Bulletin
from loa.bulletins.testing import make_approved
from loa.orgs.models import Person
from loa.orgs.testing import Places, today
from loa.production import queries as production
from loa.stations.testing import make_site
from loa_protocol.messages import Target

HERE = "vn/31/11848"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def site(places: Places, tmp_path: Path) -> None:
    make_site(tmp_path, places)


@pytest.fixture
def news(nam: Person, hoa: Person) -> Bulletin:
    return make_approved(nam, hoa, HERE)


def session_in(nam: Person, days: int) -> Session:
    starts = (timezone.now() + days * DAY).replace(hour=3, minute=0)
    return sessions.open_session(
        nam, unit=HERE, name="Buổi", starts=starts, ends=starts + timedelta(minutes=30)
    )


def heard(news: Bulletin) -> datetime | None:
    news.refresh_from_db()
    return news.first_heard_at


def counted(nam: Person, year: int) -> int:
    return sum(line.total for line in figures.by_kind(nam, year, Counted.HEARD))


def test_what_is_let_out_now_is_heard_now(hoa: Person, news: Bulletin) -> None:
    row = actions.release(hoa, news.pk, Target(areas=(HERE,)))

    assert heard(news) == row.issued_at
    assert counted(hoa, row.issued_at.year) == 1


def test_what_is_placed_is_heard_when_its_session_begins(nam: Person, news: Bulletin) -> None:
    late, early = session_in(nam, 40), session_in(nam, 35)
    sessions.place_in_session(nam, late.pk, news.pk)
    assert heard(news) == late.starts_at

    sessions.place_in_session(nam, early.pk, news.pk)
    assert heard(news) == early.starts_at
    for day in (today(), today() + 35 * DAY):
        assert counted(nam, day.year) == 0
        assert production.sheet(nam, HERE, year=day.year, month=day.month).lines == ()


def test_what_is_taken_out_again_is_not_heard(nam: Person, news: Bulletin) -> None:
    first, second = session_in(nam, 3), session_in(nam, 4)
    item = sessions.place_in_session(nam, first.pk, news.pk)
    sessions.place_in_session(nam, second.pk, news.pk)

    sessions.remove_item(nam, first.pk, item.pk)
    assert heard(news) == second.starts_at

    sessions.drop_session(nam, second.pk)
    assert heard(news) is None


def test_what_is_taken_back_before_it_sounds_is_not_heard(hoa: Person, news: Bulletin) -> None:
    at = timezone.now() + DAY
    row = actions.release(hoa, news.pk, Target(areas=(HERE,)), at)
    assert heard(news) == row.start_at

    actions.cancel(hoa, row.pk)
    assert heard(news) is None


def test_what_is_withdrawn_was_heard_if_it_sounded_before(
    nam: Person, hoa: Person, news: Bulletin
) -> None:
    row = actions.release(hoa, news.pk, Target(areas=(HERE,)))
    other = make_approved(nam, hoa, HERE, text="Tin khác.")
    sessions.place_in_session(nam, session_in(nam, 3).pk, other.pk)

    for bulletin in (news, other):
        actions.withdraw(hoa, bulletin.pk)

    assert (heard(news), heard(other)) == (row.start_at, None)


def test_the_last_time_is_noted_too_and_migrated_the_same(
    nam: Person, hoa: Person, news: Bulletin
) -> None:
    late, early = session_in(nam, 40), session_in(nam, 35)
    sessions.place_in_session(nam, late.pk, news.pk)
    sessions.place_in_session(nam, early.pk, news.pk)
    actions.release(hoa, news.pk, Target(areas=(HERE,)))
    news.refresh_from_db()
    assert news.last_heard_at == late.starts_at

    Bulletin.objects.update(last_heard_at=None)
    migration = import_module("loa.broadcast.migrations.0004_when_last_heard")
    with connection.cursor() as cursor:
        cursor.execute(migration.LAST_HEARD)

    news.refresh_from_db()
    assert news.last_heard_at == late.starts_at
