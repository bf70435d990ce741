"""What the worker does by itself: notice silence, extend programmes, cut receipts by month."""

import logging

from django.utils import timezone
from loa_protocol.errors import Refusal, WrongState
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from loa.broadcast import actions, presence, upkeep
from loa.broadcast.models import Session
from loa.broadcast.programme import compile_programme, span
from loa.domain.permissions import SYSTEM

logger = logging.getLogger(__name__)


@app.task(name=actions.NOTE_LATER, retry=RetryStrategy(max_attempts=10, exponential_wait=3))
def note_release(order: str) -> None:
    """Say in the bulletin of an emergency that it went out, unless it was withdrawn since."""
    try:
        actions.note_release(order)
    except WrongState as refusal:
        logger.warning(
            "Not noted: %s", refusal, extra={"action": "order.not_noted", "order": order}
        )


@app.periodic(cron="* * * * *")
@app.task(name="broadcast.notice_silence", queueing_lock="broadcast.notice_silence")
def notice_silence(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the due time
    """Mark boxes that have gone silent, also where somebody looks."""
    for device in presence.notice_silence(timezone.now()):
        logger.warning("A box went silent", extra={"action": "box.silent", "device": device})


@app.periodic(cron="20 17 * * *")  # 00:20 in Vietnam
@app.task(name="broadcast.extend_programmes", queueing_lock="broadcast.extend_programmes")
def extend_programmes(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the due time
    """Sign a new programme for every commune that has something ahead.

    A commune whose key is missing is named in the log; the others go on.
    """
    now = timezone.now()
    start, end = span(now)
    units = Session.objects.filter(starts_at__gte=start, starts_at__lt=end)
    for unit in units.order_by("unit_path").values_list("unit_path", flat=True).distinct():
        try:
            compile_programme(SYSTEM, unit, now)
        except Refusal as refusal:
            logger.warning(
                "Programme was not extended: %s",
                refusal,
                extra={"action": "programme.refused", "unit": unit, "code": refusal.code},
            )


@app.periodic(cron="40 17 * * *")  # 00:40 in Vietnam
@app.task(name="broadcast.tidy", queueing_lock="broadcast.tidy")
def tidy(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the due time
    """Make room for the receipts of the next months, and forget what is old."""
    upkeep.tidy(timezone.now())
