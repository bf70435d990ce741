"""Keep the tables of deliveries small enough, and ready for the months to come.

What stays for ever: orders, and what became of them. Receipts, which prove it, stay
for five years; how often something was dropped, for one.
"""

from datetime import datetime, timedelta
from typing import Final

from loa.broadcast import partitions
from loa.broadcast.models import Delivery, Dropped, Outbox
from loa.domain.days import day_of
from loa.domain.months import Month

RECEIPTS_MONTHS: Final = 60
DROPPED_FOR: Final = timedelta(days=365)
OUTBOX_FOR: Final = timedelta(days=7)


def tidy(now: datetime) -> None:
    """Make the next months, drop the oldest, and clear what can never be used again."""
    partitions.cut_ahead(now)
    partitions.drop_before(Month.of(now).plus(-RECEIPTS_MONTHS))
    Outbox.objects.filter(expires_at__lt=now - OUTBOX_FOR).delete()
    Dropped.objects.filter(day__lt=day_of(now - DROPPED_FOR)).delete()
    stop_repeating(now)


def stop_repeating(now: datetime) -> int:
    """Send no order again whose time is over; return how many deliveries that were."""
    over = Delivery.objects.filter(send_at__isnull=False, order__expires_at__lte=now)
    return over.update(send_at=None)
