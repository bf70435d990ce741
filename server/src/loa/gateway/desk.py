"""Work in the database without holding up the loop: one thread, one connection, one desk.

Each loop of the gateway has a desk of its own, so that an emergency going out never
stands in line behind receipts coming in.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self, TypeVar

from django.db import InterfaceError, OperationalError, connection

T = TypeVar("T")


class DatabaseAway(Exception):  # noqa: N818 - read as a sentence
    """The database did not answer. Nothing was changed; ask again later."""


class Desk:
    """A thread that works in the database, one request after the other."""

    def __init__(self, name: str) -> None:
        """Open nothing yet: the first request connects."""
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    async def ask(self, work: Callable[[], T]) -> T:
        """Have something done, and return its result.

        Raises:
            DatabaseAway: the database did not answer.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, _guarded, work)

    async def __aenter__(self) -> Self:
        """Open nothing yet."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Finish what was begun, and disconnect."""
        self.close()

    def close(self) -> None:
        """Finish what was begun, and disconnect."""
        self._thread.submit(_disconnect)
        self._thread.shutdown()


def _guarded(work: Callable[[], T]) -> T:
    try:
        return work()
    except (OperationalError, InterfaceError) as fault:
        connection.close()
        raise DatabaseAway(str(fault).strip()) from fault


def _disconnect() -> None:
    """Close the connection of this thread; `connection` means another one in every thread."""
    connection.close()
