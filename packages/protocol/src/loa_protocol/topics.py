"""Which broker topics a box listens to and speaks on.

    loa/1/dn/all   loa/1/dn/p/<province>   loa/1/dn/c/<commune>     orders of everyday
    loa/1/em/all   loa/1/em/p/<province>   loa/1/em/c/<commune>     emergencies
    loa/1/dn/d/<home>/<device>                                     for one box
    loa/1/up/<home>/<device>/{hello,hb,receipt,state}              from one box

The commune is the smallest topic; the signed target names villages and
clusters, and the box filters. `home` is a permanent site id, never an
administrative code, so that a merger leaves a box's own topics alone.
"""

from enum import StrEnum
from typing import Final

ROOT: Final = "loa/1"
PROVINCE_PARTS: Final = 2


class Up(StrEnum):
    """What a box may speak about, one topic each."""

    HELLO = "hello"
    HEARTBEAT = "hb"
    RECEIPT = "receipt"
    STATE = "state"


def broadcast(area: str, *, emergency: bool) -> str:
    """Return the topic on which an order for `area` is published."""
    lane = "em" if emergency else "dn"
    parts = area.split("/")
    if len(parts) == 1:
        return f"{ROOT}/{lane}/all"
    if len(parts) == PROVINCE_PARTS:
        return f"{ROOT}/{lane}/p/{parts[1]}"
    return f"{ROOT}/{lane}/c/{parts[2]}"


def listened(area: str, *, home: str, device: str) -> tuple[str, ...]:
    """Return every topic that a box at `area` subscribes to."""
    parts = area.split("/")
    above = ["/".join(parts[:depth]) for depth in range(1, min(len(parts), 3) + 1)]
    lanes = [broadcast(path, emergency=lane) for lane in (True, False) for path in above]
    return (*lanes, own(home=home, device=device))


def own(*, home: str, device: str) -> str:
    """Return the topic for this box alone."""
    return f"{ROOT}/dn/d/{home}/{device}"


def spoken(what: Up, *, home: str, device: str) -> str:
    """Return the topic on which this box speaks about one thing."""
    return f"{ROOT}/up/{home}/{device}/{what}"
