"""Say beside a bulletin when it was heard first and last, or will be.

Figures and pay go by the first, and how long its sounds are kept by the last.
"""

from django.db.models import F, Max, Min, Q, QuerySet
from loa_protocol.messages import Kind

from loa.broadcast.models import OrderRow, SessionItem
from loa.bulletins import archive
from loa.bulletins.models import Bulletin


def note(bulletin: Bulletin) -> None:
    """Work it out anew. Call this after anything was let out, placed, taken out or taken back."""
    ordered = _orders(bulletin).aggregate(first=Min("start_at"), last=Max("start_at"))
    placed = _placed(bulletin).aggregate(
        first=Min("session__starts_at"), last=Max("session__starts_at")
    )
    first = min(filter(None, (ordered["first"], placed["first"])), default=None)
    last = max(filter(None, (ordered["last"], placed["last"])), default=None)
    archive.note_heard(bulletin, first, last)


def _orders(bulletin: Bulletin) -> QuerySet[OrderRow]:
    """Find its orders, but those that were taken back before they sounded."""
    stood = Q(cancelled_at__isnull=True) | Q(cancelled_at__gt=F("start_at"))
    return OrderRow.objects.filter(stood, kind=Kind.REAL, bulletin=str(bulletin.uid))


def _placed(bulletin: Bulletin) -> QuerySet[SessionItem]:
    """Find its places in sessions, but those that began only after it was withdrawn."""
    stood = Q(version__withdrawn_at__isnull=True) | Q(
        version__withdrawn_at__gt=F("session__starts_at")
    )
    return SessionItem.objects.filter(stood, version__bulletin=bulletin)
