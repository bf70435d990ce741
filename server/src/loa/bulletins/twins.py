"""Find bulletins whose recording was sent before, in one of another bulletin."""

from loa.bulletins import queries
from loa.bulletins.models import Bulletin, Version, VersionText
from loa.domain.permissions import Actor
from loa.media import likeness


def heard_before(actor: Actor, version: Version) -> list[Bulletin]:
    """Find the bulletins that the actor may see and that have one of these recordings already."""
    sounds = [text.sound_id for text in version.texts() if text.sound_id]
    before = {twin for twins in likeness.twins(sounds).values() for twin in twins}
    texts = VersionText.objects.filter(sound__in=before).exclude(
        version__bulletin=version.bulletin_id
    )
    mine = queries.bulletins(actor).filter(pk__in=texts.values("version__bulletin"))
    return list(mine.order_by("-pk")[: likeness.MOST_TWINS])
