"""Hear at once when the database has something for us."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any, Final

import psycopg
from django.db import connection
from psycopg import sql

logger = logging.getLogger(__name__)

RETRY_EVERY_S: Final = 0.5
Heard = Callable[[str], None]
"""Told the word that came. An empty one: look for yourself, words may have been lost."""


async def listen(channels: Mapping[str, Heard]) -> None:
    """Listen for ever. After each gap everybody is told to look for themselves."""
    parameters = await asyncio.to_thread(_parameters)
    while True:
        try:
            await _listen(parameters, channels)
        except psycopg.OperationalError as fault:
            logger.warning(
                "The database is gone: %s", str(fault).strip(), extra={"action": "listen.lost"}
            )
        await asyncio.sleep(RETRY_EVERY_S)


async def _listen(parameters: Mapping[str, Any], channels: Mapping[str, Heard]) -> None:
    async with await psycopg.AsyncConnection.connect(**parameters, autocommit=True) as line:
        for channel in channels:
            await line.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
        for heard in channels.values():
            heard("")
        async for word in line.notifies():
            channels[word.channel](word.payload)


def _parameters() -> dict[str, Any]:
    """Return how Django itself connects."""
    parameters = connection.get_connection_params()
    names = ("host", "port", "dbname", "user", "password", "sslmode", "sslrootcert")
    return {name: parameters[name] for name in names if parameters.get(name)}
