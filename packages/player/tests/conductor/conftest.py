"""A box that is ready."""

import pytest
from loa_player.testing.driver import Driver


@pytest.fixture
def box() -> Driver:
    return Driver()
