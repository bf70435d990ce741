"""Note files of the store, and take their bytes away once nobody needs them.

A row outlives its bytes: what was approved and played stays named by its digest. Each
place that refers to a file notes it here first, in the same transaction, so that the
row is locked against whoever removes it at this moment.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from loa.media.models import Export, InstalledVoice, Rendition, Sound, StoredFile
from loa.media.store import Kept, store


class VanishedError(OSError):
    """The bytes were taken away in the moment in which the same ones came again."""


def noted(kept: Kept, media_type: str) -> StoredFile:
    """Note a file that lies in the store; the same bytes may have been here before.

    Raises:
        VanishedError: they were removed this very moment. Putting the file again does.
    """
    file, is_new = StoredFile.objects.get_or_create(
        digest=kept.digest, defaults={"size": kept.size, "media_type": media_type}
    )
    return file if is_new else _back(kept.digest)


def _back(digest: str) -> StoredFile:
    """Return a file that was known before, and take back that it was removed."""
    file = StoredFile.objects.select_for_update(no_key=True).get(pk=digest)
    if file.removed_at is not None:
        if not store().exists(digest):
            raise VanishedError(digest)
        file.removed_at = file.erased_at = None
        file.save(update_fields=["removed_at", "erased_at"])
    return file


def remove_sounds(sounds: Collection[int], at: datetime) -> tuple[str, ...]:
    """Say of these sounds that they are removed, and of their files that nobody needs them.

    Call this in a transaction that has locked the sounds. Return the digests of the files;
    `erase` takes the bytes once all of it is committed.
    """
    Sound.objects.filter(pk__in=sounds).update(removed_at=at)
    digests = _files_of(Q(pk__in=sounds))
    locked = StoredFile.objects.filter(pk__in=digests).order_by("pk").select_for_update()
    free = {file.pk for file in locked} - _in_use(digests)
    StoredFile.objects.filter(pk__in=free).update(removed_at=at)
    return tuple(sorted(free))


def erase() -> int:
    """Take away the bytes of every file that was removed; return how many. Twice is once."""
    waiting = StoredFile.objects.filter(removed_at__isnull=False, erased_at__isnull=True)
    return sum(_erase(digest) for digest in list(waiting.values_list("pk", flat=True)))


@transaction.atomic
def _erase(digest: str) -> bool:
    """Take away the bytes of one file, unless it came back meanwhile."""
    file = StoredFile.objects.select_for_update().get(pk=digest)
    if file.removed_at is None or file.erased_at is not None:
        return False
    store().remove(digest)
    file.erased_at = file.removed_at
    file.save(update_fields=["erased_at"])
    return True


def _in_use(digests: Collection[str]) -> set[str]:
    """Name those that something still needs: a sound that is kept, or an installed voice."""
    voices = InstalledVoice.objects.filter(file__in=digests, removed_at__isnull=True)
    return {
        *_files_of(Q(removed_at__isnull=True), among=digests),
        *voices.values_list("file", flat=True),
    }


def _files_of(which: Q, *, among: Collection[str] | None = None) -> set[str]:
    """Name every file of some sounds: as it was sent, master, renditions, exports."""
    sounds = Sound.objects.filter(which)
    found: set[str | None] = set()
    for rows, column in (
        (sounds, "source_file"),
        (sounds, "master"),
        (Rendition.objects.filter(sound__in=sounds), "file"),
        (Export.objects.filter(sound__in=sounds), "file"),
    ):
        narrowed = rows if among is None else rows.filter(**{f"{column}__in": among})
        found |= set(narrowed.values_list(column, flat=True))
    return {digest for digest in found if digest}
