"""Whether a box takes an order. The server asks the same before it sends one.

The signature and the chain were checked before (`trust`); here we judge what
the order says: is it for us, is it now, have we had it, may this speaker.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from loa_protocol.areas import contains
from loa_protocol.clock import SKEW_MS
from loa_protocol.errors import Refusal
from loa_protocol.fields import ONE_DAY_MS
from loa_protocol.messages import Kind, Order, Place, Programme, Target
from loa_protocol.priority import Klass
from loa_protocol.timetable import check as check_timetable
from loa_protocol.trust import ISSUERS, Older, Speaker

LONGEST_LIFE_MS: Final[Mapping[Klass, int]] = {
    Klass.ORDINARY: 40 * ONE_DAY_MS,
    Klass.PRIORITY: 40 * ONE_DAY_MS,
    Klass.EMERGENCY: ONE_DAY_MS,
}
"""The longer an order lives, the longer it can be replayed to a box that lost its memory."""


class NotForThisPlace(Refusal):
    """The order is for other ground, or for other clusters."""

    code = "order.not_for_this_place"


class Expired(Refusal):
    """The order's time is over."""

    code = "order.expired"


class FromTheFuture(Refusal):
    """The order says it was issued later than now."""

    code = "order.from_the_future"


class LivesTooLong(Refusal):
    """The order would stay valid for longer than its class allows."""

    code = "order.lives_too_long"


class AlreadyHeld(Refusal):
    """We have had this very order. It is played once."""

    code = "order.already_held"


class Superseded(Refusal):
    """A later revision of the same subject is here already."""

    code = "order.superseded"


class Cancelled(Refusal):
    """The order was taken back before it came."""

    code = "order.cancelled"


class BadShape(Refusal):
    """The order contradicts itself."""

    code = "order.bad_shape"


class KindNotServed(Refusal):
    """The box does not serve orders of this kind."""

    code = "order.kind_not_served"


class MayNotCancel(Refusal):
    """Only the issuer, or somebody above the issuer, takes an order back."""

    code = "order.may_not_cancel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What a box remembers of orders until they expire."""

    held: frozenset[str] = frozenset()
    revisions: Mapping[str, int] = field(default_factory=dict)
    """Highest revision by subject."""
    cancelled: Mapping[str, str] = field(default_factory=dict)
    """Order id → the area of whoever took it back before it came."""


def is_aimed_at(target: Target, place: Place) -> bool:
    """Say whether a target names the ground and the cluster of a box."""
    on_ground = any(contains(area, place.area) for area in target.areas)
    return on_ground and (not target.clusters or place.cluster in target.clusters)


def accept(order: Order, *, speaker: Speaker, place: Place, memory: Memory, now: int) -> None:
    """Take an order, or say why not.

    Raises:
        WrongRole, OutOfArea, OutOfClass: this speaker may not order this.
        BadShape, KindNotServed, LivesTooLong: the order is not a sound one.
        FromTheFuture, Expired: it is not now.
        NotForThisPlace: it is not here.
        AlreadyHeld, Superseded, Cancelled: it was dealt with before.
    """
    _check_speaker(order, speaker)
    _check_shape(order)
    _check_time(order, now=now)
    if not is_aimed_at(order.target, place):
        raise NotForThisPlace(area=place.area, cluster=place.cluster)
    _check_memory(order, speaker=speaker, memory=memory)


def accept_programme(
    programme: Programme, *, speaker: Speaker, place: Place, held: int, newest: int, now: int
) -> None:
    """Take a commune's programme, or say why not.

    `held` is the number of the one that is held for this ground (0: none), `newest`
    the highest that was ever taken for it. A box that was moved away and back may be
    told the newest again, and never one before it.

    Raises:
        WrongRole, OutOfArea, OutOfClass: this speaker may not programme here.
        NotForThisPlace, Older, Expired, FromTheFuture, BadTimetable: as named.
    """
    speaker.must_be(*ISSUERS)
    speaker.must_cover(programme.area)
    for occurrence in programme.occurrences:
        speaker.must_reach(occurrence.klass)
    if not contains(programme.area, place.area):
        raise NotForThisPlace(area=place.area)
    if programme.serial <= held or programme.serial < newest:
        raise Older(serial=programme.serial, held=max(held, newest))
    if programme.issued_at > now + SKEW_MS:
        raise FromTheFuture(issued_at=programme.issued_at)
    if programme.end <= now:
        raise Expired(end=programme.end)
    check_timetable(programme)


def may_cancel(canceller: Speaker, *, issuer_area: str) -> None:
    """Check that an order may be taken back by this speaker.

    Judged by ground, not by key, so that it still works after a key was changed.

    Raises:
        MayNotCancel: the speaker is neither the issuer nor above the issuer.
    """
    if not contains(canceller.area, issuer_area):
        raise MayNotCancel(kid=canceller.kid, area=canceller.area, issuer=issuer_area)


def _check_speaker(order: Order, speaker: Speaker) -> None:
    speaker.must_be(*ISSUERS)
    speaker.must_cover(*order.target.areas)
    speaker.must_reach(order.klass)


def _check_shape(order: Order) -> None:
    if order.kind is Kind.CANCEL:
        if order.cancels is None or order.manifest is not None:
            raise BadShape(why="a cancel names an order and carries no sound")
    elif order.kind is not Kind.REAL:
        raise KindNotServed(kind=str(order.kind))
    elif order.manifest is None or order.cancels is not None:
        raise BadShape(why="an order carries sound and cancels nothing")
    if order.expires_at - order.issued_at > LONGEST_LIFE_MS[order.klass]:
        raise LivesTooLong(klass=str(order.klass))


def _check_time(order: Order, *, now: int) -> None:
    if order.issued_at > now + SKEW_MS:
        raise FromTheFuture(issued_at=order.issued_at, now=now)
    if order.expires_at <= now:
        raise Expired(expires_at=order.expires_at, now=now)


def _check_memory(order: Order, *, speaker: Speaker, memory: Memory) -> None:
    if order.id in memory.held:
        raise AlreadyHeld(order=order.id)
    if order.revision < memory.revisions.get(order.subject, 0):
        raise Superseded(subject=order.subject, revision=order.revision)
    by = memory.cancelled.get(order.id)
    if by is not None and contains(by, speaker.area):
        raise Cancelled(order=order.id)
