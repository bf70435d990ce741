"""Tell whoever watches that something changed: the monitor, the gateway.

PostgreSQL carries the word (`NOTIFY`) and only when the transaction commits. It says
that something changed, not what: whoever hears it looks for itself, so a word that is
lost or comes twice does no harm.
"""

from collections.abc import Collection
from typing import Final

from django.db import connection

from loa.stations.queries import areas
from loa.web.live import tell

OUTBOX: Final = "loa_outbox"
"""For the gateway: rows wait."""


def tell_orders(orders: Collection[str]) -> None:
    """Say that deliveries of some orders changed: `order/<id>`."""
    tell(*(f"order/{order}" for order in sorted(orders)))


def tell_boxes(devices: Collection[str]) -> None:
    """Say that the state of some boxes changed: `box/<area>/<device>`."""
    tell(*(f"box/{area}/{device}" for device, area in areas(devices).items()))


def tell_outbox() -> None:
    """Say that something has to go out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [OUTBOX])
