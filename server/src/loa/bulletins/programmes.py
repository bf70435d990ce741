"""What people do with the parts of a programme: add, cut, order, lay music under, put together.

Only while the version is on the desk. No sound is ever changed; whatever changes
the parts leaves them loose until they are put together again, and a version with
loose parts is not submitted.
"""

from dataclasses import dataclass
from typing import IO, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from loa_protocol.errors import NotFound

from loa.bulletins import actions, queries
from loa.bulletins.models import Bulletin, Version, VersionText
from loa.bulletins.parts import Arrangement, ArrangementPart
from loa.domain import arrangement as rules
from loa.media import actions as media
from loa.media import phrases
from loa.media import queries as sounds
from loa.media.models import Sound
from loa.media.refusals import NotReady
from loa.orgs.models import Person

LONGEST_TITLE: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Which programme: one language of a bulletin's newest version."""

    bulletin_id: int
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A sound that somebody recorded here or chose from their phone."""

    file: IO[bytes]
    title: str
    is_recording: bool = False
    is_music: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """What is kept of a part, and how it is heard."""

    from_ms: int = 0
    to_ms: int | None = None
    """None: to the end."""
    fade_in_ms: int = 0
    fade_out_ms: int = 0
    gap_ms: int = 0
    level_db: int = 0


def arrangement(actor: Person, place: Place) -> tuple[VersionText, Arrangement | None]:
    """Return a language of the newest version, with its programme once somebody began one.

    Raises:
        NotFound: there is no such bulletin or language, or not for this actor.
    """
    text = queries.text_in(actor, place.bulletin_id, place.language)
    begun = Arrangement.objects.filter(text=text).select_related("music", "made")
    return text, begun.first()


def is_put_together(text: VersionText, kept: Arrangement) -> bool:
    """Tell whether what is heard, or is being made, is just these parts."""
    made = kept.made
    if made is None or made.state == Sound.State.REFUSED:
        return False
    return made.pk == text.sound_id and not text.has_loose_parts


@transaction.atomic
def add(actor: Person, place: Place, sound_id: int, title: str, *, key: UUID) -> Bulletin:
    """Add a sound that the actor may hear, at the end. The same key adds it once.

    Raises:
        NotFound, WrongState, UnitIsGone, NotAllowed: it is not to be changed by the actor.
        NotReady: the sound is still being made, or was refused.
        TooManyParts: there is no room for another.
    """
    desk = _open(actor, place)
    sound = _ready(actor, sound_id)
    return _added(actor, desk, sound, title, key)


@transaction.atomic
def send(actor: Person, place: Place, sent: Sent, *, key: UUID) -> Bulletin:
    """Add what was recorded or chosen on the page, at the end. The same key adds it once.

    Raises:
        NotFound, WrongState, UnitIsGone, NotAllowed: it is not to be changed by the actor.
        SoundRefused: what is wrong with the file.
        TooManyParts: there is no room for another.
    """
    desk = _open(actor, place)
    if desk.has(key):
        return desk.version.bulletin
    return _added(actor, desk, _taken(actor, desk, sent), sent.title, key)


@transaction.atomic
def cut(actor: Person, place: Place, part_id: int, wanted: Cut) -> Bulletin:
    """Say what is kept of a part, how it fades, how loud it is, and the pause after it.

    Raises:
        NotFound, WrongState, UnitIsGone, NotAllowed: it is not to be changed by the actor.
        BadArrangement: what is wrong with it.
    """
    desk = _open(actor, place)
    part = desk.part(part_id, heard=True)
    names = list(Cut.__dataclass_fields__)
    for name in names:
        setattr(part, name, getattr(wanted, name))
    asked = part.as_part()
    rules.check_part(asked, part.position or 0, sounds.lengths_ms(actor, {asked.master}))
    part.save(update_fields=names)
    return _changed(actor, desk, what="cut", part=part.pk)


@transaction.atomic
def move(actor: Person, place: Place, part_id: int, *, steps: int) -> Bulletin:
    """Have a part heard earlier (negative steps) or later.

    Raises:
        NotFound, WrongState, UnitIsGone, NotAllowed: it is not to be changed by the actor.
    """
    desk = _open(actor, place)
    desk.part(part_id, heard=True)
    order = [part.pk for part in desk.arrangement.heard()]
    _number(rules.moved(order, part_id, steps=steps))
    return _changed(actor, desk, what="move", part=part_id)


@transaction.atomic
def take_out(actor: Person, place: Place, part_id: int) -> Bulletin:
    """Leave a part out, and keep it aside with its cut. Twice is once.

    Raises:
        NotFound, WrongState, UnitIsGone, NotAllowed: it is not to be changed by the actor.
    """
    desk = _open(actor, place)
    part = desk.part(part_id)
    part.position = None
    part.save(update_fields=["position"])
    _number([one.pk for one in desk.arrangement.heard()])
    return _changed(actor, desk, what="take-out", part=part_id)


@transaction.atomic
def put_back(actor: Person, place: Place, part_id: int) -> Bulletin:
    """Have a part that was taken out heard again, at the end.

    Raises:
        NotFound, WrongState, UnitIsGone, NotAllowed: it is not to be changed by the actor.
        TooManyParts: there is no room for another.
    """
    desk = _open(actor, place)
    part = desk.part(part_id, heard=False)
    part.position = desk.next_position()
    part.save(update_fields=["position"])
    return _changed(actor, desk, what="put-back", part=part_id)


@transaction.atomic
def lay_music(actor: Person, place: Place, sound_id: int, title: str) -> Bulletin:
    """Lay a sound that the actor may hear under everything, in place of any other.

    Raises:
        NotFound, WrongState, UnitIsGone, NotAllowed: it is not to be changed by the actor.
        NotReady: the sound is still being made, or was refused.
    """
    desk = _open(actor, place)
    return _laid(actor, desk, _ready(actor, sound_id), title)


@transaction.atomic
def send_music(actor: Person, place: Place, sent: Sent) -> Bulletin:
    """Lay what was chosen on the page under everything.

    Raises:
        NotFound, WrongState, UnitIsGone, NotAllowed: it is not to be changed by the actor.
        SoundRefused: what is wrong with the file.
    """
    desk = _open(actor, place)
    return _laid(actor, desk, _taken(actor, desk, sent), sent.title)


@transaction.atomic
def level_music(actor: Person, place: Place, **wanted: int) -> Bulletin:
    """Say how loud the music is, alone and under a voice, and how long at both ends.

    Raises:
        NotFound, WrongState, UnitIsGone, NotAllowed: it is not to be changed by the actor.
        BadArrangement: what is wrong with it.
    """
    desk = _open(actor, place)
    kept = desk.arrangement
    wanted["music_fade_ms"] = wanted.pop("fade_ms")
    for name, value in wanted.items():
        setattr(kept, name, value)
    asked = kept.as_music()
    if asked is None:
        raise NotFound(music=place.bulletin_id)
    rules.check_music(asked, sounds.lengths_ms(actor, {asked.master}))
    kept.save(update_fields=list(wanted))
    return _changed(actor, desk, what="level-music")


@transaction.atomic
def drop_music(actor: Person, place: Place) -> Bulletin:
    """Leave the music out. Twice is once.

    Raises:
        NotFound, WrongState, UnitIsGone, NotAllowed: it is not to be changed by the actor.
    """
    return _laid(actor, _open(actor, place), None, "")


@transaction.atomic
def put_together(actor: Person, place: Place) -> Bulletin:
    """Have the parts put together, and let the result be what is heard.

    Twice is once, unless it could not be made.

    Raises:
        NotFound, WrongState, UnitIsGone, NotAllowed: it is not to be changed by the actor.
        BadArrangement: what is wrong with the parts.
    """
    desk = _open(actor, place)
    text, kept = desk.text, desk.arrangement
    if is_put_together(text, kept):
        return desk.version.bulletin
    unit = desk.version.bulletin.unit
    kept.made = media.join(actor, kept.as_arrangement(), text.language, unit)
    kept.save(update_fields=["made"])
    text.sound, text.is_recorded, text.has_loose_parts = kept.made, True, False
    text.save(update_fields=["sound", "is_recorded", "has_loose_parts"])
    return actions.changed(actor, desk.version, language=text.language, sound=kept.made_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """A programme that the actor may change now, its version locked."""

    version: Version
    text: VersionText
    arrangement: Arrangement

    def has(self, key: UUID) -> bool:
        """Say whether a part was added with this key."""
        return self.arrangement.parts().filter(key=key).exists()

    def part(self, part_id: int, *, heard: bool | None = None) -> ArrangementPart:
        """Return one part: any, one that is heard, or one that was taken out."""
        found = self.arrangement.parts().filter(pk=part_id)
        if heard is not None:
            found = found.filter(position__isnull=not heard)
        part = found.first()
        if part is None:
            raise NotFound(part=part_id)
        return part

    def next_position(self) -> int:
        """Return the place after the last part."""
        count = len(self.arrangement.heard())
        rules.room_for_another(count)
        return count + 1


def _open(actor: Person, place: Place) -> _Desk:
    """Lock the version, and begin a programme where there is none."""
    version = actions.on_the_desk(actor, place.bulletin_id)
    text = version.texts().filter(language=place.language).first()
    if text is None:
        raise NotFound(bulletin=place.bulletin_id, language=place.language)
    kept, _ = Arrangement.objects.get_or_create(
        text=text, defaults={"changed_by": actor.actor_id, "changed_at": timezone.now()}
    )
    return _Desk(version=version, text=text, arrangement=kept)


def _ready(actor: Person, sound_id: int) -> Sound:
    sound = sounds.sound(actor, sound_id)
    if sound.state != Sound.State.READY:
        raise NotReady(sound=sound_id)
    return sound


def _taken(actor: Person, desk: _Desk, sent: Sent) -> Sound:
    return media.take_upload(
        actor,
        sent.file,
        desk.version.bulletin.unit,
        desk.text.language,
        is_recording=sent.is_recording,
        is_music=sent.is_music,
    )


def _added(actor: Person, desk: _Desk, sound: Sound, title: str, key: UUID) -> Bulletin:
    """Put a sound at the end. Of a phrase, the silence around it is left out."""
    if desk.has(key):
        return desk.version.bulletin
    stretch = phrases.stretch_of(sound)
    part = ArrangementPart.objects.create(
        arrangement=desk.arrangement,
        key=key,
        position=desk.next_position(),
        title=_called(title, sound),
        sound=sound,
        from_ms=stretch.from_ms if stretch else 0,
        to_ms=stretch.to_ms if stretch else None,
    )
    return _changed(actor, desk, what="add", part=part.pk, sound=sound.pk)


def _laid(actor: Person, desk: _Desk, sound: Sound | None, title: str) -> Bulletin:
    kept = desk.arrangement
    kept.music = sound
    kept.music_title = _called(title, sound) if sound else ""
    kept.save(update_fields=["music", "music_title"])
    return _changed(actor, desk, what="music", sound=sound.pk if sound else None)


def _called(title: str, sound: Sound) -> str:
    return title.strip()[:LONGEST_TITLE] or str(sound.pk)


def _number(order: list[int]) -> None:
    """Give parts their places in this order; the database looks only when all are."""
    for position, pk in enumerate(order, start=1):
        ArrangementPart.objects.filter(pk=pk).update(position=position)


def _changed(actor: Person, desk: _Desk, **facts: object) -> Bulletin:
    """Leave the parts loose, and record who changed them. Where none is left, nothing is loose.

    What was put together of parts that are gone stays loose: nobody may submit that.
    """
    kept, text = desk.arrangement, desk.text
    kept.changed_by, kept.changed_at = actor.actor_id, timezone.now()
    kept.save(update_fields=["changed_by", "changed_at"])
    is_made_of_them = kept.made_id is not None and kept.made_id == text.sound_id
    text.has_loose_parts = is_made_of_them or bool(kept.heard())
    text.save(update_fields=["has_loose_parts"])
    return actions.changed(
        actor, desk.version, "bulletin.arranged", language=text.language, **facts
    )
