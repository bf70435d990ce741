"""How many acks a second the signer process signs for one caller, over its socket."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from figure import at_least, at_most, beside, progress
from loa.stations.signer.client import Client
from loa_protocol.messages import Ack, Authority, to_body

SERVE = "from loa.stations.signer.process import main; main()"
BATCH = 100
SECONDS = 3.0


def acks(count: int) -> list[dict[str, object]]:
    """Make bodies as the gateway does: one ack for ten receipts of one box."""
    return [
        to_body(Ack(device=f"d-{n}", receipts=tuple(f"r-{n}-{m}" for m in range(10))))
        for n in range(count)
    ]


def rate(client: Client, kid: str, count: int) -> tuple[float, float]:
    """Sign batches for a while; return signatures a second, and the slowest call in ms."""
    bodies, done, slowest = acks(count), 0, 0.0
    begun = time.perf_counter()
    while (now := time.perf_counter()) - begun < SECONDS:
        client.sign_many(kid, bodies)
        slowest = max(slowest, time.perf_counter() - now)
        done += count
    return done / (time.perf_counter() - begun), slowest * 1000


def main() -> None:
    """Take the figures."""
    with TemporaryDirectory() as home:
        command = [sys.executable, "-c", SERVE]
        child = subprocess.Popen(
            command, env={**os.environ, "LOA_HOME": home}, stderr=subprocess.PIPE, text=True
        )
        assert child.stderr is not None
        next(line for line in child.stderr if "listens" in line)
        client = Client(Path(home) / "run" / "signer.sock")
        kid = client.generate(Authority.LINK, "vn").kid
        progress("one signature a call")
        one, slowest = rate(client, kid, 1)
        progress(f"{BATCH} signatures a call")
        many, _ = rate(client, kid, BATCH)
        client.close()
        child.send_signal(signal.SIGTERM)
        child.wait()
    beside("signer: one signature a call", one, "/s")
    at_most("signer: slowest single call", slowest, 50, "ms")
    at_least(f"signer: {BATCH} signatures a call", many, 2000, "/s")


if __name__ == "__main__":
    main()
