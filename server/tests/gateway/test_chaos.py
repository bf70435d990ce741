"""Gateway, broker and database are killed at random: nothing is lost, nothing counts twice.

Real processes, and a database of their own that is as durable as a site's. Boxes come back, ask
what they missed, and repeat their receipts until these are acknowledged, as real ones do. The
choice of who dies, and when, comes from a seed; each step waits for what it needs to see.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import product
from pathlib import Path
from queue import Empty
from random import Random
from secrets import token_hex
from tempfile import TemporaryDirectory
from threading import Event, Thread
from time import monotonic
from typing import Any, Final

import psutil
import pytest
from django.db import connection
from loa.broadcast.models import Delivery, OrderRow, Outbox, Receipt
from loa.broadcast.testing import TestBox, release
from loa.config import database, site
from loa.config.embedded import postgres
from loa.config.embedded.child import Child, Recipe
from loa.config.testing import brokers
from loa.config.testing.brokers import BrokerUnderTest
from loa.domain.delivery import STRENGTH
from loa.domain.permissions import SYSTEM
from loa.gateway.testing import DEADLINE_S, Heard, MqttBox, Refused
from loa.orgs.testing import Places, make_places
from loa.stations import signer
from loa.stations.actions import add_cluster
from loa.stations.signer.client import Client
from loa.stations.testing import Enrolment, enrol_box, make_site
from loa_protocol import topics
from loa_protocol.frames import Frame
from loa_protocol.messages import Ack, Clock, Cursor, Hello, Order, Stage, TimeReply, read, to_body
from loa_protocol.signing import Envelope
from loa_protocol.topics import Up

pytestmark = pytest.mark.trial

SEED: Final = 20261126
TURNS: Final = 8
VICTIMS: Final = ("gateway", "broker", "database")
MOMENTS: Final = ("before", "released", "published", "held", "acknowledged")
WITHIN_S: Final = 120
SAID: Final = (Stage.RECEIVED, Stage.STARTED, Stage.FINISHED)
LASTS_MS: Final = 30_000


class FaithfulBox:
    """A box as it should be, in a thread of its own."""

    def __init__(self, url: str, who: Enrolment, area: str) -> None:
        """Switch it on."""
        self.who = who
        self.held = set[str]()
        self.said = set[str]()
        self.unheard = dict[str, Envelope]()
        """Receipts that the site has not acknowledged."""
        self._url = url
        self._box = TestBox(device=who.box.device_id, home=who.box.home_id, key=who.key)
        self._topics = topics.listened(area, home=self._box.home, device=self._box.device)
        self._cursor: Cursor | None = None
        self._nonce = ""
        self._off = Event()
        self._thread = Thread(target=self._live)
        self._thread.start()

    def switch_off(self) -> None:
        """End its thread."""
        self._off.set()
        self._thread.join(DEADLINE_S * 2)

    def _live(self) -> None:
        while not self._off.wait(0.2):
            try:
                line = MqttBox.connect(
                    self._url,
                    device=self._box.device,
                    home=self._box.home,
                    password=self.who.told.password,
                    key=self._box.key,
                )
            except (Refused, OSError):
                continue  # nobody there yet
            self._nonce = token_hex(16)
            line.subscribe(*self._topics)
            while not (self._off.is_set() or line.left.is_set()):
                self._speak(line)
                self._listen(line)
            line.leave()

    def _speak(self, line: MqttBox) -> None:
        if self._nonce:
            told = Hello(
                device=self._box.device,
                boot="boot-1",
                nonce=self._nonce,
                at=0,
                clock=Clock.FRESH,
                cursor=self._cursor,
            )
            line.say(Up.HELLO, self._box.key.sign(to_body(told)))
        if self.unheard:
            line.say(Up.RECEIPT, *self.unheard.values())

    def _listen(self, line: MqttBox) -> None:
        """Take in what comes, until nothing has come for a second."""
        while not line.left.is_set():
            try:
                self._take(line.heard.get(timeout=1))
            except Empty:
                return

    def _take(self, heard: Heard) -> None:
        frame = Frame.from_bytes(heard.payload)
        self._cursor = frame.cursor if frame.cursor.n else self._cursor
        match read(frame.envelope.body):
            case Ack(receipts=receipts):
                self.unheard = {k: v for k, v in self.unheard.items() if k not in receipts}
            case TimeReply(nonce=nonce) if nonce == self._nonce:
                self._nonce = ""  # all that was missed came before it
            case Order(id=order):
                self._hold(order)

    def _hold(self, order: str) -> None:
        if order in self.held:
            return
        self.held.add(order)
        for stage in SAID:
            length = LASTS_MS if stage is Stage.FINISHED else None
            receipt = self._box.receipt(order, stage, actual_ms=length)
            self.unheard[receipt.body["id"]] = receipt
            self.said.add(receipt.body["id"])


class Victims:
    """The processes of a site that may die."""

    def __init__(self, recipes: dict[str, Recipe], running: dict[str, Child]) -> None:
        """Start what does not run yet."""
        self.recipes = recipes
        self.running = running
        for name in recipes.keys() - running.keys():
            self.bring_back(name)

    def kill(self, name: str) -> None:
        """Kill it and all its children, as kill -9 does."""
        main = psutil.Process(self.running[name].process.pid)
        doomed = [main, *main.children(recursive=True)]
        for process in doomed:
            process.kill()
        self.running[name].process.wait()
        psutil.wait_procs(doomed, timeout=DEADLINE_S)
        if name == "database":
            connection.close()

    def bring_back(self, name: str) -> None:
        """Start it again, as whoever supervises it would."""
        self.running[name] = Child(self.recipes[name])
        self.running[name].wait_until_ready()

    def see_to(self) -> None:
        """Start what ended because another died."""
        for name, child in self.running.items():
            if child.process.poll() is not None:
                self.bring_back(name)

    def stop(self) -> None:
        """Stop all, the gateway first."""
        for name in ("gateway", "broker", "database"):
            self.running[name].stop()


@contextmanager
def own_database(blocker: Any) -> Iterator[tuple[Recipe, Child, str]]:
    """Give this process a database that may be killed, and that keeps what it has committed."""
    with TemporaryDirectory(prefix="loa-chaos-") as folder:
        cluster = replace(postgres.prepare_for_tests(Path(folder)), is_durable=True)
        child = Child(cluster.recipe())
        child.wait_until_ready()
        migrate = (sys.executable, "-m", "loa.config.cli", "manage", "migrate", "--no-input", "-v0")
        subprocess.run(migrate, env={**os.environ, "DATABASE_URL": cluster.url}, check=True)
        ours = database.from_url(cluster.url, pool=0)
        before = {name: connection.settings_dict[name] for name in ours}
        with blocker.unblock():
            connection.close()
            connection.settings_dict.update(ours)
            try:
                yield cluster.recipe(), child, cluster.url
            finally:
                connection.close()
                connection.settings_dict.update(before)


def signer_of(home: Path) -> Recipe:
    listening = home / "run" / "signer.sock"
    return Recipe(
        name="signer",
        command=(sys.executable, "-m", "loa.config.cli", "signer"),
        environment={"LOA_HOME": str(home)},
        is_ready=lambda: site.accepts(listening),
        log=home / "signer.log",
    )


def gateway_of(home: Path, broker: BrokerUnderTest, url: str) -> Recipe:
    listening = home / "run" / "gateway.sock"
    return Recipe(
        name="gateway",
        command=(sys.executable, "-m", "loa.config.cli", "gateway"),
        environment={"LOA_HOME": str(home), "DATABASE_URL": url, **broker.told},
        is_ready=lambda: site.accepts(listening),
        log=home / "gateway.log",
        ready_within_s=60,
    )


class Trial:
    """A site with three boxes, of which something dies in every turn."""

    def __init__(self, victims: Victims, boxes: list[FaithfulBox], places: Places) -> None:
        """Nothing is out yet."""
        self.victims = victims
        self.boxes = boxes
        self.places = places
        self.orders: set[str] = set()

    def turn(self, victim: str, moment: str) -> None:
        """Let something out, and kill one process: before, at once, or when it is on its way."""
        order = f"order-{len(self.orders)}"
        if moment == "before" and victim != "database":
            self.victims.kill(victim)
            self.release(order)
        else:
            self.release(order)
            self.wait_for(lambda: self.is_reached(order, moment), f"{order} is {moment}")
            self.victims.kill(victim)
        self.victims.bring_back(victim)

    def release(self, order: str) -> None:
        """Let an order out to the commune, as an action does."""
        release(self.places, order)
        self.orders.add(order)

    def is_reached(self, order: str, moment: str) -> bool:
        """Say whether an order has come so far."""
        match moment:
            case "published":
                return Outbox.objects.filter(order=order, published_at__isnull=False).exists()
            case "held":
                return any(order in box.held for box in self.boxes)
            case "acknowledged":
                return any(order in box.held and not box.unheard for box in self.boxes)
            case _:
                return True

    def is_over(self) -> bool:
        """Say whether everything arrived, and everything was acknowledged."""
        is_told = all(box.held >= self.orders and not box.unheard for box in self.boxes)
        waiting = OrderRow.objects.filter(expanded_at__isnull=True)
        return is_told and not waiting.exists()

    def wait_for(self, is_so: Callable[[], bool], what: str) -> None:
        """Wait until something is so, while whoever supervises the processes does so."""
        deadline, pause = monotonic() + WITHIN_S, Event()
        while not is_so():
            assert monotonic() < deadline, f"it never came to pass that {what}"
            self.victims.see_to()
            pause.wait(0.1)


@pytest.fixture(params=brokers.brokers())
def trial(
    request: pytest.FixtureRequest, tmp_path: Path, django_db_blocker: Any
) -> Iterator[Trial]:
    home, beside = tmp_path / "home", tmp_path / "broker"
    (home / "run").mkdir(parents=True)
    beside.mkdir()
    with ExitStack() as stack:
        kept, store, url = stack.enter_context(own_database(django_db_blocker))
        places = make_places()
        here = make_site(home, places)
        keys = Child(signer_of(home))
        stack.callback(keys.stop)
        keys.wait_until_ready()
        client = Client(home / "run" / "signer.sock")
        stack.callback(client.close)
        signer.use(client)
        broker = brokers.brokers()[request.param](beside)
        recipes = {
            "database": kept,
            "broker": broker.child.recipe,
            "gateway": gateway_of(home, broker, url),
        }
        victims = Victims(recipes, {"database": store, "broker": broker.child})
        stack.callback(victims.stop)
        mill = add_cluster(SYSTEM, here.station.pk, name="Nhà máy")
        boxes = []
        for cluster in (here.gate, here.market, mill):
            box = FaithfulBox(broker.box_url, enrol_box(cluster), cluster.area)
            stack.callback(box.switch_off)
            boxes.append(box)
        yield Trial(victims, boxes, places)


def test_whoever_is_killed_nothing_is_lost_and_nothing_counts_twice(trial: Trial) -> None:
    chance = Random(SEED)
    deaths = chance.sample(list(product(VICTIMS, MOMENTS)), TURNS)
    deaths.append(("gateway", "acknowledged"))  # an acknowledgement is a promise: always tried
    chance.shuffle(deaths)

    for victim, moment in deaths:
        trial.turn(victim, moment)
    trial.wait_for(trial.is_over, "every box has every order, and the site every receipt")

    devices = {box.who.box.device_id: box for box in trial.boxes}
    assert {device: box.held for device, box in devices.items()} == dict.fromkeys(
        devices, trial.orders
    )
    kept = list(Receipt.objects.values_list("device", "id"))
    assert sorted(kept) == sorted(
        (device, one) for device in devices for one in devices[device].said
    )
    assert len(kept) == len(devices) * len(trial.orders) * len(SAID)
    told = Delivery.objects.values_list("order", "device", "strength", "actual_ms", "is_expected")
    finished = (STRENGTH[Stage.FINISHED], LASTS_MS, True)
    assert sorted(told) == sorted(
        (order, device, *finished) for order in trial.orders for device in devices
    )
    assert not Outbox.objects.filter(published_at__isnull=True).exists()
