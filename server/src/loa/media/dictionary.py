"""The reading dictionary of a unit: what its people put in, and what it inherits.

A word is read as the nearest unit has it: the commune before the province, the
province before the nation, and all of them before the words that come with Loa.
"""

from hashlib import sha256

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Length
from django.utils import timezone
from loa_protocol import canonical
from loa_protocol.errors import NotFound

from loa import audit
from loa.domain.areas import path_of, text_of
from loa.domain.permissions import Actor, Duty, require
from loa.domain.reading import Reading, entries, read
from loa.media.models import DictionaryEntry
from loa.orgs.models import AdminUnit

# Reading ----------------------------------------------------------------------------------------


def in_sight(unit: str) -> QuerySet[DictionaryEntry]:
    """Find the entries of a unit and of those around it, the nearest unit last."""
    path = path_of(unit)
    around = [text_of(path[:depth]) for depth in range(1, len(path) + 1)]
    return DictionaryEntry.objects.filter(unit_path__in=around).order_by(
        Length("unit_path"), "written"
    )


def words_of(unit: str) -> dict[str, str]:
    """Return how a unit has its words read."""
    return dict(in_sight(unit).values_list("written", "spoken"))


def reading_of(text: str, language: str, unit: str) -> Reading:
    """Read a text as the people of a unit have it read."""
    return read(text, language=language, dictionary=words_of(unit))


def entry(actor: Actor, entry_id: int) -> DictionaryEntry:
    """Return an entry that the actor may change.

    Raises:
        NotFound: there is no such entry, or not for this actor.
    """
    found = DictionaryEntry.objects.filter(pk=entry_id).first()
    today = timezone.localdate()
    if found is None or not actor.as_officer().may(Duty.WRITE, path_of(found.unit_path), today):
        raise NotFound(entry=entry_id)
    return found


# What people do ---------------------------------------------------------------------------------


@transaction.atomic
def add_entry(actor: Actor, unit: str, *, written: str, spoken: str) -> DictionaryEntry:
    """Say how a unit has a word read.

    Raises:
        NotAllowed: the actor does not write for the unit.
        BadText, BadEntry: what is wrong with the words.
        EntryIsThere: the unit has that word already.
        DictionaryIsFull: the unit has as many as it may.
    """
    _allow(actor, unit)
    own = DictionaryEntry.objects.filter(unit_path=unit)
    if own.count() >= entries.MOST_ENTRIES:
        raise entries.DictionaryIsFull(most=entries.MOST_ENTRIES)
    written, spoken = entries.entry(written, spoken, in_sight=words_of(unit))
    if own.filter(written=written).exists():
        raise entries.EntryIsThere(field="written", written=written)
    added = DictionaryEntry.objects.create(
        unit_path=unit,
        written=written,
        spoken=spoken,
        changed_by=actor.actor_id,
        changed_at=timezone.now(),
    )
    _record(actor, "dictionary.added", added)
    return added


@transaction.atomic
def change_entry(actor: Actor, entry_id: int, *, spoken: str) -> DictionaryEntry:
    """Have a word read otherwise.

    Raises:
        NotFound: there is no such entry, or not for this actor.
        BadText, BadEntry: what is wrong with the words.
    """
    changed = entry(actor, entry_id)
    _allow(actor, changed.unit_path)
    _, changed.spoken = entries.entry(changed.written, spoken, in_sight=words_of(changed.unit_path))
    changed.changed_by, changed.changed_at = actor.actor_id, timezone.now()
    changed.save(update_fields=["spoken", "changed_by", "changed_at"])
    _record(actor, "dictionary.changed", changed)
    return changed


@transaction.atomic
def remove_entry(actor: Actor, entry_id: int) -> None:
    """Have a word read as it was before: by the unit above, or as it stands.

    Raises:
        NotFound: there is no such entry, or not for this actor.
    """
    removed = entry(actor, entry_id)
    _allow(actor, removed.unit_path)
    _record(actor, "dictionary.removed", removed)
    removed.delete()


def _allow(actor: Actor, unit: str) -> None:
    """Let those who write for a unit change its dictionary, one after the other.

    Raises:
        NotAllowed: the actor does not write for it.
    """
    require(actor.as_officer(), Duty.WRITE, path_of(unit), on=timezone.localdate())
    # Entries are judged by the others: two that lead to one another must not come in side by side.
    list(AdminUnit.objects.select_for_update(no_key=True).filter(path=unit))


def _record(actor: Actor, action: str, of: DictionaryEntry) -> None:
    """Note what was done to an entry; the log names its words by their digest."""
    digest = sha256(canonical.encode({"written": of.written, "spoken": of.spoken})).hexdigest()
    audit.record(actor, action, of, of.unit_path, words=digest)
