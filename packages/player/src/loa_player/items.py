"""One thing that may sound here: an order released now, or an occurrence of the programme."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

from loa_protocol.acceptance import is_aimed_at
from loa_protocol.areas import contains
from loa_protocol.messages import (
    Manifest,
    Occurrence,
    Order,
    Place,
    Programme,
    Rendition,
    Role,
    Settings,
    Sound,
    Target,
)
from loa_protocol.priority import Klass
from loa_protocol.spoken import spoken
from loa_protocol.timetable import latest_start

RATE: Final = 48_000
BEST_FIRST: Final = (Role.HORN, Role.LOW, Role.LISTEN)
"""What a loudspeaker plays: made for horns; else the small file; else what there is."""
SMALL_FIRST: Final = (Role.LOW, Role.HORN, Role.LISTEN)
"""The same, where every megabyte is paid for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What of a bulletin sounds here, and from which of its files."""

    languages: tuple[str, ...] = ()
    """In which the people here listen, the first one first; none: nobody said."""
    is_metered: bool = False
    """The line is paid by what goes over it."""
    is_noisy: bool = False
    """It has to be heard over traffic or a market."""

    @classmethod
    def from_settings(cls, settings: Settings | None) -> Self:
        """Read it from what the box was told, if it was told anything."""
        if settings is None:
            return cls()
        return cls(
            languages=settings.languages,
            is_metered=settings.is_metered,
            is_noisy=settings.is_noisy,
        )


AS_APPROVED: Final = Wanted()
"""Every language, from the best files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something that may sound, when, and from which files.

    The languages of a bulletin sound one after the other. Each has one or more
    renditions, the best for a loudspeaker first.
    """

    when: Occurrence
    order: str
    """The order, or the programme, that asks for it: what receipts name."""
    is_scheduled: bool
    last_start: int
    sounds: tuple[Sound, ...]
    """Every language of the bulletin."""
    languages: tuple[tuple[Rendition, ...], ...]
    """Those of them that sound here."""
    subject: str = ""
    revision: int = 0
    target: Target | None = None

    @property
    def id(self) -> str:
        """The order's id, or the occurrence's."""
        return self.when.id

    @property
    def klass(self) -> Klass:
        """How urgent it is."""
        return self.when.klass

    @property
    def start_at(self) -> int:
        """When it is to sound."""
        return self.when.start_at

    @property
    def planned_ms(self) -> int:
        """How long it is, by its signed manifest."""
        return sum(choices[0].samples for choices in self.languages) * 1000 // RATE

    def files(self, held: Collection[str]) -> tuple[str, ...] | None:
        """Return what to play out of the files we hold, or None if something is missing."""
        chosen: list[str] = []
        for choices in self.languages:
            best = next((choice.file for choice in choices if choice.file in held), None)
            if best is None:
                return None
            chosen.append(best)
        return tuple(chosen)

    def as_wanted(self, wanted: Wanted) -> Self:
        """Return it as it sounds where this is wanted."""
        return replace(self, languages=_languages(self.sounds, wanted))

    @classmethod
    def from_order(cls, order: Order, manifest: Manifest, wanted: Wanted = AS_APPROVED) -> Self:
        """Make an item of an order that carries sound. It may start until it expires."""
        start_at = order.issued_at if order.start_at is None else order.start_at
        when = Occurrence(
            id=order.id,
            start_at=start_at,
            duration_ms=0,
            klass=order.klass,
            item=0,
            play_late_until=order.expires_at,
            offline_until=order.offline_until,
        )
        return cls(
            when=when,
            order=order.id,
            is_scheduled=False,
            last_start=order.expires_at - 1,
            sounds=manifest.sounds,
            languages=_languages(manifest.sounds, wanted),
            subject=order.subject,
            revision=order.revision,
            target=order.target,
        )

    @classmethod
    def from_occurrence(
        cls, programme: Programme, when: Occurrence, wanted: Wanted = AS_APPROVED
    ) -> Self:
        """Make an item of one occurrence of a programme."""
        sounds = programme.manifests[when.item].sounds
        return cls(
            when=when,
            order=programme.id,
            is_scheduled=True,
            last_start=latest_start(when),
            sounds=sounds,
            languages=_languages(sounds, wanted),
        )


def scheduled(
    programme: Programme | None, place: Place | None, wanted: Wanted = AS_APPROVED
) -> tuple[Item, ...]:
    """Return what of a programme is for the place where a box stands, as it is wanted there.

    What was over before the box came here is nobody's miss.
    """
    if programme is None or place is None or not contains(programme.area, place.area):
        return ()
    return tuple(
        Item.from_occurrence(programme, when, wanted)
        for when in programme.occurrences
        if latest_start(when) >= place.valid_from
        and (not when.clusters or place.cluster in when.clusters)
    )


def is_for(item: Item, place: Place) -> bool:
    """Say whether an item is for a place. What a programme holds was chosen by place before."""
    return item.target is None or is_aimed_at(item.target, place)


def _languages(sounds: Sequence[Sound], wanted: Wanted) -> tuple[tuple[Rendition, ...], ...]:
    return tuple(_in_order(sound, wanted) for sound in spoken(sounds, wanted.languages))


def _in_order(sound: Sound, wanted: Wanted) -> tuple[Rendition, ...]:
    """Sort the files of a sound: by what they are for, then the quieter or the louder first."""
    roles = SMALL_FIRST if wanted.is_metered else BEST_FIRST
    louder = -1 if wanted.is_noisy else 1
    return tuple(
        sorted(sound.renditions, key=lambda one: (roles.index(one.role), louder * one.lufs))
    )
