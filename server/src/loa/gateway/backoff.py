"""Wait longer after each failure, and never forget to say what failed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from loa.gateway.desk import DatabaseAway
from loa.gateway.port import BrokerAway
from loa.stations.queries import NoKey
from loa.stations.signer.client import SignerSilent
from loa.stations.signer.keyring import NoSuchKey

logger = logging.getLogger(__name__)

T = TypeVar("T")
FIRST_S: Final = 0.1
LONGEST_S: Final = 5.0


UNSIGNED: Final = (SignerSilent, NoKey, NoSuchKey)
"""Nobody signs what the site itself says. No letter brings that about, so no letter is to blame."""


async def until_done(what: str, attempt: Callable[[], Awaitable[T]]) -> T:
    """Try until the database, the broker and the signer are there."""
    wait = FIRST_S
    while True:
        try:
            return await attempt()
        except (DatabaseAway, BrokerAway, *UNSIGNED) as fault:
            action = "gateway.unsigned" if isinstance(fault, UNSIGNED) else "gateway.waiting"
            logger.warning("Could not %s, trying again: %s", what, fault, extra={"action": action})
        await asyncio.sleep(wait)
        wait = min(wait * 2, LONGEST_S)
