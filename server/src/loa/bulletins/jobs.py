"""What bulletins do by themselves: let go of sounds whose time is over."""

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from loa.bulletins import retention

logger = logging.getLogger(__name__)


@app.periodic(cron="0 20 * * *")  # 03:00 in Vietnam
@app.task(name="bulletins.let_go", queueing_lock="bulletins.let_go")
def let_go(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the due time
    """Remove the sounds that were kept as long as their units keep them."""
    count = retention.remove_what_is_due(timezone.localdate())
    logger.info("Sounds removed", extra={"action": "bulletins.let_go", "bulletins": count})
