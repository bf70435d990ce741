"""Sounds that are quick to make."""

from pathlib import Path

import pytest
from loa.media.models import Sound
from loa.media.testing.sounds import ready_sound
from loa.orgs.models import Person


@pytest.fixture
def sound(nam: Person, files: Path) -> Sound:
    """Give a test a sound of Nam's that can be heard."""
    return ready_sound(nam, nam.unit)
