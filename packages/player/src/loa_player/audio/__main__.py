"""Run the audio process: `python -m loa_player.audio --channel FD --sink NAME`.

The channel is a socket to the control process, one JSON object a line each way.
When the other end is gone, what sounds is faded out and this process ends: it
never plays on its own.
"""

import argparse
import contextlib
import json
import os
import signal
import socket
import threading
import time
from queue import Empty, SimpleQueue
from typing import Any, Final

from loa_player.audio.engine import Engine, Said
from loa_player.audio.sinks import SinkLost, named

AGAIN_AFTER_S: Final = 0.1
NICE: Final = -10

Asked = dict[str, Any]


class Process:
    """One engine, and the channel on which it is told what to do."""

    def __init__(self, engine: Engine, channel: socket.socket) -> None:
        self.engine = engine
        self._channel = channel
        self._asked: SimpleQueue[Asked | None] = SimpleQueue()
        self._told: SimpleQueue[Said] = SimpleQueue()
        self._is_over = False

    def run(self) -> None:
        """Render until the control process is gone and nothing sounds any more."""
        self._open()
        threading.Thread(target=self._listen, daemon=True).start()
        threading.Thread(target=self._talk, daemon=True).start()
        self._told.put({"said": "ready", "pid": os.getpid()})
        while not (self._is_over and self.engine.is_silent):
            self._take_all()
            self._render()
        self.engine.sink.close()

    def _render(self) -> None:
        try:
            said = self.engine.render()
        except SinkLost:
            if self._is_over:
                raise SystemExit(1) from None
            self._open()
            return
        for one in said:
            self._told.put(one)

    def _open(self) -> None:
        try:
            self.engine.sink.open()
        except SinkLost:
            time.sleep(AGAIN_AFTER_S)

    def _take_all(self) -> None:
        """Do what was asked. A sink without a pace waits here while nothing sounds."""
        may_wait = not self.engine.sink.is_paced and self.engine.is_silent and not self._is_over
        with contextlib.suppress(Empty):
            while True:
                asked = self._asked.get(block=may_wait)
                may_wait = False
                self._do(asked)

    def _do(self, asked: Asked | None) -> None:
        match asked:
            case {"do": "play", "item": item, "files": files, "at_ns": at_ns, "offset_ns": offset}:
                if self.engine.recorder is not None:
                    self.engine.recorder.utc_offset_ns = offset
                self.engine.play(item, files, at_ns=at_ns)
            case {"do": "prepare", "item": item, "files": files}:
                self.engine.prepare(item, files)
            case {"do": "stop", "item": item}:
                self.engine.stop(item)
            case {"do": "gain", "factor": factor}:
                self.engine.set_gain(factor)
            case _:
                self._is_over = True
                self.engine.stop_all()

    def _listen(self) -> None:
        with contextlib.suppress(OSError), self._channel.makefile("rb") as lines:
            for line in lines:
                self._asked.put(json.loads(line))
        self._asked.put(None)

    def _talk(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                self._channel.sendall(json.dumps(self._told.get()).encode() + b"\n")


def main() -> None:
    """Read the command line, and run."""
    parser = argparse.ArgumentParser(prog="python -m loa_player.audio")
    parser.add_argument("--channel", type=int, required=True)
    parser.add_argument("--sink", required=True)
    asked = parser.parse_args()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the control process
    sink, recorder = named(asked.sink)
    if not asked.sink.startswith("null"):
        with contextlib.suppress(PermissionError):
            os.nice(NICE)
    engine = Engine(sink=sink, recorder=recorder)
    Process(engine, socket.socket(fileno=asked.channel)).run()


if __name__ == "__main__":
    main()
