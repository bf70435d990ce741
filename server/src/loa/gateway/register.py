"""Look up boxes, as the gateway needs them."""

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from loa_protocol.messages import Place, Target
from loa_protocol.signing import VerifyKey

from loa.stations import queries

REMEMBERED_S: Final = 30.0
"""How long a key is believed without asking. A revoked box is cut off at once anyway."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """A key, and when the table of boxes said so."""

    at: float
    key: VerifyKey


_keys: dict[str, Remembered] = {}


def keys_of(devices: Collection[str]) -> Mapping[str, VerifyKey]:
    """Return the public keys of those devices that are boxes of ours."""
    now = time.monotonic()
    known = {
        device: _keys[device].key
        for device in devices
        if device in _keys and _keys[device].at > now - REMEMBERED_S
    }
    if asked := set(devices) - set(known):
        for device, text in queries.public_keys(asked).items():
            known[device] = VerifyKey.from_text(text)
            _keys[device] = Remembered(now, known[device])
    return known


def forget(device: str) -> None:
    """Believe nothing about a box whose login changed."""
    _keys.pop(device, None)


def members_of(target: Target, at: datetime) -> Sequence[Place]:
    """Return where the boxes stand that belonged to a target."""
    boxes = queries.boxes_for_target(target).filter(enrolled_at__lte=at)
    columns = ("device_id", "home_id", "place_serial", "cluster__area", "cluster__code")
    return [
        Place(device=device, home=home, serial=serial, area=area, cluster=code, valid_from=0)
        for device, home, serial, area, code in boxes.values_list(*columns).iterator()
    ]


def homes_of(devices: Collection[str]) -> dict[str, str]:
    """Return the homes, which name the topics, of boxes of ours."""
    return queries.homes(devices)
