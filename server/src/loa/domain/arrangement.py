"""What a programme is put together from: parts in order, and music under them.

An arrangement only refers to sounds; it never changes one. Trimming, fading and
mixing happen when it is rendered, so everything can be put back at any time.

    lead-in │ part │ gap │ part │ gap │ part │ lead-out
    ~~~~~~~~ music, full ~~ under ~~ under ~~ full ~~~~
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

from loa_protocol.errors import Refusal

MOST_PARTS: Final = 100
LONGEST_MS: Final = 60 * 60 * 1000
LONGEST_GAP_MS: Final = 60_000
SHORTEST_PART_MS: Final = 100
LOWEST_DB: Final = -40
HIGHEST_DB: Final = 12


class BadArrangement(Refusal):
    """The parts cannot be put together like this. Fact: `part` (counted from 1; 0: the music)."""

    code = "arrangement.bad"


class NothingInIt(BadArrangement):
    """It has no parts."""

    code = "arrangement.empty"


class TooManyParts(BadArrangement):
    """It has more parts than may be. Fact: `most`."""

    code = "arrangement.too_many_parts"


class PartIsGone(BadArrangement):
    """The sound of a part is not there, or not made yet."""

    code = "arrangement.part_gone"


class BadTrim(BadArrangement):
    """What is kept of a part begins after it ends, lies outside its sound, or is nothing."""

    code = "arrangement.bad_trim"


class BadFade(BadArrangement):
    """The fades of a part last longer than the part."""

    code = "arrangement.bad_fade"


class BadGap(BadArrangement):
    """A pause is negative, or longer than a minute."""

    code = "arrangement.bad_gap"


class BadLevel(BadArrangement):
    """A level is out of bounds. Facts: `lowest`, `highest` in dB."""

    code = "arrangement.bad_level"


class ProgrammeTooLong(BadArrangement):
    """It lasts longer than a sound may. Facts: `minutes`, `limit`."""

    code = "arrangement.too_long"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stretch of one sound, and the pause after it."""

    master: str
    """Digest of the sound's master."""
    from_ms: int = 0
    to_ms: int
    fade_in_ms: int = 0
    fade_out_ms: int = 0
    gap_ms: int = 0
    level_db: int = 0

    @property
    def lasts_ms(self) -> int:
        """Return how much of the sound is kept."""
        return self.to_ms - self.from_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Music:
    """Music under everything: heard alone at both ends and in the gaps, softer under a part."""

    master: str
    alone_db: int = -6
    under_db: int = -20
    lead_in_ms: int = 3000
    lead_out_ms: int = 3000
    fade_ms: int = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """Parts in order, and perhaps music."""

    parts: tuple[Part, ...]
    music: Music | None = field(default=None)

    @property
    def masters(self) -> frozenset[str]:
        """Name every sound that it refers to."""
        music = {self.music.master} if self.music else set()
        return frozenset({part.master for part in self.parts} | music)

    @property
    def lasts_ms(self) -> int:
        """Return how long it plays. The pause after the last part is not heard."""
        gaps = sum(part.gap_ms for part in self.parts[:-1])
        ends = self.music.lead_in_ms + self.music.lead_out_ms if self.music else 0
        return ends + gaps + sum(part.lasts_ms for part in self.parts)

    @property
    def begins_ms(self) -> tuple[int, ...]:
        """Return when each part begins."""
        lead_in = self.music.lead_in_ms if self.music else 0
        after = accumulate((part.lasts_ms + part.gap_ms for part in self.parts), initial=lead_in)
        return tuple(after)[: len(self.parts)]


def check(arrangement: Arrangement, *, lengths_ms: Mapping[str, int]) -> Arrangement:
    """Let only an arrangement pass that can be rendered.

    `lengths_ms`: how long each sound lasts that is ready and may be used.

    Raises:
        BadArrangement: one of its kinds says what is wrong, and with which part.
    """
    if not arrangement.parts:
        raise NothingInIt
    if len(arrangement.parts) > MOST_PARTS:
        raise TooManyParts(most=MOST_PARTS)
    for number, part in enumerate(arrangement.parts, start=1):
        check_part(part, number, lengths_ms)
    if arrangement.music:
        check_music(arrangement.music, lengths_ms)
    if arrangement.lasts_ms > LONGEST_MS:
        minutes = -(-arrangement.lasts_ms // 60_000)
        raise ProgrammeTooLong(minutes=minutes, limit=LONGEST_MS // 60_000, part=0)
    return arrangement


def is_mostly(arrangement: Arrangement, masters: Collection[str]) -> bool:
    """Say whether at least half of what its parts last is one of these sounds."""
    among = sum(part.lasts_ms for part in arrangement.parts if part.master in masters)
    return 0 < sum(part.lasts_ms for part in arrangement.parts) <= 2 * among


def room_for_another(count: int) -> None:
    """Let another part join so many.

    Raises:
        TooManyParts: there are as many as may be.
    """
    if count >= MOST_PARTS:
        raise TooManyParts(most=MOST_PARTS)


def moved(order: Sequence[int], which: int, *, steps: int) -> list[int]:
    """Return an order with one part moved earlier (negative steps) or later, never past an end."""
    rest = [one for one in order if one != which]
    to = max(0, order.index(which) + steps)
    return [*rest[:to], which, *rest[to:]]


def check_part(part: Part, number: int, lengths_ms: Mapping[str, int]) -> None:
    """Let only a part pass that can be rendered. `number` is its place, counted from 1.

    Raises:
        PartIsGone, BadTrim, BadFade, BadGap, BadLevel: what is wrong with it.
    """
    if part.master not in lengths_ms:
        raise PartIsGone(part=number)
    is_inside = 0 <= part.from_ms < part.to_ms <= lengths_ms[part.master]
    if not is_inside or part.lasts_ms < SHORTEST_PART_MS:
        raise BadTrim(part=number)
    if min(part.fade_in_ms, part.fade_out_ms) < 0:
        raise BadFade(part=number)
    if part.fade_in_ms + part.fade_out_ms > part.lasts_ms:
        raise BadFade(part=number)
    if not 0 <= part.gap_ms <= LONGEST_GAP_MS:
        raise BadGap(part=number)
    _check_level(part.level_db, number)


def check_music(music: Music, lengths_ms: Mapping[str, int]) -> None:
    """Let only music pass that can lie under a programme.

    Raises:
        PartIsGone, BadGap, BadFade, BadLevel: what is wrong with it.
    """
    if lengths_ms.get(music.master, 0) < SHORTEST_PART_MS:
        raise PartIsGone(part=0)
    if not all(0 <= pause <= LONGEST_GAP_MS for pause in (music.lead_in_ms, music.lead_out_ms)):
        raise BadGap(part=0)
    if not 0 <= music.fade_ms <= LONGEST_GAP_MS:
        raise BadFade(part=0)
    _check_level(music.alone_db, 0)
    _check_level(music.under_db, 0)


def _check_level(level_db: int, number: int) -> None:
    if not LOWEST_DB <= level_db <= HIGHEST_DB:
        raise BadLevel(lowest=LOWEST_DB, highest=HIGHEST_DB, part=number)
