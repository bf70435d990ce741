"""What every test of the server may ask for: the people, and the places where they work."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path
from types import SimpleNamespace
from typing import Final

import pytest
from django.db import connection
from django.test import override_settings
from django.utils import translation
from loa.bulletins.testing import ship_topics
from loa.domain.targeting import SpreadPolicy
from loa.media import store
from loa.media.testing import voice, write_sound
from loa.orgs.models import AdminUnit, Person
from loa.orgs.testing import Cast, Places, make_cast, make_places
from loa.web import throttle
from pytest_django import DjangoDbBlocker, Settings

BY_DAY: Final = SpreadPolicy(night_from=time.max, night_until=time.min)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Let tests that commit empty the tables afterwards; the audit log would refuse."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in ("audit_entry", "audit_urgententry", "audit_anchor"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_is_never_emptied")


@pytest.fixture(scope="session", autouse=True)
def passwords_cost_nothing() -> Iterator[None]:
    """Keep the slow hash of passwords for people; a test has none worth guarding."""
    with override_settings(PASSWORD_HASHERS=["loa.config.testing.passwords.Quick"]):
        yield


@pytest.fixture(scope="session", autouse=True)
def nothing_is_night() -> Iterator[None]:
    """Let no hour be night, whenever the tests run; a test of the night says so."""
    with override_settings(RELEASE_ALONE=BY_DAY):
        yield


@pytest.fixture(autouse=True)
def nobody_left_a_language() -> None:
    """Begin in the first language: the request of an earlier test leaves its own to the thread."""
    translation.deactivate()


@pytest.fixture
def one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all tries of a test fall into one stretch: tries are counted from minute to minute."""
    noon = datetime(2026, 11, 26, 5, tzinfo=UTC)
    monkeypatch.setattr(throttle, "timezone", SimpleNamespace(now=lambda: noon))


@pytest.fixture
def places(db: None) -> Places:
    """Give a test the small tree of units, and the topics: a test that commits empties both."""
    ship_topics()
    return make_places()


@pytest.fixture
def cast(places: Places) -> Cast:
    """Give a test its people."""
    return make_cast(places)


@pytest.fixture
def commune(places: Places) -> AdminUnit:
    """Give a test the commune where Hoa and Nam work."""
    return places.commune


@pytest.fixture
def hoa(cast: Cast) -> Person:
    """Give a test the one who approves."""
    return cast.hoa


@pytest.fixture
def nam(cast: Cast) -> Person:
    """Give a test the one who writes."""
    return cast.nam


@pytest.fixture
def lan(cast: Cast) -> Person:
    """Give a test somebody of another commune."""
    return cast.lan


@pytest.fixture
def minh(cast: Cast) -> Person:
    """Give a test the leader of the province."""
    return cast.minh


@pytest.fixture
def tuan(cast: Cast) -> Person:
    """Give a test the technician."""
    return cast.tuan


@pytest.fixture
def an(cast: Cast) -> Person:
    """Give a test the administrator of the commune."""
    return cast.an


@pytest.fixture
def binh(cast: Cast) -> Person:
    """Give a test the administrator and inspector of the province."""
    return cast.binh


@pytest.fixture
def vy(cast: Cast) -> Person:
    """Give a test somebody of another province."""
    return cast.vy


@pytest.fixture
def files(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """Give a test an empty store."""
    settings.LOA_FILES_URL = (tmp_path / "files").as_uri()
    store.store.cache_clear()
    yield tmp_path / "files"
    store.store.cache_clear()


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a test what Nam recorded with the phone."""
    return write_sound(tmp_path_factory.mktemp("sent") / "recorded.webm", voice(2), "webm")
