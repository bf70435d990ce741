"""What became of an order on one box, from what the box said.

Receipts come late, twice, and in any order. What is known of one delivery is kept
as *facts* that can be put together in any order with the same result:

    received ─▶ refused ─▶ missed ─▶ started ─▶ stopped ─▶ finished
                the strongest word wins

A forged copy of an order may be refused by the same box that plays the true one, so
having played is stronger than having refused.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from loa_protocol.messages import Receipt, Stage

STRENGTH: Final = {
    Stage.RECEIVED: 1,
    Stage.REFUSED: 2,
    Stage.MISSED: 3,
    Stage.STARTED: 4,
    Stage.STOPPED: 5,
    Stage.FINISHED: 6,
}
"""How strong a word of a box is. Kept in the database as a number."""
NOTHING: Final = 0
BY_STRENGTH: Final = {strength: stage for stage, strength in STRENGTH.items()}

PATIENCE_MS: Final = 60_000
"""How long after the time a box is given to be heard of before it counts as missed."""
SHORT_MS: Final = 500
"""An item that ends this much early still counts as whole: players count in blocks."""

UNPROVEN: Final = ("message.", "trust.", "order.from_the_future")
"""How refusals begin that may be of a forgery, or that another sending may mend."""


class Outcome(StrEnum):
    """How a delivery stands, in the operator's words."""

    EXPECTED = "expected"
    RECEIVED = "received"
    PLAYING = "playing"
    FINISHED = "finished"
    PARTIAL = "partial"
    MISSED = "missed"
    REFUSED = "refused"


OFFLINE: Final = "offline"
UNFINISHED: Final = "unfinished"
SILENT: Final = "silent"
CUT_SHORT: Final = "cut_short"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of one delivery."""

    strength: int = NOTHING
    reason: str = ""
    planned_ms: int | None = None
    actual_ms: int | None = None
    received_at: int | None = None
    started_at: int | None = None
    ended_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How it stands, and why where that needs saying."""

    outcome: Outcome
    reason: str = ""
    planned_ms: int | None = None
    actual_ms: int = 0


def told(receipt: Receipt) -> Facts:
    """Return what one receipt says."""
    ended = receipt.stage not in {Stage.RECEIVED, Stage.STARTED}
    return Facts(
        strength=STRENGTH[receipt.stage],
        reason=receipt.reason,
        planned_ms=receipt.planned_ms,
        actual_ms=receipt.actual_ms,
        received_at=receipt.at if receipt.stage is Stage.RECEIVED else None,
        started_at=receipt.at if receipt.stage is Stage.STARTED else None,
        ended_at=receipt.at if ended else None,
    )


def together(one: Facts, other: Facts) -> Facts:
    """Put two sets of facts together. The order does not matter, nor does saying it twice."""
    weak, strong = sorted((one, other), key=lambda facts: (facts.strength, facts.reason))
    return Facts(
        strength=strong.strength,
        reason=strong.reason,
        planned_ms=_largest(one.planned_ms, other.planned_ms),
        actual_ms=_largest(one.actual_ms, other.actual_ms),
        received_at=_first(one.received_at, other.received_at),
        started_at=_first(one.started_at, other.started_at),
        ended_at=strong.ended_at
        if strong.strength > weak.strength
        else _first(weak.ended_at, strong.ended_at),
    )


def is_answered(facts: Facts) -> bool:
    """Say whether the box had the true order in its hands, so that it need not be sent again.

    Whoever speaks on the topic first, with a forgery that bears the same id, is refused
    for what it is; that says nothing of the true order. Nor is a box that does not trust
    our key yet, or whose clock is behind, done with it.
    """
    if facts.strength != STRENGTH[Stage.REFUSED] or facts.received_at is not None:
        return facts.strength != NOTHING
    return not facts.reason.startswith(UNPROVEN)


def judge(facts: Facts, *, start_at: int, planned_ms: int, expires_at: int, now: int) -> Verdict:
    """Say how a delivery stands at an instant.

    `start_at` is when the order was to sound; `expires_at` after which it never will.
    """
    planned = facts.planned_ms if facts.planned_ms is not None else planned_ms
    actual = facts.actual_ms or 0
    outcome, reason = _standing(facts, start_at, planned, expires_at, now)
    return Verdict(outcome=outcome, reason=reason, planned_ms=planned, actual_ms=actual)


def _standing(
    facts: Facts, start_at: int, planned: int, expires_at: int, now: int
) -> tuple[Outcome, str]:
    match BY_STRENGTH.get(facts.strength):
        case None | Stage.RECEIVED:
            return _waiting(facts, is_over=now > expires_at + PATIENCE_MS)
        case Stage.REFUSED:
            return Outcome.REFUSED, facts.reason
        case Stage.MISSED:
            return Outcome.MISSED, facts.reason
        case Stage.STARTED:
            began = facts.started_at if facts.started_at is not None else start_at
            is_late = now > began + planned + PATIENCE_MS
            return (Outcome.PARTIAL, UNFINISHED) if is_late else (Outcome.PLAYING, "")
        case Stage.STOPPED:
            return Outcome.PARTIAL, facts.reason
        case _:  # finished
            is_short = facts.actual_ms is not None and facts.actual_ms + SHORT_MS < planned
            return (Outcome.PARTIAL, CUT_SHORT) if is_short else (Outcome.FINISHED, "")


def _waiting(facts: Facts, *, is_over: bool) -> tuple[Outcome, str]:
    was_received = facts.strength != NOTHING
    if is_over:
        return Outcome.MISSED, SILENT if was_received else OFFLINE
    return (Outcome.RECEIVED if was_received else Outcome.EXPECTED), ""


def _first(one: int | None, other: int | None) -> int | None:
    known = [instant for instant in (one, other) if instant is not None]
    return min(known, default=None)


def _largest(one: int | None, other: int | None) -> int | None:
    known = [value for value in (one, other) if value is not None]
    return max(known, default=None)
