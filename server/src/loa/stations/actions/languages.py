"""Tell boxes in which languages the people around them listen."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from loa_protocol.messages import Settings, read_as
from loa_protocol.signing import Envelope

from loa.orgs.listening import heard_at
from loa.stations.actions.mail import post
from loa.stations.actions.statements import state_settings
from loa.stations.models import Box


@transaction.atomic
def tell_languages(area: str) -> int:
    """Sign anew for each box of an area that was told other languages. Returns how many.

    Raises:
        NoKey: no key of this site covers their ground.
    """
    inside = Q(cluster__area=area) | Q(cluster__area__startswith=f"{area}/")
    boxes = (
        Box.objects.select_for_update(no_key=True, of=("self",))
        .filter(inside, revoked_at__isnull=True)
        .select_related("cluster")
        .order_by("pk")
    )
    others = [box for box in boxes if _told(box) != heard_at(box.cluster.area)]
    for box in others:
        envelope = state_settings(box, box.cluster, now=timezone.now())
        box.save(update_fields=["settings", "settings_serial"])
        post(envelope, box=box)
    return len(others)


def _told(box: Box) -> tuple[str, ...]:
    """Return the languages that a box was told last."""
    return read_as(Envelope.from_bytes(bytes(box.settings)).body, Settings).languages
