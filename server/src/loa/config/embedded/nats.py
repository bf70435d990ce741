"""The embedded broker: nats-server, as our child, with every login answered by us.

Three accounts: APP holds the boxes and the gateway, AUTH only the user that answers logins (auth
callout), SYS the server's own subjects, which the gateway needs to cut a revoked box off. Boxes
speak MQTT 3.1.1; nobody but our three users can log in while no gateway answers.
"""

import hashlib
import json
import os
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path

import nkeys

from loa.config.embedded.child import ChildFailed, Recipe
from loa.config.embedded.programs import beside_python
from loa.config.home import Home, keep_once, write_private

GATEWAY, AUTH, SYS = "gateway", "auth", "sys"


@dataclass(frozen=True, slots=True, kw_only=True)
class Broker:
    """A broker that has been configured and can be started."""

    configuration: Path
    program: str
    password: str
    seed: str
    port: int
    mqtt_port: int
    log: Path

    def url(self, user: str = GATEWAY) -> str:
        """Where one of our own users connects."""
        return f"nats://{user}:{self.password}@127.0.0.1:{self.port}"

    @property
    def box_url(self) -> str:
        """Where boxes connect."""
        return f"mqtt://127.0.0.1:{self.mqtt_port}"

    def environment(self) -> dict[str, str]:
        """Return what the gateway and the site read about it (`Env`)."""
        return {
            "NATS_URL": self.url(),
            "NATS_AUTH_URL": self.url(AUTH),
            "NATS_SYS_URL": self.url(SYS),
            "NATS_ISSUER_SEED": self.seed,
            "BOX_BROKER_URL": self.box_url,
        }

    def recipe(self) -> Recipe:
        """Say how to run it."""
        return Recipe(
            name="NATS",
            command=(self.program, "--config", str(self.configuration)),
            is_ready=self.answers,
            log=self.log,
        )

    def answers(self) -> bool:
        """Say whether both doors are open."""
        return _greets(self.port) and is_open(self.mqtt_port)


def prepare(home: Home, *, port: int, mqtt_port: int, patience: float = 5) -> Broker:
    """Write the configuration of the embedded broker; its keys are made once and kept.

    `patience` is how many seconds a login may wait for the gateway's answer.

    Raises:
        ChildFailed: there is no nats-server to run.
    """
    folder = home.folder("broker")
    password = keep_once(folder / "password", secrets.token_urlsafe(24))
    new_seed = nkeys.encode_seed(os.urandom(32), nkeys.PREFIX_BYTE_ACCOUNT).decode()
    seed = keep_once(folder / "issuer.seed", new_seed)
    configuration = folder / "nats.conf"
    text = _configuration(
        folder,
        password=password,
        seed=seed,
        port=port,
        mqtt_port=mqtt_port,
        patience=patience,
    )
    write_private(configuration, text)
    return Broker(
        configuration=configuration,
        program=_program(),
        password=password,
        seed=seed,
        port=port,
        mqtt_port=mqtt_port,
        log=home.folder("logs") / "nats.log",
    )


def _program() -> str:
    """Return the nats-server to run: the one named by NATS_SERVER, or the one from pip."""
    program = os.environ.get("NATS_SERVER") or beside_python("nats-server")
    if not os.access(program, os.X_OK):
        raise ChildFailed(f"{program} is not a program that can be run. Check NATS_SERVER.")
    return program


def _configuration(
    folder: Path, *, password: str, seed: str, port: int, mqtt_port: int, patience: float
) -> str:
    """Return nats.conf. JSON is a form of NATS's own language."""
    issuer = nkeys.from_seed(bytearray(seed.encode())).public_key.decode()
    name = hashlib.sha256(str(folder).encode()).hexdigest()[:12]

    def account(user: str) -> dict[str, object]:
        return {"users": [{"user": user, "password": password}]}

    return json.dumps(
        {
            "server_name": f"loa-{name}",
            "listen": f"127.0.0.1:{port}",
            "max_payload": 262_144,
            "jetstream": {
                "store_dir": str(folder / "store"),
                "max_memory_store": 64 * 1024**2,
                "max_file_store": 1024**3,
            },
            "mqtt": {"listen": f"127.0.0.1:{mqtt_port}", "max_ack_pending": 100},
            "accounts": {
                "APP": {**account(GATEWAY), "jetstream": "enabled"},
                "AUTH": account(AUTH),
                "SYS": account(SYS),
            },
            "system_account": "SYS",
            "authorization": {
                "timeout": patience,
                "auth_callout": {
                    "issuer": issuer,
                    "account": "AUTH",
                    "auth_users": [GATEWAY, AUTH, SYS],
                },
            },
        },
        indent=2,
    )


def _greets(port: int) -> bool:
    """Say whether a NATS server introduces itself at this port."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as door:
            return door.recv(5).startswith(b"INFO")
    except OSError:
        return False


def is_open(port: int) -> bool:
    """Say whether anybody listens at this port."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False
