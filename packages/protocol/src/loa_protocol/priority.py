"""Which order wins the loudspeaker.

The same rule runs on the server, to show an operator what will happen, and on
the box, to make it happen. Source of the three classes: Circular
39/2020/TT-BTTTT. A higher level of government does not simply win: between two
priority bulletins the commune decides (`loa.domain.inbox`).
"""

from enum import Enum, StrEnum, auto


class Klass(StrEnum):
    """How urgent a bulletin is, by Circular 39/2020."""

    ORDINARY = "ordinary"
    PRIORITY = "priority"
    EMERGENCY = "emergency"

    @property
    def rank(self) -> int:
        """A higher number is more urgent."""
        return list(Klass).index(self)


class Verdict(Enum):
    """What a box does with something that is due now."""

    START = auto()
    INTERRUPT = auto()
    WAIT = auto()


def judge(incoming: Klass, playing: Klass | None) -> Verdict:
    """Decide what a box does with an item that is due now.

    An emergency cuts in on anything except another emergency: the province and
    the commune may both warn of the same flood, and neither may be chopped in
    half. Everything else lets the item that is playing finish.
    """
    if playing is None:
        return Verdict.START
    if incoming is Klass.EMERGENCY and playing is not Klass.EMERGENCY:
        return Verdict.INTERRUPT
    return Verdict.WAIT
