"""Decide who may have a recording written down, and what counts as its words.

A machine writes a draft; only what a person confirmed is a transcript. It stands beside the
sound and changes nothing of it, so it may come after the approval, and is no part of it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from loa_protocol.errors import Refusal, WrongState

from loa.domain.areas import UnitPath
from loa.domain.days import day_of
from loa.domain.permissions import ActorId, Duty, Officer, require
from loa.domain.wording import TextIsEmpty, TextTooLong, clean

LONGEST: Final = 120_000
"""Characters: an hour of somebody who speaks fast, which is the longest sound there is."""
PATIENCE: Final = timedelta(hours=3)
"""How long a machine may keep people waiting, its queue included, before it is asked again."""
WRITTEN_BY_MACHINE: Final = frozenset({"vi"})


class NotNeeded(Refusal):
    """The words stand in writing already, or no person is heard."""

    code = "transcript.not_needed"


class NothingToHear(WrongState):
    """The sound is still being made, or could not be."""

    code = "transcript.nothing_to_hear"


class NoSuchMachine(Refusal):
    """No machine writes that language down. Fact: `language`."""

    code = "transcript.no_such_machine"


class IsConfirmed(WrongState):
    """A person confirmed the words: a machine has nothing to add."""

    code = "transcript.confirmed"


class Overtaken(WrongState):
    """Somebody else confirmed other words since the page was opened."""

    code = "transcript.overtaken"


class NoWords(Refusal):
    """Nothing was written."""

    code = "transcript.no_words"


class TooManyWords(Refusal):
    """More was written than anybody can have said. Facts: `length`, `limit`."""

    code = "transcript.too_many_words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What is heard in one language of a bulletin, and what is written of it."""

    unit: UnitPath
    language: str
    is_by_person: bool
    """A person recorded or sent it: neither a voice nor parts put together."""
    is_ready: bool
    has_words: bool
    """The bulletin has its words in writing."""
    words: str = ""
    """What was confirmed last."""
    edition: int = 0
    """How often words were confirmed."""
    asked_at: datetime | None = None
    """Since when a machine has been writing; none: it is not."""

    @property
    def wants_words(self) -> bool:
        """Say whether somebody who cannot hear it has nothing to read."""
        return self.is_by_person and not self.has_words

    def is_awaited(self, now: datetime) -> bool:
        """Say whether a machine is writing, and not overdue."""
        return self.asked_at is not None and now < self.asked_at + PATIENCE

    def is_for_machine(self) -> bool:
        """Say whether a machine could write it down, if there is one."""
        is_open = self.is_ready and not self.edition
        return self.wants_words and is_open and self.language in WRITTEN_BY_MACHINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """A person's word for what is said in a recording."""

    words: str
    edition: int
    by: ActorId
    at: datetime


def ask_machine(recording: Recording, *, by: Officer, on: date) -> None:
    """Decide whether a machine may be asked to write a recording down.

    Raises:
        NotAllowed: the officer does not write for the unit.
        NotNeeded: its words stand in writing, or no person is heard.
        NothingToHear: there is no sound to write down.
        NoSuchMachine: none knows the language.
        IsConfirmed: a person has confirmed words.
    """
    _require_open(recording, by=by, on=on)
    if recording.language not in WRITTEN_BY_MACHINE:
        raise NoSuchMachine(language=recording.language)
    if recording.edition:
        raise IsConfirmed(state="confirmed", needed="draft")


def confirm(
    recording: Recording, words: str, *, seen: int, by: Officer, at: datetime
) -> Confirmation | None:
    """Decide whether words are the transcript now; None when they are already.

    `seen`: the edition that the officer had before them.

    Raises:
        NotAllowed, NotNeeded, NothingToHear: as for asking a machine.
        NoWords, TooManyWords, BadText: they cannot be kept.
        Overtaken: somebody confirmed other words meanwhile.
    """
    _require_open(recording, by=by, on=day_of(at))
    tidy = _checked(words, recording.language)
    if tidy == recording.words:
        return None
    if seen != recording.edition:
        raise Overtaken(state="changed", needed="seen")
    return Confirmation(words=tidy, edition=recording.edition + 1, by=by.id, at=at)


def _require_open(recording: Recording, *, by: Officer, on: date) -> None:
    require(by, Duty.WRITE, recording.unit, on=on)
    if not recording.wants_words:
        raise NotNeeded(language=recording.language)
    if not recording.is_ready:
        raise NothingToHear(state="pending", needed="ready")


def _checked(words: str, language: str) -> str:
    """Return the words as they will be kept, by the rules of every text."""
    try:
        return clean(words, language=language, longest=LONGEST)
    except TextIsEmpty as nothing:
        raise NoWords from nothing
    except TextTooLong as much:
        raise TooManyWords(**much.facts) from much
