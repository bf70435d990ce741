"""Keep who heard a sound to the end: a robot voice is approved by nobody who has not."""

from django.db import transaction

from loa import audit
from loa.domain.permissions import Actor
from loa.media import queries
from loa.media.models import Hearing, Sound
from loa.media.refusals import NotReady


@transaction.atomic
def note_heard(actor: Actor, sound_id: int, *, is_their_word: bool = False) -> Hearing:
    """Note that somebody heard a sound to its end. Twice is once.

    `is_their_word`: no player saw it; the person said so.

    Raises:
        NotFound: there is no such sound, or not for this actor.
        NotReady: there is nothing to hear yet.
    """
    sound = queries.sound(actor, sound_id)
    if sound.state != Sound.State.READY:
        raise NotReady(sound=sound.pk)
    how = Hearing.How.WORD if is_their_word else Hearing.How.PLAYER
    hearing, is_new = Hearing.objects.get_or_create(
        sound=sound, person=actor.actor_id, defaults={"how": how}
    )
    if is_new:
        audit.record(actor, "sound.heard", sound, sound.unit_path, how=how.value)
    return hearing
