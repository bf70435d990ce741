"""The life of a bulletin, and who may move it along.

    draft ──submit──▶ submitted ──approve──▶ approved ──release──▶ released
      ▲                │     │                  │                     │
      ├───take back────┘  return                └──────withdraw───────┤
      │                      ▼                                        ▼
      └──────edit──────── returned                                withdrawn

Approved text is never edited: stations may already hold it, signed. A change
is a new version, and starts again as a draft. An approval binds one digest over
text, language and master, so what was heard and read is what goes out.
"""

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from loa_protocol.canonical import encode
from loa_protocol.errors import NotAllowed, Refusal, WrongState

from loa.domain.areas import UnitPath, text_of
from loa.domain.days import day_of
from loa.domain.languages import name_of
from loa.domain.permissions import ActorId, Duty, Officer, require

MOST_LANGUAGES: Final = 12
LONGEST_REASON: Final = 1_000


class State(StrEnum):
    """Where a version of a bulletin is on its way."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


OPEN: Final = frozenset({State.DRAFT, State.SUBMITTED, State.RETURNED})
"""Still on the desk: at most one version of a bulletin is."""
EDITABLE: Final = frozenset({State.DRAFT, State.RETURNED})
CLEARED: Final = frozenset({State.APPROVED, State.RELEASED})
"""May be heard: somebody approved it and nobody took it back."""


class OwnWork(NotAllowed):
    """Nobody approves what they wrote, whatever their rank."""

    code = "bulletin.own_work"


class DigestChanged(WrongState):
    """What the person heard and read is no longer what is waiting."""

    code = "bulletin.digest_changed"


class SoundNotReady(WrongState):
    """The sound of a language is still being made, so nobody can have heard it."""

    code = "bulletin.sound_not_ready"


class SoundIsRefused(Refusal):
    """The sound of a language could not be made. Facts: `language`, `why` (a code)."""

    code = "bulletin.sound_refused"


class NotHeard(Refusal):
    """A robot voice reads it, and the approver has not heard it to the end. Fact: `language`."""

    code = "bulletin.not_heard"


class NothingToSay(Refusal):
    """There is neither text nor sound."""

    code = "bulletin.nothing_to_say"


class NeedsSound(Refusal):
    """No voice here speaks that language: it needs a recording. Fact: `language`."""

    code = "bulletin.needs_sound"


class LooseParts(Refusal):
    """The parts of a programme were changed and not put together since. Fact: `language`."""

    code = "bulletin.loose_parts"


class TooManyLanguages(Refusal):
    """A bulletin holds no more languages than its manifest may."""

    code = "bulletin.too_many_languages"


class UnitIsGone(Refusal):
    """The unit is no longer in force: it was merged into another."""

    code = "bulletin.unit_gone"


class ReadingDoubted(Refusal):
    """Nobody confirmed how a piece is read. Facts: `written`, `spoken`, `language`, `count`."""

    code = "bulletin.reading_doubted"


class ReadingChanged(WrongState):
    """None of the pieces that were confirmed is open: the words are others by now."""

    code = "bulletin.reading_changed"


class NeedsReason(Refusal):
    """Whoever returns a bulletin says why, in not too many words."""

    code = "bulletin.needs_reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A bulletin in one language: its words, its sound, or both."""

    language: str
    text: str = ""
    has_sound: bool = False
    """Somebody recorded or uploaded it; otherwise a voice is to speak the text."""
    master: str | None = None
    """Digest of the master, as soon as there is one."""
    refused_as: str = ""
    """Code of the refusal, where the sound could not be made."""
    is_robot: bool = False
    """A robot voice, the last resort, reads it: understood with effort."""
    has_loose_parts: bool = False
    """The parts of its programme were changed, and not put together since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubted:
    """A piece of a text that a voice might say so that it is misheard."""

    piece: str
    """Names this piece of exactly this text, read exactly so."""
    language: str
    written: str
    spoken: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One wording of a bulletin, as the rules see it."""

    bulletin: str
    number: int
    unit: UnitPath
    unit_is_in_force: bool = True
    state: State
    writers: frozenset[ActorId]
    """Everybody who wrote, recorded or submitted any of it, earlier versions included."""
    items: tuple[Item, ...] = field(default=())

    @property
    def digest(self) -> str:
        """Name exactly these words, in these languages, with these masters."""
        items = [
            {"language": item.language, "text": item.text, "master": item.master}
            for item in self.items
        ]
        told = {"bulletin": self.bulletin, "version": self.number, "items": items}
        return hashlib.sha256(encode(told)).hexdigest()

    @property
    def is_robot(self) -> bool:
        """Say whether a robot voice reads any of it."""
        return any(item.is_robot for item in self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Who let which exact words and sound out, and when."""

    version: int
    digest: str
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A version came into another state."""

    state: State
    by: ActorId
    at: datetime
    reason: str = ""


def write(unit: UnitPath, *, is_in_force: bool, by: Officer, at: datetime) -> None:
    """Let an officer write for a unit.

    Raises:
        UnitIsGone: the unit is no longer in force.
        NotAllowed: the officer does not write for it.
    """
    _in_force(unit, is_in_force)
    require(by, Duty.WRITE, unit, on=day_of(at))


def edit(version: Version, *, by: Officer, at: datetime) -> None:
    """Let an officer change the words or the sound of a version.

    Raises:
        WrongState: it is waiting, approved or gone: a change is a new version.
        UnitIsGone, NotAllowed: as for writing.
    """
    if version.state not in EDITABLE:
        raise WrongState(state=version.state.value, needed=State.DRAFT.value)
    write(version.unit, is_in_force=version.unit_is_in_force, by=by, at=at)


def submit(
    version: Version,
    *,
    voices: Collection[str],
    by: Officer,
    at: datetime,
    doubts: Sequence[Doubted] = (),
) -> Step:
    """Send a version to whoever approves. `voices`: languages that a voice here speaks.

    `doubts`: what might be misheard, and nobody confirmed.

    Raises:
        WrongState, UnitIsGone, NotAllowed: as for editing.
        NothingToSay: it holds no words and no sound.
        TooManyLanguages: more than a manifest holds.
        NeedsSound: a text that no voice here can speak.
        SoundIsRefused: a recording that could not be used.
        LooseParts: a programme whose parts are not put together as they are now.
        ReadingDoubted: a person has to confirm how something is read.
    """
    edit(version, by=by, at=at)
    if not version.items:
        raise NothingToSay
    if len(version.items) > MOST_LANGUAGES:
        raise TooManyLanguages(most=MOST_LANGUAGES)
    for item in version.items:
        _can_be_heard(item, voices)
    if doubts:
        first = doubts[0]
        raise ReadingDoubted(
            written=first.written,
            spoken=first.spoken,
            language=first.language,
            count=len(doubts),
        )
    return Step(state=State.SUBMITTED, by=by.id, at=at)


def take_back(version: Version, *, by: Officer, at: datetime) -> Step:
    """Take a version back to the desk before anybody decided.

    Raises:
        WrongState: it is not waiting any more.
        NotAllowed: the officer does not write for this unit.
    """
    _waiting(version)
    require(by, Duty.WRITE, version.unit, on=day_of(at))
    return Step(state=State.DRAFT, by=by.id, at=at)


def approve(
    version: Version, *, digest: str, heard: Collection[str] = (), by: Officer, at: datetime
) -> Approval:
    """Approve a submitted version. `digest` names what the officer heard and read.

    `heard`: the masters that the officer is on record to have heard to the end. A
    robot voice may say anything of a text, so it is never let out unheard.

    Raises:
        WrongState: it is not waiting for approval.
        NotAllowed: the officer does not approve for this unit.
        OwnWork: the officer wrote some of it.
        SoundIsRefused: the sound of a language could not be made: it is the writer's to mend.
        SoundNotReady: a language has no sound yet.
        DigestChanged: it is no longer what the officer heard and read.
        NotHeard: a robot voice reads it, and the officer has not heard all of it.
    """
    _waiting(version)
    _judges(version, by, at)
    for item in version.items:
        _is_not_refused(item)
        if item.master is None:
            raise SoundNotReady(language=name_of(item.language))
    if version.digest != digest:
        raise DigestChanged(state=version.state.value, needed=State.SUBMITTED.value)
    for item in version.items:
        if item.is_robot and item.master not in heard:
            raise NotHeard(language=name_of(item.language))
    return Approval(version=version.number, digest=digest, by=by.id, at=at)


def return_(version: Version, *, reason: str, by: Officer, at: datetime) -> Step:
    """Send a submitted version back to its writer, saying why.

    Raises:
        WrongState: it is not waiting for approval.
        NotAllowed, OwnWork: as for approving.
        NeedsReason: no reason, or one too long to read.
    """
    _waiting(version)
    _judges(version, by, at)
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise NeedsReason(longest=LONGEST_REASON)
    return Step(state=State.RETURNED, by=by.id, at=at, reason=reason.strip())


def release(version: Version, *, by: ActorId, at: datetime) -> Step:
    """Note that an approved version went out, by an order or in a session.

    Who may let it out, and how far, is decided where orders and sessions are made.

    Raises:
        WrongState: nobody approved it, or it was withdrawn.
    """
    cleared(version)
    return Step(state=State.RELEASED, by=by, at=at)


def withdraw(version: Version, *, by: Officer, at: datetime) -> Step:
    """Take a version out of use. One person is enough: silence needs no four eyes.

    Raises:
        WrongState: it was withdrawn already.
        NotAllowed: the officer neither writes nor approves for this unit.
    """
    if version.state is State.WITHDRAWN:
        raise WrongState(state=version.state.value, needed=State.RELEASED.value)
    if not by.may(Duty.APPROVE, version.unit, day_of(at)):
        require(by, Duty.WRITE, version.unit, on=day_of(at))
    return Step(state=State.WITHDRAWN, by=by.id, at=at)


def new_version(latest: Version, *, by: Officer, at: datetime) -> int:
    """Begin another wording of a bulletin, and return its number.

    Raises:
        WrongState: the latest is still on the desk: change that one.
        UnitIsGone, NotAllowed: as for writing.
    """
    if latest.state in OPEN:
        raise WrongState(state=latest.state.value, needed=State.APPROVED.value)
    write(latest.unit, is_in_force=latest.unit_is_in_force, by=by, at=at)
    return latest.number + 1


def cleared(version: Version) -> None:
    """Let only what was approved, and not taken back, be heard.

    Raises:
        WrongState: nobody approved it, or it was withdrawn.
        UnitIsGone: the unit that answers for it is no longer in force.
    """
    if version.state not in CLEARED:
        raise WrongState(state=version.state.value, needed=State.APPROVED.value)
    _in_force(version.unit, version.unit_is_in_force)


def _in_force(unit: UnitPath, is_in_force: bool) -> None:  # noqa: FBT001 - says it by its name
    if not is_in_force:
        raise UnitIsGone(unit=text_of(unit))


def _can_be_heard(item: Item, voices: Collection[str]) -> None:
    if item.has_loose_parts:
        raise LooseParts(language=name_of(item.language))
    _is_not_refused(item)
    if not item.has_sound and not item.text:
        raise NothingToSay
    if not item.has_sound and item.language not in voices:
        raise NeedsSound(language=name_of(item.language))


def _is_not_refused(item: Item) -> None:
    if item.refused_as:
        raise SoundIsRefused(language=name_of(item.language), why=item.refused_as)


def _waiting(version: Version) -> None:
    if version.state is not State.SUBMITTED:
        raise WrongState(state=version.state.value, needed=State.SUBMITTED.value)


def _judges(version: Version, by: Officer, at: datetime) -> None:
    require(by, Duty.APPROVE, version.unit, on=day_of(at))
    if by.id in version.writers:
        raise OwnWork
    _in_force(version.unit, version.unit_is_in_force)


def steps_open_to(version: Version, *, by: Officer, at: datetime) -> frozenset[str]:
    """Name what an officer may do with a version now: the buttons that a page shows."""
    masters = [item.master for item in version.items if item.master]
    tries: dict[str, Callable[[], object]] = {
        "edit": lambda: edit(version, by=by, at=at),
        "take_back": lambda: take_back(version, by=by, at=at),
        "approve": lambda: approve(version, digest=version.digest, heard=masters, by=by, at=at),
        "return": lambda: return_(version, reason="?", by=by, at=at),
        "withdraw": lambda: withdraw(version, by=by, at=at),
        "reword": lambda: new_version(version, by=by, at=at),
    }
    return frozenset(step for step, ask in tries.items() if not _refuses(ask))


def _refuses(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except Refusal:
        return True
    return False
