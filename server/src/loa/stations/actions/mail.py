"""Leave signed messages for the gateway to carry to boxes."""

from collections.abc import Collection

from django.db import connection
from django.utils import timezone
from loa_protocol.signing import Envelope

from loa.stations.models import Box, BoxMail


def post(
    envelope: Envelope, *, box: Box | None = None, area: str = "", is_urgent: bool = False
) -> BoxMail:
    """Leave a message for one box, or for every box of an area."""
    mail = BoxMail.objects.create(
        box=box, area=area, is_urgent=is_urgent, envelope=envelope.to_bytes()
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [BoxMail.NOTICE])
    return mail


def waiting(*, most: int) -> list[BoxMail]:
    """Return what nobody has carried yet, urgent ones first.

    Two gateways may both carry one: a box takes each statement once.
    """
    unsent = BoxMail.objects.filter(sent_at__isnull=True).select_related("box")
    return list(unsent.order_by("-is_urgent", "id")[:most])


def mark_sent(ids: Collection[int]) -> None:
    """Write down that the broker has these."""
    BoxMail.objects.filter(pk__in=ids).update(sent_at=timezone.now())
