"""What stations do by themselves: renew lists, change keys in time, tidy up."""

import logging
from typing import Final

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from loa.orgs import listening
from loa.stations import actions

logger = logging.getLogger(__name__)

OVER_A_DAY: Final = RetryStrategy(max_attempts=10, exponential_wait=3)


@app.periodic(cron="5 18 * * *")  # 01:05 in Vietnam
@app.task(name="stations.renew_lists", queueing_lock="stations.renew_lists", retry=20)
def renew_lists(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the due time
    """Sign the revocation lists anew; a box refuses everything once they are too old."""
    count = actions.renew_lists()
    logger.info("Revocation lists renewed", extra={"action": "keys.lists_renewed", "count": count})


@app.periodic(cron="20 18 * * *")  # 01:20 in Vietnam
@app.task(name="stations.rotate_due", queueing_lock="stations.rotate_due")
def rotate_due(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the due time
    """Change keys that end soon."""
    for key in actions.rotate_due():
        logger.info("Key changed", extra={"action": "keys.rotated", "area": key.area})


@app.periodic(cron="10 17 * * *")  # 00:10 in Vietnam
@app.task(name="stations.follow_units", queueing_lock="stations.follow_units", retry=5)
def follow_units(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the due time
    """Bring stations to where their communes are from today on."""
    if count := actions.follow_units():
        logger.info("Clusters moved", extra={"action": "station.followed", "count": count})


@app.task(name=listening.JOB, retry=OVER_A_DAY)
def tell_languages(area: str) -> None:
    """Tell the boxes of an area in which languages its people listen since somebody said so."""
    count = actions.tell_languages(area)
    logger.info("Languages told", extra={"action": "station.languages", "count": count})


@app.periodic(cron="35 18 * * *")  # 01:35 in Vietnam
@app.task(name="stations.tidy", queueing_lock="stations.tidy")
def tidy(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the due time
    """Make the next months of the log, and forget what is old."""
    actions.tidy()
