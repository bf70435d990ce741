"""Keep Mosquitto's list of boxes as our table is, and make sure that it read it."""

import asyncio
from functools import partial

import aiomqtt

from loa.gateway import register
from loa.gateway.auth.entries import PROOF, Entries
from loa.gateway.backoff import until_done
from loa.gateway.desk import Desk
from loa.gateway.mqtt import line_to
from loa.gateway.port import BrokerAway
from loa.stations import queries


class EntryWriter:
    """Write the files whenever a login changed, until Mosquitto lets us in by them."""

    def __init__(self, entries: Entries, broker_url: str) -> None:
        """Write once at start."""
        self._entries = entries
        self._url = broker_url
        self._changed = asyncio.Event()
        self._changed.set()

    def heard(self, device: str) -> None:
        """Note that a login changed, or may have."""
        register.forget(device)
        self._changed.set()

    async def keep_written(self) -> None:
        """Write for ever."""
        async with Desk("entries") as desk:
            while True:
                await self._changed.wait()
                self._changed.clear()
                proof = await until_done("write entries", lambda: desk.ask(self._write))
                await until_done("have the entries read", partial(self._see_it_read, proof))

    def _write(self) -> str:
        return self._entries.write(queries.entries())

    async def _see_it_read(self, proof: str) -> None:
        """Log in by the list that was written last; one that is out of date need not be read.

        Raises:
            BrokerAway: Mosquitto does not know that list, and was told of it once more.
        """
        if self._changed.is_set():
            return
        try:
            async with line_to(self._url, user=PROOF, password=proof):
                pass
        except aiomqtt.MqttError as fault:
            self._entries.reload()
            raise BrokerAway(f"Mosquitto did not let us in by it: {fault}") from fault
