"""A whole site in miniature, and boxes as real processes."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from loa_player.box import Folder
from loa_player.enrol import enrol
from loa_player.testing import broker
from loa_player.testing.authority import Keys
from loa_player.testing.box import Box
from loa_player.testing.site import Gateway, Web, gateway


@pytest.fixture(scope="session")
def mqtt_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Run one broker for all tests."""
    with broker.running(tmp_path_factory.mktemp("broker")) as port:
        yield port


@pytest.fixture
def keys() -> Keys:
    """Make a chain of keys."""
    return Keys()


@pytest.fixture
def web(keys: Keys, mqtt_port: int) -> Iterator[Web]:
    """Run the site's web side."""
    with Web(keys=keys, broker_url=f"mqtt://127.0.0.1:{mqtt_port}").running() as site:
        yield site


@pytest.fixture
def box(tmp_path: Path, web: Web) -> Iterator[Box]:
    """Enrol a box; the test starts it."""
    one = Box(home=tmp_path / "box", played=tmp_path / "played")
    enrol(Folder.at(one.home), web.url, web.code.text)
    yield one
    one.clear_away()


@pytest.fixture
async def site(keys: Keys, mqtt_port: int, box: Box) -> AsyncIterator[Gateway]:
    """Run the site's gateway, which knows the box's key."""
    async with gateway(keys, mqtt_port) as one:
        one.device_key = Folder.at(box.home).key().public
        yield one
