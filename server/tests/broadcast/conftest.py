"""What every test of releases and deliveries stands on."""

from datetime import time

import pytest
from loa.domain import targeting
from loa.domain.targeting import SpreadPolicy


@pytest.fixture(autouse=True)
def daytime(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the night be over, whenever the tests run."""
    never = SpreadPolicy(night_from=time.max, night_until=time.min)
    monkeypatch.setattr(targeting, "STANDARD", never)
