"""Leave signed messages for the gateway to carry to boxes."""

from django.db import connection
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
