"""Hand an approved bulletin to other houses: a broadcaster, a podcast."""

from collections.abc import Callable, Mapping
from typing import Final

from django.utils import timezone

from loa.bulletins import queries
from loa.bulletins.models import Version, VersionText
from loa.domain.languages import three_letters
from loa.domain.spelling import ascii_of, search_key
from loa.media import exports as media
from loa.media.exports import Wish
from loa.media.models import Export
from loa.orgs.models import Person

LONGEST_NAME: Final = 60
_DESCRIPTION, _ORIGINATOR = 256, 32
"""Characters that Broadcast Wave has room for (EBU Tech 3285)."""
_COMMENT: Final = 500


def texts_of(actor: Person, bulletin_id: int) -> list[VersionText]:
    """Return each language of the newest approved wording that has a sound.

    Raises:
        NotFound, WrongState, UnitIsGone: there is nothing approved that the actor may see.
    """
    approved = queries.approved(actor, bulletin_id)
    version = queries.versions_of(actor, bulletin_id).get(pk=approved.version_id)
    return [text for text in version.texts() if text.sound is not None]


def ask(actor: Person, bulletin_id: int, language: str, kind: Export.Kind) -> Export | None:
    """Have one language of an approved bulletin written as another house wants it.

    Raises:
        NotFound, WrongState, UnitIsGone: there is nothing approved that the actor may see.
    """
    for text in texts_of(actor, bulletin_id):
        if text.language == language and text.sound is not None:
            return media.ask(actor, text.sound, wish_of(text.version, text, kind))
    return None


def wish_of(version: Version, text: VersionText, kind: Export.Kind) -> Wish:
    """Say what a file is called, and what it says of itself."""
    of = version.bulletin
    slug = search_key(of.title).replace(" ", "-")[:LONGEST_NAME].strip("-") or "ban-tin"
    suffix = "wav" if kind is Export.Kind.BROADCAST else "mp3"
    name = f"{slug}-{of.year}-{of.number}-{text.language}.{suffix}"
    return Wish(kind=kind, name=name, tags=_TAGS[kind](version, text))


def _broadcast(version: Version, text: VersionText) -> dict[str, str]:
    """Fill in the bext chunk, in ASCII."""
    of, at = version.bulletin, timezone.localtime(version.approved_at)
    return {
        "description": ascii_of(of.title)[:_DESCRIPTION],
        "originator": ascii_of(of.unit.full_name)[:_ORIGINATOR],
        "originator_reference": f"LOA-{of.unit.code}-{of.year}-{of.number}-{text.language}"[
            :_ORIGINATOR
        ],
        "origination_date": f"{at:%Y-%m-%d}",
        "origination_time": f"{at:%H:%M:%S}",
        "time_reference": "0",
        "coding_history": "A=PCM,F=48000,W=16,M=mono,T=Loa\r\n",
    }


def _podcast(version: Version, text: VersionText) -> dict[str, str]:
    """Fill in the tags that players show."""
    of, at = version.bulletin, timezone.localtime(version.approved_at)
    return {
        "title": of.title,
        "artist": text.speaker or of.unit.full_name,
        "album": of.unit.full_name,
        "date": f"{at:%Y-%m-%d}",
        "track": str(of.number),
        "language": three_letters(text.language),
        "genre": "Podcast",
        "comment": text.text[:_COMMENT],
    }


_TAGS: Final[Mapping[str, Callable[[Version, VersionText], dict[str, str]]]] = {
    Export.Kind.BROADCAST: _broadcast,
    Export.Kind.PODCAST: _podcast,
}
