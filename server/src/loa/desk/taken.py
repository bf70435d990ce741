"""Gather what of a bulletin can be taken elsewhere, and what was made of it already."""

from dataclasses import dataclass

from loa_protocol.errors import WrongState

from loa.bulletins import exports
from loa.domain.bulletins import UnitIsGone
from loa.domain.languages import name_of
from loa.media import exports as media
from loa.media.models import Export
from loa.media.refusals import SoundRemoved
from loa.orgs.models import Person

KINDS = {kind.value: kind for kind in Export.Kind}


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One language as one kind of file: made, being made, or still to be asked for."""

    language: str
    name: str
    kind: Export.Kind
    export: Export | None


def taken_of(actor: Person, bulletin_id: int) -> list[Taken]:
    """List every file of the newest approved wording; none where there is no sound to write."""
    try:
        texts = exports.texts_of(actor, bulletin_id)
    except (WrongState, UnitIsGone, SoundRemoved):
        return []
    return [
        Taken(
            language=text.language,
            name=name_of(text.language),
            kind=kind,
            export=media.made_of(actor, text.sound, exports.wish_of(text.version, text, kind)),
        )
        for text in texts
        if text.sound is not None
        for kind in Export.Kind
    ]
