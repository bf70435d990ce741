"""Brokers, a gateway and boxes for the tests."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from loa.config.embedded import nats
from loa.config.embedded.child import Child, Recipe
from loa.config.embedded.ports import free_port
from loa.config.home import Home
from loa.gateway.auth.entries import Entries
from loa.gateway.service import Wiring
from loa.gateway.testing import (
    MOSQUITTO_CONF,
    MqttBox,
    Refused,
    RunningGateway,
    eventually,
    mosquitto,
    running,
)
from loa.orgs.testing import Places
from loa.stations.testing import Enrolment, Site, enrol_box, make_site


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerUnderTest:
    """A broker that runs, and how a gateway reaches it."""

    box_url: str
    wiring: Wiring
    child: Child


def nats_broker(folder: Path) -> BrokerUnderTest:
    broker = nats.prepare(Home(root=folder), port=free_port(), mqtt_port=free_port())
    child = Child(broker.recipe())
    child.wait_until_ready()
    wiring = Wiring(
        nats_url=broker.url(),
        auth_url=broker.url(nats.AUTH),
        sys_url=broker.url(nats.SYS),
        issuer_seed=broker.seed,
        socket=folder / "gateway.sock",
    )
    return BrokerUnderTest(box_url=broker.box_url, wiring=wiring, child=child)


def mosquitto_broker(folder: Path) -> BrokerUnderTest:
    program = mosquitto()
    if program is None:
        pytest.skip("Mosquitto did not run: install it (Debian: apt install mosquitto)")
    port = free_port()
    folder.chmod(0o755)
    wiring = Wiring(
        mqtt_url=f"mqtt://gateway:secret@127.0.0.1:{port}",
        mosquitto_folder=str(folder),
        mosquitto_pid_file=str(folder / "pid"),
        socket=folder / "gateway.sock",
    )
    entries = wiring.entries()
    assert isinstance(entries, Entries)
    entries.write([])
    conf = folder / "mosquitto.conf"
    user = "user root\n" if os.getuid() == 0 else ""
    conf.write_text(user + MOSQUITTO_CONF.format(port=port, folder=folder), encoding="utf-8")
    recipe = Recipe(
        name="Mosquitto",
        command=(program, "-c", str(conf)),
        is_ready=lambda: nats._is_open(port) and (folder / "pid").exists(),
    )
    child = Child(recipe)
    child.wait_until_ready()
    return BrokerUnderTest(box_url=f"mqtt://127.0.0.1:{port}", wiring=wiring, child=child)


BROKERS: dict[str, Callable[[Path], BrokerUnderTest]] = {
    "nats": nats_broker,
    "mosquitto": mosquitto_broker,
}


@pytest.fixture(params=BROKERS)
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[BrokerUnderTest]:
    broker = BROKERS[request.param](tmp_path)
    yield broker
    broker.child.stop()


@pytest.fixture
def site(transactional_db: None, places: Places, tmp_path: Path) -> Site:
    return make_site(tmp_path, places)


@pytest.fixture
def enrolment(site: Site) -> Enrolment:
    return enrol_box(site.gate)


@pytest.fixture
def gateway(broker: BrokerUnderTest, site: Site) -> Iterator[RunningGateway]:
    with running(broker.wiring) as gateway:
        yield gateway


Connect = Callable[..., MqttBox]


@pytest.fixture
def login(broker: BrokerUnderTest, gateway: RunningGateway) -> Iterator[Connect]:
    """Log boxes in; they hang up when the test ends."""
    with ExitStack() as stack:

        def _login(who: Enrolment, *, password: str | None = None, client_id: str = "") -> MqttBox:
            box = MqttBox.connect(
                broker.box_url,
                device=who.box.device_id,
                home=who.box.home_id,
                password=who.told.password if password is None else password,
                key=who.key,
                client_id=client_id,
            )
            stack.callback(box.leave)
            return box

        yield _login


@pytest.fixture
def connect(login: Connect) -> Connect:
    """Log boxes in once the broker has heard of them: some read their list a moment later."""

    def _is_known(who: Enrolment) -> bool:
        try:
            login(who).leave()
        except Refused:
            return False
        return True

    def _connect(who: Enrolment) -> MqttBox:
        eventually(lambda: _is_known(who))
        return login(who)

    return _connect
