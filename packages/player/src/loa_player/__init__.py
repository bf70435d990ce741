"""The box at the loudspeaker: two processes, no Django."""

from typing import Final

SOFTWARE: Final = "loa-player 0.1.0"
