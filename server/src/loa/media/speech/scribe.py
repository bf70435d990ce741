"""What writes speech down, whoever makes it, and whether one is installed here."""

from importlib.util import find_spec
from typing import Final, Protocol

from loa.media.audio.cutting import Samples

PACKAGE: Final = "vietasr"
"""The module of the extra `stt`. It is loaded in a child process and nowhere else."""


class Scribe(Protocol):
    """Something that writes down what is said."""

    def write_down(self, samples: Samples) -> str:
        """Return the words in up to half a minute of sound at 16 kHz; nothing where it heard none.

        It is Vietnamese, in small letters, without marks.
        """
        ...


def is_here() -> bool:
    """Tell whether the extra is installed."""
    return find_spec(PACKAGE) is not None
