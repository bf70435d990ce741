"""What the log does by itself: link urgent entries, anchor every day, verify every night."""

import logging
from dataclasses import asdict

from procrastinate.contrib.django import app

from loa.audit import actions
from loa.audit.verify import verify as verify_log

logger = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(name="audit.link_urgent", queueing_lock="audit.link_urgent", pass_context=False)
def link_urgent(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the due time
    """Take into their chains what emergencies wrote beside them."""
    actions.link_urgent()


@app.periodic(cron="55 16 * * *")  # 23:55 in Vietnam
@app.task(name="audit.anchor", queueing_lock="audit.anchor")
def anchor(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the due time
    """Fix what every chain has come to today."""
    actions.link_urgent()
    actions.anchor()


@app.periodic(cron="10 19 * * *")  # 02:10 in Vietnam
@app.task(name="audit.verify", queueing_lock="audit.verify")
def verify(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the due time
    """Walk every chain while the loudspeakers sleep, and name what does not hold."""
    for fault in verify_log().faults:
        logger.error("Audit log does not hold", extra={"action": "audit.fault", **asdict(fault)})
