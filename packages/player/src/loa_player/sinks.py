"""The names of sinks, for the process that must not load what makes sound."""

from typing import Final

from loa_protocol.errors import Refusal

WHOLE: Final = frozenset({"null", "aplay", "pacat", "pw-cat"})
BEGINNINGS: Final = ("null:", "wav:", "pipe:")


class UnknownSink(Refusal):
    """Nobody knows a sink of that name."""

    code = "box.unknown_sink"


def check(name: str) -> None:
    """Refuse a name before a process is started over and over in vain.

    Raises:
        UnknownSink: it is none of ours.
    """
    is_long = any(name.startswith(one) and name != one for one in BEGINNINGS)
    if name not in WHOLE and not is_long:
        raise UnknownSink(name=name)
