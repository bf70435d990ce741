"""Wire the gateway together, watch over its tasks, and say how it is.

A task that ends is fatal for the process: whoever supervises it starts it again, and
nothing is lost. Who connects to the unix socket `gateway.sock` reads one line of
health.
"""

import asyncio
import logging
import signal
from asyncio import StreamReader, StreamWriter, TaskGroup
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self
from urllib.parse import unquote, urlsplit

from django.conf import settings

from loa.broadcast import live
from loa.gateway import register
from loa.gateway.auth.callout import Callout, Door
from loa.gateway.auth.entries import Entries
from loa.gateway.auth.writer import EntryWriter
from loa.gateway.backoff import until_done
from loa.gateway.counts import Counts
from loa.gateway.desk import Desk
from loa.gateway.inbound import Inbound
from loa.gateway.listen import Heard, listen
from loa.gateway.mqtt import MqttBroker
from loa.gateway.nats import NatsBroker
from loa.gateway.needs import missing
from loa.gateway.outbound import Outbound
from loa.gateway.port import Broker, Take
from loa.stations import credentials, queries
from loa.stations.signer.wire import address_of

logger = logging.getLogger(__name__)

HEALTH_EVERY_S: Final = 60.0
CANCEL_AGAIN_S: Final = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """Which broker, and how boxes are let in there."""

    nats_url: str = ""
    auth_url: str = ""
    sys_url: str = ""
    issuer_seed: str = ""
    mqtt_url: str = ""
    mosquitto_folder: str = ""
    mosquitto_pid_file: str = ""
    socket: Path

    @classmethod
    def from_settings(cls) -> Self:
        """Read what the installation says.

        Raises:
            SystemExit: it names no broker, or not how boxes are let in there.
        """
        if lacking := missing(settings):
            raise SystemExit(
                f"The gateway needs {', '.join(lacking)} as well: without, any box could speak as"
                " another. docs/guides/running-a-site.md says what they are."
            )
        wiring = cls(
            nats_url=settings.NATS_URL,
            auth_url=settings.NATS_AUTH_URL,
            sys_url=settings.NATS_SYS_URL,
            issuer_seed=settings.NATS_ISSUER_SEED,
            mqtt_url=settings.MQTT_URL,
            mosquitto_folder=settings.MOSQUITTO_FOLDER,
            mosquitto_pid_file=settings.MOSQUITTO_PID_FILE,
            socket=settings.LOA_RUN / "gateway.sock",
        )
        if not (wiring.nats_url or wiring.mqtt_url):
            raise SystemExit("Set NATS_URL or MQTT_URL, or let `loa up` start the broker.")
        return wiring

    def broker(self, take: Take) -> Broker:
        """Return the adapter for the broker that was named."""
        if self.mqtt_url:
            return MqttBroker(self.mqtt_url, take)
        return NatsBroker(self.nats_url, take)

    def entries(self) -> Entries:
        """Return the files of Mosquitto: we are the one who writes them."""
        parts = urlsplit(self.mqtt_url)
        return Entries(
            folder=Path(self.mosquitto_folder),
            pid_file=Path(self.mosquitto_pid_file),
            gateway=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
        )


async def run(wiring: Wiring) -> None:
    """Serve until asked to stop."""
    async with served(wiring):
        stop = asyncio.Event()
        for wanted in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(wanted, stop.set)
        await stop.wait()


@asynccontextmanager
async def served(wiring: Wiring) -> AsyncIterator[Counts]:
    """Serve while the caller does something else."""
    counts = Counts()
    async with (
        nothing_left_running(),
        TaskGroup() as tasks,
        guarded(wiring, counts, tasks) as channels,
    ):
        inbound = Inbound(counts)
        broker = wiring.broker(inbound.take)
        outbound = Outbound(broker, counts)
        heard = {live.OUTBOX: outbound.look, **channels}
        async with broker, health_socket(wiring.socket, broker, counts):
            running = [
                tasks.create_task(task)
                for task in (
                    listen(heard),
                    outbound.orders(),
                    outbound.mail(),
                    outbound.repeats(),
                    *inbound.tasks(outbound),
                    _say_health(broker, counts),
                )
            ]
            logger.info("Gateway runs.", extra={"action": "gateway.started"})
            try:
                yield counts
            finally:
                await ended(running)
    logger.info("Gateway stopped.", extra={"action": "gateway.stopped"})


async def ended(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancel tasks until they have ended.

    Once is not always enough: before Python 3.12 `asyncio.wait_for`, by which libraries wait for
    an answer, forgets a cancel that comes in the same moment as the answer.
    """
    left = {task for task in tasks if not task.done()}
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=CANCEL_AGAIN_S)


@asynccontextmanager
async def nothing_left_running() -> AsyncIterator[None]:
    """End what was begun meanwhile and goes on.

    The client of NATS begins to reconnect anew at each error of a connection; an attempt from
    before that forgot its cancel is known to nobody, and would keep a stopped gateway for ever.
    """
    before = asyncio.all_tasks()
    try:
        yield
    finally:
        await ended(asyncio.all_tasks() - before)


@asynccontextmanager
async def guarded(
    wiring: Wiring, counts: Counts, tasks: TaskGroup
) -> AsyncIterator[Mapping[str, Heard]]:
    """Let boxes in, and give the channels on which we hear that a login changed."""
    if wiring.mqtt_url:
        writer = EntryWriter(wiring.entries(), wiring.mqtt_url)
        task = tasks.create_task(writer.keep_written())
        try:
            yield {credentials.NOTICE: writer.heard}
        finally:
            await ended([task])
    else:
        callout = Callout(wiring.auth_url, wiring.issuer_seed, counts)
        door = Door(wiring.sys_url)
        await callout.open()
        await door.open()

        def changed(device: str) -> None:
            register.forget(device)
            if device:
                tasks.create_task(door.cut_off_for_good(device))
            else:
                tasks.create_task(_cut_off_revoked(door))

        yield {credentials.NOTICE: changed}
        await callout.close()
        await door.close()


async def _cut_off_revoked(door: Door) -> None:
    """Show out every box that was revoked while we may not have been listening."""
    async with Desk("revoked") as desk:
        revoked = await until_done("find revoked boxes", lambda: desk.ask(queries.revoked_lately))
    for device in revoked:
        await door.cut_off(device)


async def _say_health(broker: Broker, counts: Counts) -> None:
    while True:
        await asyncio.sleep(HEALTH_EVERY_S)
        logger.info("Gateway: %s", health(broker, counts), extra={"action": "gateway.health"})


def health(broker: Broker, counts: Counts) -> str:
    """Say in one line how we are."""
    return f"broker={'up' if broker.is_connected else 'away'} {counts.line()}".strip()


@asynccontextmanager
async def health_socket(path: Path, broker: Broker, counts: Counts) -> AsyncIterator[None]:
    """Tell our health to whoever connects."""

    async def tell(_reader: StreamReader, writer: StreamWriter) -> None:
        with suppress(ConnectionError):  # who only wanted to see that we are here has gone
            writer.write(f"{health(broker, counts)}\n".encode())
            await writer.drain()
        writer.close()

    _clear(path)
    with address_of(path) as address:
        server = await asyncio.start_unix_server(tell, address)
    try:
        yield
    finally:
        server.close()
        _clear(path)


def _clear(path: Path) -> None:
    """Make room for the socket: one that is still there belongs to nobody."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
