"""Wait longer after each failure, and never forget to say what failed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from loa.gateway.desk import DatabaseAway
from loa.gateway.port import BrokerAway

logger = logging.getLogger(__name__)

T = TypeVar("T")
FIRST_S: Final = 0.1
LONGEST_S: Final = 5.0


async def until_done(what: str, attempt: Callable[[], Awaitable[T]]) -> T:
    """Try until the database and the broker are there."""
    wait = FIRST_S
    while True:
        try:
            return await attempt()
        except (DatabaseAway, BrokerAway) as fault:
            logger.warning(
                "Could not %s, trying again: %s", what, fault, extra={"action": "gateway.waiting"}
            )
        await asyncio.sleep(wait)
        wait = min(wait * 2, LONGEST_S)
