"""Read the log. The caller says which units; nobody reads the log of everywhere by accident."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from loa.audit.models import Check, Entry
from loa.domain.areas import UnitPath, text_of


def entries(
    inside: Iterable[UnitPath],
    *,
    unit: str = "",
    action: str = "",
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[Entry]:
    """Find entries about these units and what lies inside them, the newest first."""
    reach = Q(pk__in=[])
    for path in inside:
        reach |= Q(unit=text_of(path)) | Q(unit__startswith=text_of(path) + "/")
    found = Entry.objects.filter(reach).order_by("-at", "-id")
    if unit:
        found = found.filter(Q(unit=unit) | Q(unit__startswith=unit + "/"))
    if action:
        found = found.filter(action=action)
    if since:
        found = found.filter(at__gte=_midnight(since))
    if until:
        found = found.filter(at__lt=_midnight(until + timedelta(days=1)))
    return found


def last_check() -> Check | None:
    """Return the newest verification of the log, if there was one."""
    return Check.objects.first()


def _midnight(day: date) -> datetime:
    """Return the instant at which a day begins in Vietnam."""
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))
