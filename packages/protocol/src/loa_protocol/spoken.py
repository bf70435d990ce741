"""Which languages of a bulletin sound at a place."""

from collections.abc import Sequence

from loa_protocol.messages import Sound


def spoken(sounds: Sequence[Sound], languages: Sequence[str]) -> tuple[Sound, ...]:
    """Return what of a bulletin sounds where people listen in these languages, in order.

    Theirs, the first one first. Where it has none of theirs, or nobody said which they are: all
    of it, as it was approved. A loudspeaker is never silent for want of a language.
    """
    theirs = (one for language in languages for one in sounds if one.language == language)
    return tuple(theirs) or tuple(sounds)
