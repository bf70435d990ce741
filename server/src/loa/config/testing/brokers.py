"""Brokers that somebody else runs, as far as a site can tell: for tests."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from loa.config.embedded import nats
from loa.config.embedded.child import Child, Recipe
from loa.config.embedded.ports import free_port
from loa.config.env import Env
from loa.config.home import Home
from loa.gateway.service import Wiring
from loa.gateway.testing import MOSQUITTO_CONF, mosquitto


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerUnderTest:
    """A broker that runs, and what a site is told of it (`Env`)."""

    box_url: str
    told: Mapping[str, str]
    child: Child


def wiring(told: Mapping[str, str], socket: Path) -> Wiring:
    """Say how a gateway of ours reaches a broker."""
    env = Env(**told)
    return Wiring(
        nats_url=env.NATS_URL,
        auth_url=env.NATS_AUTH_URL,
        sys_url=env.NATS_SYS_URL,
        issuer_seed=env.NATS_ISSUER_SEED,
        mqtt_url=env.MQTT_URL,
        mosquitto_folder=env.MOSQUITTO_FOLDER,
        mosquitto_pid_file=env.MOSQUITTO_PID_FILE,
        socket=socket,
    )


def nats_broker(folder: Path) -> BrokerUnderTest:
    """Run the NATS that pip brings."""
    broker = nats.prepare(Home(root=folder), port=free_port(), mqtt_port=free_port())
    child = Child(broker.recipe())
    child.wait_until_ready()
    return BrokerUnderTest(box_url=broker.box_url, told=broker.environment(), child=child)


def mosquitto_broker(folder: Path) -> BrokerUnderTest:
    """Run Mosquitto: the one that MOSQUITTO names; without it, skip where none is installed."""
    program = os.environ.get("MOSQUITTO") or mosquitto()
    if program is None:
        pytest.skip("Mosquitto did not run: install it (Debian: apt install mosquitto)")
    port = free_port()
    folder.chmod(0o755)
    told = {
        "MQTT_URL": f"mqtt://gateway:secret@127.0.0.1:{port}",
        "MOSQUITTO_FOLDER": str(folder),
        "MOSQUITTO_PID_FILE": str(folder / "pid"),
        "BOX_BROKER_URL": f"mqtt://127.0.0.1:{port}",
    }
    entries = wiring(told, folder / "gateway.sock").entries()
    assert entries is not None
    entries.write([])
    conf = folder / "mosquitto.conf"
    user = "user root\n" if os.getuid() == 0 else ""
    conf.write_text(user + MOSQUITTO_CONF.format(port=port, folder=folder), encoding="utf-8")
    recipe = Recipe(
        name="Mosquitto",
        command=(program, "-c", str(conf)),
        is_ready=lambda: nats.is_open(port) and (folder / "pid").exists(),
    )
    child = Child(recipe)
    child.wait_until_ready()
    return BrokerUnderTest(box_url=told["BOX_BROKER_URL"], told=told, child=child)


Start = Callable[[Path], BrokerUnderTest]


def brokers() -> Mapping[str, Start]:
    """Say on which brokers tests run: on both, or on Mosquitto alone where MOSQUITTO names it."""
    if "MOSQUITTO" in os.environ:
        return {"mosquitto": mosquitto_broker}
    return {"nats": nats_broker, "mosquitto": mosquitto_broker}


@contextmanager
def running(start: Start, folder: Path) -> Iterator[BrokerUnderTest]:
    """Run one while the caller does something else."""
    broker = start(folder)
    try:
        yield broker
    finally:
        broker.child.stop()
