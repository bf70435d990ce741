"""Hold what came before the time, in memory and within bounds.

Until a box knows the time it judges no order. What takes sound back is kept
apart, so that no number of orders pushes it out. What there was no room for is
asked for again once the time is known.
"""

import logging
from typing import Final

from loa_protocol.frames import Frame
from loa_protocol.priority import Klass

logger = logging.getLogger(__name__)

MOST_WAITING: Final = 200
MOST_CANCELS: Final = 1_000


class Waiting:
    """Frames that wait for the time. Nobody has judged them yet."""

    def __init__(self) -> None:
        self._cancels: dict[bytes, Frame] = {}
        self._others: dict[bytes, Frame] = {}
        self._let_go = 0

    def add(self, frame: Frame) -> None:
        """Keep a frame. Where there is no room an older one goes, emergencies last."""
        takes_back = "cancels" in frame.envelope.body
        held, most = (self._cancels, MOST_CANCELS) if takes_back else (self._others, MOST_WAITING)
        held[frame.envelope.signature] = frame
        if len(held) > most:
            self._make_room(held)

    def take(self) -> tuple[tuple[Frame, ...], bool]:
        """Return all that waits, what takes sound back first, and whether that is everything."""
        frames, let_go = (*self._cancels.values(), *self._others.values()), self._let_go
        self._cancels, self._others, self._let_go = {}, {}, 0
        return frames, let_go == 0

    def _make_room(self, held: dict[bytes, Frame]) -> None:
        calm = (name for name, frame in held.items() if not _is_emergency(frame))
        gone = held.pop(next(calm, next(iter(held))))
        if self._let_go == 0:  # one line, however many follow
            told = {"action": "inbox.no_room", "order": gone.envelope.body.get("id")}
            logger.warning("No room for all that waits for the time", extra=told)
        self._let_go += 1


def _is_emergency(frame: Frame) -> bool:
    return frame.envelope.body.get("klass") == str(Klass.EMERGENCY)
