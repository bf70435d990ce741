"""Sites that tests start leave nothing in /var/lib/loa either."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from loa.config.embedded import estate


@pytest.fixture(autouse=True, scope="session")
def no_estate_left(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Remove what root's databases of these tests lay in."""
    yield
    for home in tmp_path_factory.getbasetemp().rglob("postgres"):
        shutil.rmtree(estate.folder_for(home), ignore_errors=True)


@pytest.fixture(autouse=True)
def no_estate_left_by_one(tmp_path: Path) -> Iterator[None]:
    """Do the same for each test, before pytest removes its folder."""
    yield
    for home in tmp_path.rglob("postgres"):
        shutil.rmtree(estate.folder_for(home), ignore_errors=True)
