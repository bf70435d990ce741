"""A store of its own for every test, and sounds that are quick to make."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from loa.media import store
from loa.media.models import Sound
from loa.media.testing import voice, write_sound
from loa.media.testing.sounds import ready_sound
from loa.orgs.models import Person
from pytest_django import Settings


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


@pytest.fixture
def sound(nam: Person, files: Path) -> Sound:
    """Give a test a sound of Nam's that can be heard."""
    return ready_sound(nam, nam.unit)
