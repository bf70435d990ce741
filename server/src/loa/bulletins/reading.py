"""How the texts of a bulletin will be read, and who confirmed what might be misheard.

A confirmation holds for one piece of exactly one text: other words, or another way
of reading them, and a person is asked again.
"""

from collections.abc import Collection
from hashlib import sha256
from typing import TYPE_CHECKING

from django.utils import timezone
from loa_protocol.canonical import encode

from loa.bulletins.models import ReadingConfirmation, Version, VersionText
from loa.bulletins.parts import Arrangement
from loa.domain.bulletins import Doubted
from loa.domain.languages import name_of
from loa.domain.permissions import Actor
from loa.domain.reading import Kind, Piece, Reading
from loa.media import dictionary

if TYPE_CHECKING:
    from django.db.models import QuerySet


def is_read(kept: VersionText) -> bool:
    """Tell whether its words are read: by a voice, or joined from an announcer's phrases.

    A person's recording is not, nor a programme: neither was made from the words.
    """
    if not kept.is_joined:
        return not kept.is_recorded
    return not Arrangement.objects.filter(text=kept, made=kept.sound).exists()


def reading_of(version: Version, kept: VersionText) -> Reading | None:
    """Return how a text is read; None where a person's recording is heard.

    What was spoken already is shown as it was spoken, whatever the dictionary says today.
    """
    if not is_read(kept):
        return None
    today = dictionary.reading_of(kept.text, kept.language, version.bulletin.unit_path)
    # What an older release joined from phrases did not keep its words.
    said = (kept.sound and kept.sound.words_for_voice) or today.spoken
    if said == today.spoken:
        return today
    return Reading(pieces=(Piece(written=said, spoken=said, kind=Kind.PLAIN, start=0),))


def doubts(version: Version) -> list[Doubted]:
    """List what nobody confirmed yet, of all that is to be read of a version."""
    known = set(_confirmations(version).values_list("piece", flat=True))
    return [
        doubted
        for kept in version.texts()
        if is_read(kept)
        for doubted in _doubted(version, kept)
        if doubted.piece not in known
    ]


def confirmed(version: Version, language: str) -> list[ReadingConfirmation]:
    """List what was confirmed of a text as it stands now."""
    now = {
        doubted.piece
        for kept in version.texts().filter(language=language)
        if is_read(kept)
        for doubted in _doubted(version, kept)
    }
    return [each for each in _confirmations(version) if each.piece in now]


def confirm(version: Version, pieces: Collection[str], *, by: Actor) -> int:
    """Keep that a person confirmed these pieces. Return how many of them were open."""
    chosen = [doubted for doubted in doubts(version) if doubted.piece in pieces]
    ReadingConfirmation.objects.bulk_create(
        ReadingConfirmation(
            bulletin=version.bulletin,
            piece=doubted.piece,
            written=doubted.written,
            spoken=doubted.spoken,
            confirmed_by=by.actor_id,
            confirmed_at=timezone.now(),
        )
        for doubted in chosen
    )
    return len(chosen)


def is_read_otherwise(version: Version, kept: VersionText) -> bool:
    """Tell whether a text was spoken or joined otherwise than it would be read now."""
    if kept.sound is None or not is_read(kept):
        return False
    now = dictionary.reading_of(kept.text, kept.language, version.bulletin.unit_path)
    return kept.sound.words_for_voice != now.spoken


def _confirmations(version: Version) -> "QuerySet[ReadingConfirmation]":
    return ReadingConfirmation.objects.filter(bulletin=version.bulletin).order_by("pk")


def _doubted(version: Version, kept: VersionText) -> list[Doubted]:
    read = dictionary.reading_of(kept.text, kept.language, version.bulletin.unit_path)
    return [
        Doubted(
            piece=_name(kept, piece),
            language=name_of(kept.language),
            written=piece.written.strip(),
            spoken=piece.spoken.strip(),
            why=piece.doubt or "",
        )
        for piece in read.doubts
    ]


def _name(kept: VersionText, piece: Piece) -> str:
    """Name one piece of exactly one text, with how it is read."""
    told = {
        "language": kept.language,
        "text": kept.text,
        "start": piece.start,
        "written": piece.written,
        "spoken": piece.spoken,
    }
    return sha256(encode(told)).hexdigest()
