"""How long from an order on the broker until its first sample leaves the loudspeaker.

A real box, by `pacat` into PulseAudio's null sink, whose monitor is captured. The
figure holds the whole way: broker, signature, decision, mixer, pipe, server and
capture. What pipe, server and capture take alone stands beside it.
"""

import asyncio
import contextlib
import random
import sys
import time
from pathlib import Path
from queue import Empty
from tempfile import TemporaryDirectory

import numpy as np
from figure import at_most, beside, not_run, progress
from loa_player.audio.blocks import BLOCK, RATE
from loa_player.audio.sinks.pipe import PRESETS, PipeSink
from loa_player.box import Folder
from loa_player.enrol import enrol
from loa_player.testing import authority, broker, loopback, sounds
from loa_player.testing.authority import Keys, now_ms
from loa_player.testing.box import Box
from loa_player.testing.loopback import Capture, NoSoundServer
from loa_player.testing.site import Gateway, Web, gateway
from loa_protocol.messages import Hello, Stage

TRIES = 100
LOOPBACK_TRIES = 30
PROGRESS_EVERY = 20
MOST_MS = 100
NAME = "player: order received to first sample, pacat, p99"
PATIENCE_S = 10
MS = 1e6


def loopback_alone(capture: Capture) -> list[float]:
    """Return how long a block takes from our write to the capture, without a player."""
    sink = PipeSink(PRESETS["pacat"])
    sink.open()
    loud = np.full(BLOCK, 0.25, dtype=np.float32)
    silence = np.zeros(BLOCK, dtype=np.float32)
    taken = []
    for _ in range(50):
        sink.write(silence)
    while not capture.onsets.empty():
        capture.onsets.get()
    for _ in range(LOOPBACK_TRIES):
        began = time.monotonic_ns()
        sink.write(loud)
        for _ in range(25):
            sink.write(silence)
        taken.append((capture.onsets.get(timeout=PATIENCE_S) - began) / MS)
    sink.close()
    return taken


async def one_try(site: Gateway, told: authority.Manifest, capture: Capture, name: str) -> float:
    """Return the milliseconds from publishing an order until it is heard."""
    order = authority.order(told, at=now_ms(), id=name)
    began = time.monotonic_ns()
    await site.order(order)
    heard = await asyncio.to_thread(capture.onsets.get, timeout=PATIENCE_S)
    await site.receipt(Stage.FINISHED, name)
    await asyncio.sleep(0.1 + random.random() * 0.02)  # any moment of a block may be the one
    return (heard - began) / MS


async def tries(box: Box, web: Web, keys: Keys, port: int, capture: Capture) -> list[float]:
    """Order the same short sound again and again."""
    content = sounds.wav(0.2)
    rendition = authority.rendition(content, samples=RATE // 5)
    web.files[rendition.file] = content
    told = authority.manifest(rendition)
    async with gateway(keys, port) as site:
        box.start("--sink", "pacat")
        await site.until(lambda one: isinstance(one, Hello))
        await one_try(site, told, capture, "first")  # brings the file
        with contextlib.suppress(Empty):
            while True:
                capture.onsets.get_nowait()
        taken = []
        for number in range(TRIES):
            taken.append(await one_try(site, told, capture, f"order-{number}"))
            if number % PROGRESS_EVERY == 0:
                progress(f"{number} of {TRIES} orders")
        return taken


def main() -> None:
    """Take the figures."""
    keys = Keys()
    with TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        try:
            capture = stack.enter_context(loopback.running(folder))
        except NoSoundServer as why:
            not_run(NAME, str(why), f"<= {MOST_MS} ms")
            return
        progress("the way from a pipe to the capture, alone")
        alone = loopback_alone(capture)
        port = stack.enter_context(broker.running(folder))
        web = Web(keys=keys, broker_url=f"mqtt://127.0.0.1:{port}")
        stack.enter_context(web.running())
        box = Box(home=folder / "box", played=folder / "played")
        enrol(Folder.at(box.home), web.url, web.code.text)
        try:
            taken = asyncio.run(tries(box, web, keys, port, capture))
        finally:
            box.clear_away(sys.stderr)
    at_most(NAME, float(np.percentile(taken, 99)), MOST_MS, "ms")
    beside("player: the same, median", float(np.median(taken)), "ms")
    beside("player: the same, worst", max(taken), "ms")
    beside("pipe, server and capture alone, median", float(np.median(alone)), "ms")
    beside("pipe, server and capture alone, worst", max(alone), "ms")


if __name__ == "__main__":
    main()
