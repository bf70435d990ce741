"""Say beside a bulletin when it was heard first, or will be: figures and pay go by that."""

from django.db.models import F, Min, Q, QuerySet
from loa_protocol.messages import Kind

from loa.broadcast.models import OrderRow, SessionItem
from loa.bulletins import archive
from loa.bulletins.models import Bulletin


def note(bulletin: Bulletin) -> None:
    """Work it out anew. Call this after anything was let out, placed, taken out or taken back."""
    instants = (
        _orders(bulletin).aggregate(at=Min("start_at"))["at"],
        _placed(bulletin).aggregate(at=Min("session__starts_at"))["at"],
    )
    archive.note_first_heard(bulletin, min(filter(None, instants), default=None))


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
