"""Keep how boxes say they are, which of them the broker lost, and which went silent."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from loa_protocol import canonical
from loa_protocol.messages import Heartbeat

from loa.broadcast import live
from loa.broadcast.opening import KeysOf, Letter, open_all
from loa.stations import actions as stations

GONE: Final = canonical.encode({"online": False})


@transaction.atomic
def take_heartbeats(letters: Sequence[Letter], *, keys_of: KeysOf, now: datetime) -> int:
    """Keep the last word of each box; return how many boxes spoke."""
    opened = open_all(letters, keys_of=keys_of, kind=Heartbeat, now=now)
    if not opened:
        return 0
    heard = stations.take_heartbeats([one.message for one in opened], now)
    live.tell_boxes(heard.changed)
    return heard.boxes


@transaction.atomic
def take_states(letters: Sequence[Letter], *, now: datetime) -> list[str]:
    """Mark boxes whose connection ended as offline, and return them.

    A box cannot sign its own absence: the broker says it, on the topic that only the
    box may use. That it is there again, its next heartbeat says, signed.
    """
    last = {letter.device: letter.payload for letter in letters}
    gone = [device for device, payload in last.items() if payload == GONE]
    if not gone:
        return []
    changed = stations.note_gone(gone, now)
    live.tell_boxes(changed)
    return changed


@transaction.atomic
def notice_silence(now: datetime) -> list[str]:
    """Mark boxes that missed their heartbeats as offline, and return them."""
    changed = stations.notice_silence(now)
    live.tell_boxes(changed)
    return changed
