"""What every test of releases and deliveries stands on."""

from datetime import time

import pytest
from loa.domain.targeting import SpreadPolicy
from pytest_django import Settings


@pytest.fixture(autouse=True)
def daytime(settings: Settings) -> None:
    """Let the night be over, whenever the tests run."""
    settings.RELEASE_ALONE = SpreadPolicy(night_from=time.max, night_until=time.min)
