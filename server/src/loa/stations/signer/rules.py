"""Say what each key is for. A key that is asked for anything else refuses.

    centre, province   order, programme, place, settings, delegation, revocations
    commune            order, programme
    link               ack, time

A key is also bound to the ground it was made for. Whoever takes over the web
process can ask for signatures, but only for these.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from loa_protocol.areas import contains
from loa_protocol.errors import Refusal
from loa_protocol.messages import (
    Ack,
    AnyMessage,
    Authority,
    Delegation,
    Message,
    Order,
    Place,
    Programme,
    Revocations,
    Settings,
    TimeReply,
    read,
)
from loa_protocol.trust import DEPTH

_SPEAK: Final[frozenset[type[Message]]] = frozenset({Order, Programme})
_GOVERN: Final[frozenset[type[Message]]] = _SPEAK | {Place, Settings, Delegation, Revocations}

MAY_SIGN: Final[Mapping[Authority, frozenset[type[Message]]]] = {
    Authority.CENTRE: _GOVERN,
    Authority.PROVINCE: _GOVERN,
    Authority.COMMUNE: _SPEAK,
    Authority.LINK: frozenset({Ack, TimeReply}),
}


class NotItsPurpose(Refusal):
    """The key is for other kinds of message."""

    code = "signer.not_its_purpose"


class NotItsGround(Refusal):
    """The key is for another area."""

    code = "signer.not_its_ground"


class ForgetsRevoked(Refusal):
    """The list leaves out a key that was taken back before."""

    code = "signer.forgets_revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """What a key is for: a role, on some ground."""

    role: Authority
    area: str


def judge(body: Mapping[str, Any], purpose: Purpose, *, revoked: frozenset[str]) -> AnyMessage:
    """Let a body pass if the key is for this. `revoked` was listed by this key before.

    Raises:
        BadMessage, …: the body is not a message.
        NotItsPurpose, NotItsGround: the key is for something else.
        ForgetsRevoked: a server restored from a backup would let a stolen key back in.
    """
    message = read(body)
    if type(message) not in MAY_SIGN[purpose.role]:
        raise NotItsPurpose(role=str(purpose.role), type=str(body["type"]))
    for area in _ground(message):
        if not contains(purpose.area, area):
            raise NotItsGround(area=area, allowed=purpose.area)
    if isinstance(message, Delegation) and DEPTH[message.role] <= DEPTH[purpose.role]:
        raise NotItsPurpose(role=str(purpose.role), delegates=str(message.role))
    if isinstance(message, Revocations) and (left_out := revoked - set(message.revoked)):
        raise ForgetsRevoked(keys=sorted(left_out))
    return message


def _ground(message: AnyMessage) -> tuple[str, ...]:
    match message:
        case Order(target=target):
            return target.areas
        case Programme(area=area) | Place(area=area) | Delegation(area=area):
            return (area,)
        case _:
            return ()
