"""Brokers that somebody else runs, as far as a site can tell: for tests."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from loa.config.embedded import nats
from loa.config.embedded.child import Child, Recipe
from loa.config.embedded.ports import free_port
from loa.config.env import Env
from loa.config.home import Home
from loa.gateway.service import Wiring
from loa.gateway.testing import mosquitto

SITE_CONF: Final = Path(__file__).resolve().parents[5] / "deploy/site/mosquitto.conf"


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
    port, ours = free_port(), free_port()
    folder.chmod(0o755)
    told = {
        "MQTT_URL": f"mqtt://gateway:secret@127.0.0.1:{ours}",
        "MOSQUITTO_FOLDER": str(folder),
        "MOSQUITTO_PID_FILE": str(folder / "mosquitto.pid"),
        "BOX_BROKER_URL": f"mqtt://127.0.0.1:{port}",
    }
    wiring(told, folder / "gateway.sock").entries().write([])
    conf = folder / "mosquitto.conf"
    conf.write_text(site_conf(folder, port=port, ours=ours), encoding="utf-8")
    recipe = Recipe(
        name="Mosquitto",
        command=(program, "-c", str(conf)),
        is_ready=lambda: nats.is_open(port) and (folder / "mosquitto.pid").exists(),
    )
    child = Child(recipe)
    child.wait_until_ready()
    return BrokerUnderTest(box_url=told["BOX_BROKER_URL"], told=told, child=child)


def site_conf(folder: Path, *, port: int, ours: int) -> str:
    """Return the configuration of a real site, but for its user, its places and its TLS."""
    text = SITE_CONF.read_text(encoding="utf-8")
    for real, here in (
        ("user mosquitto\n", "user root\n"),  # asked for only by root; our folders are ours alone
        ("listener 8883\n", f"listener {port} 127.0.0.1\n"),
        ("listener 1883 ", f"listener {ours} "),
        ("certfile /etc/mosquitto/certs/site.crt\n", ""),
        ("keyfile /etc/mosquitto/certs/site.key\n", ""),
        ("/var/lib/loa-mosquitto/", f"{folder}/"),
        ("/var/log/mosquitto/", f"{folder}/"),
    ):
        assert real in text, f"{SITE_CONF} says no longer: {real}"
        text = text.replace(real, here)
    return text


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
