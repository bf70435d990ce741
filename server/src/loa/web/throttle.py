"""Slow down whoever knocks too often. Counted in the database: every web process sees the same.

A stretch is a fixed window (`12:00:00` to `12:01:00`), so the worst case is twice
the limit around its edge; that is plenty exact for people and for guessing.
"""

from datetime import UTC, datetime, timedelta
from typing import ClassVar

from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.deprecation import MiddlewareMixin
from loa_protocol.errors import Refusal

from loa.web import actor, refusals
from loa.web.models import Knock

KEPT = timedelta(days=1)
POSTS_A_MINUTE = 60
"""What one person, or one address before signing in, may send."""

_COUNT = """
    INSERT INTO web_knock (who, since, times) VALUES (%s, %s, 1)
    ON CONFLICT (who, since) DO UPDATE SET times = web_knock.times + 1
    RETURNING times
"""


class TooOften(Refusal):
    """Tried too many times; the door opens again by itself."""

    code: ClassVar[str] = "web.too_often"


def knock(who: str, *, most: int, per: timedelta, now: datetime | None = None) -> None:
    """Count one more try.

    Raises:
        TooOften: there were more than `most` within this stretch.
    """
    at = now or timezone.now()
    seconds = int(per.total_seconds())
    since = datetime.fromtimestamp(at.timestamp() // seconds * seconds, tz=UTC)
    if (times := _count(who, since)) > most:
        wait = since + per - at
        raise TooOften(minutes=max(1, -(-int(wait.total_seconds()) // 60)))
    if times == 1:
        Knock.objects.filter(since__lt=at - KEPT).delete()


def _count(who: str, since: datetime) -> int:
    """Add one, and return how many there are. One statement, so that none is lost."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [who[:80], since])
        times: int = cursor.fetchone()[0]
    return times


def address_of(request: HttpRequest) -> str:
    """Return the network address that asks."""
    address: str = request.META.get("REMOTE_ADDR", "")
    return address


class PostLimitMiddleware(MiddlewareMixin):
    """Hold back whoever sends faster than a person can work."""

    def process_view(
        self, request: HttpRequest, view: object, _args: object, _kwargs: object
    ) -> object:
        """Count what changes something; pages that machines call count for themselves."""
        if request.method in {"GET", "HEAD", "OPTIONS"} or getattr(view, "csrf_exempt", False):
            return None
        who = f"post:{actor(request).pk}" if request.user.is_authenticated else address_of(request)
        try:
            knock(who, most=POSTS_A_MINUTE, per=timedelta(minutes=1))
        except TooOften as refusal:
            return refusals.page(request, refusal)
        return None
