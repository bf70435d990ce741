"""Find the one-time codes: the one that waits, and those that somebody brought once more."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import QuerySet
from django.utils import timezone

from loa.domain.permissions import Actor, Duty
from loa.stations.models import Cluster, EnrolmentCode
from loa.stations.queries.boxes import clusters_for

TOLD_FOR: Final = timedelta(days=7)
"""How long technicians are told of a code that was tried again."""


def open_code(cluster: Cluster, now: datetime | None = None) -> EnrolmentCode | None:
    """Return the code of a cluster that would still work, without its secret."""
    codes = EnrolmentCode.objects.filter(
        cluster=cluster,
        used_at__isnull=True,
        withdrawn_at__isnull=True,
        expires_at__gt=now or timezone.now(),
    )
    return codes.first()


def codes_tried_again(
    actor: Actor, now: datetime | None = None, **only: Any
) -> QuerySet[EnrolmentCode]:
    """Find the used codes that were brought once more this week, for their technicians.

    What was done about it is seen from the box: once the one that came in with the code
    is revoked or replaced, nothing is left to be told. `only` narrows down the clusters.
    """
    since = (now or timezone.now()) - TOLD_FOR
    return (
        EnrolmentCode.objects.filter(
            last_try_at__gt=since,
            used_by__revoked_at__isnull=True,
            used_by__cluster__in=clusters_for(actor, Duty.TECHNICIAN).filter(**only),
        )
        .select_related("used_by__cluster")
        .order_by("-last_try_at")
    )
