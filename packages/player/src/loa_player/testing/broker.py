"""A broker for tests: nats-server from pip, MQTT, no passwords, one free port."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE_S = 20.0


@contextmanager
def running(folder: Path) -> Iterator[int]:
    """Run a broker, and give the port where boxes connect."""
    port = free_port()
    configuration = folder / "nats.json"
    configuration.write_text(
        json.dumps(
            {
                "server_name": "tests",
                "listen": f"127.0.0.1:{free_port()}",
                "jetstream": {"store_dir": str(folder / "store")},
                "mqtt": {"listen": f"127.0.0.1:{port}"},
            }
        )
    )
    program = os.environ.get("NATS_SERVER") or str(Path(sys.executable).with_name("nats-server"))
    log = folder / "nats.log"
    child = subprocess.Popen([program, "-c", str(configuration), "-l", str(log)])  # noqa: S603
    try:
        _wait_for(port)
        yield port
    finally:
        child.terminate()
        child.wait()


def free_port() -> int:
    """Return a port that nobody uses at this moment."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def _wait_for(port: int) -> None:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except ConnectionRefusedError:
            time.sleep(0.01)
        else:
            return
    raise TimeoutError(port)
