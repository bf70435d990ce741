"""Ask for sounds as other houses want them, and hand them over once the worker has made them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from django.db import transaction
from loa_protocol.errors import NotFound

from loa import audit
from loa.domain.permissions import Actor
from loa.media import jobs, queries
from loa.media.audio.formats import VERSION
from loa.media.models import Export, Sound
from loa.media.refusals import NotReady


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants of a sound."""

    kind: Export.Kind
    name: str
    tags: Mapping[str, str] = field(default_factory=dict)


def made_of(actor: Actor, sound: Sound, wish: Wish) -> Export | None:
    """Return what was asked for by that wish, if anybody did.

    Raises:
        NotFound: the actor may not hear the sound.
    """
    heard = queries.sound(actor, sound.pk)
    return Export.objects.filter(recipe=_recipe(heard, wish)).first()


def export(actor: Actor, export_id: int) -> Export:
    """Return one export of a sound that the actor may hear.

    Raises:
        NotFound: there is no such export, or not for this actor.
        NotReady: it is still being made, or could not be.
        SoundRemoved: the sound was kept for as long as its unit keeps it.
    """
    found = Export.objects.select_related("sound", "file").filter(pk=export_id).first()
    if found is None or not queries.may_hear(actor, found.sound):
        raise NotFound(export=export_id)
    queries.require_here(found.sound)
    if found.file is None:
        raise NotReady(export=export_id)
    return found


@transaction.atomic
def ask(actor: Actor, sound: Sound, wish: Wish) -> Export:
    """Have a sound written as another house wants it. Twice is once.

    Raises:
        NotFound: the actor may not hear the sound.
        NotReady: the sound is still being made, or was refused.
        SoundRemoved: it was kept for as long as its unit keeps it.
    """
    heard = queries.sound(actor, sound.pk)
    queries.require_here(heard)
    kept, is_new = Export.objects.get_or_create(
        recipe=_recipe(heard, wish),
        defaults={
            "sound": heard,
            "kind": wish.kind,
            "name": wish.name,
            "tags": dict(wish.tags),
            "asked_by": actor.actor_id,
        },
    )
    if is_new or kept.state == Sound.State.REFUSED:
        Export.objects.filter(pk=kept.pk).update(state=Sound.State.PENDING)
        jobs.export.configure(lock=f"export:{kept.pk}").defer(export_id=kept.pk)
        audit.record(actor, "sound.exported", heard, heard.unit_path, kind=wish.kind.value)
    return kept


def _recipe(heard: Sound, wish: Wish) -> str:
    """Return the digest over everything that the file follows from."""
    told = {
        "mastering": VERSION,
        "master": heard.master_id,
        "kind": wish.kind.value,
        "name": wish.name,
        "tags": dict(wish.tags),
    }
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
