"""What a box takes while it plays Opus: memory of both processes, and processor time."""

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
from figure import at_most, beside, progress
from loa_player.box import Folder
from loa_player.enrol import enrol
from loa_player.testing import authority, broker, sounds
from loa_player.testing.authority import Keys, now_ms
from loa_player.testing.box import Box
from loa_player.testing.site import Web, gateway
from loa_protocol.messages import Hello, Stage

MOST_MIB = 64
MOST_PERCENT = 3
WATCHED_S = 30
MIB = 1024**2


async def play_and_measure(box: Box, web: Web, keys: Keys, port: int) -> dict[str, list[float]]:
    """Let the box play, and look at its processes meanwhile."""
    content = sounds.opus(float(WATCHED_S + 15))
    rendition = authority.rendition(content, samples=(WATCHED_S + 15) * sounds.RATE)
    web.files[rendition.file] = content
    async with gateway(keys, port) as site:
        box.start("--sink", "null")
        await site.until(lambda one: isinstance(one, Hello))
        await site.order(authority.order(authority.manifest(rendition), at=now_ms()))
        await site.receipt(Stage.STARTED)
        processes = [psutil.Process(box.process.pid), psutil.Process(box.audio_pid())]
        await asyncio.sleep(5)
        for process in processes:
            process.cpu_percent()
        await asyncio.sleep(WATCHED_S)
        return {
            "cpu": [process.cpu_percent() for process in processes],
            "uss": [process.memory_full_info().uss / MIB for process in processes],
            "rss": [process.memory_info().rss / MIB for process in processes],
        }


def main() -> None:
    """Take the figures."""
    keys = Keys()
    with TemporaryDirectory() as name, broker.running(Path(name)) as port:
        folder = Path(name)
        with Web(keys=keys, broker_url=f"mqtt://127.0.0.1:{port}").running() as web:
            box = Box(home=folder / "box", played=folder / "played")
            enrol(Folder.at(box.home), web.url, web.code.text)
            progress(f"a box plays Opus for {WATCHED_S} s")
            try:
                told = asyncio.run(play_and_measure(box, web, keys, port))
            finally:
                box.clear_away(sys.stderr)
    at_most("player: private memory of both processes", sum(told["uss"]), MOST_MIB, "MiB")
    for name, place in (("control", 0), ("audio", 1)):
        beside(f"player: private memory, {name}", told["uss"][place], "MiB")
        beside(f"player: resident memory, {name}", told["rss"][place], "MiB")
        beside(f"player: processor, {name}", told["cpu"][place], "% of a core")
    at_most("player: processor while playing", sum(told["cpu"]), MOST_PERCENT, "% of a core")


if __name__ == "__main__":
    main()
