"""The audio process by itself, over its channel."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest
from loa_player.testing import sounds


class Channel:
    """Our end of an audio process."""

    def __init__(self, sink: str) -> None:
        ours, theirs = socket.socketpair()
        ours.settimeout(20)
        handle = str(theirs.fileno())
        words = [sys.executable, "-m", "loa_player.audio", "--channel", handle, "--sink", sink]
        self.child = subprocess.Popen(words, pass_fds=[theirs.fileno()])
        theirs.close()
        self.socket = ours
        self.lines: IO[bytes] = ours.makefile("rb")

    def ask(self, **asked: object) -> None:
        self.socket.sendall(json.dumps(asked).encode() + b"\n")

    def until(self, what: str) -> dict[str, Any]:
        for line in self.lines:
            told: dict[str, Any] = json.loads(line)
            if told["said"] == what:
                return told
        raise EOFError

    def close(self) -> int:
        self.lines.close()
        self.socket.close()
        return self.child.wait(20)


@pytest.fixture
def all_wav(tmp_path: Path) -> Path:
    return tmp_path / "all.wav"


@pytest.fixture
def channel(all_wav: Path) -> Iterator[Channel]:
    one = Channel(f"wav:{all_wav}")
    yield one
    one.child.kill()
    one.child.wait()
    one.lines.close()
    one.socket.close()


def test_the_audio_process_plays_what_it_is_told(channel: Channel, all_wav: Path) -> None:
    channel.until("ready")
    channel.ask(do="gain", factor=0.5)
    channel.ask(do="prepare", item="tone", files=["tone:440:1000"])
    channel.ask(do="play", item="tone", files=["tone:440:1000"], at_ns=0, offset_ns=0)

    assert channel.until("started")["item"] == "tone"
    assert channel.until("ended")["samples"] == 48_000
    assert channel.close() == 0
    heard = sounds.heard(all_wav)
    assert 0.049 < float(max(heard)) < 0.051


def test_the_audio_process_stops_what_it_is_told_to_stop(channel: Channel) -> None:
    channel.ask(do="play", item="tone", files=["tone:440:1000"], at_ns=2**62, offset_ns=0)
    channel.ask(do="stop", item="tone")

    assert channel.until("ended")["outcome"] == "stopped"


def test_the_audio_process_fades_out_and_ends_when_nobody_tells_it_anything() -> None:
    channel = Channel("null")
    channel.until("ready")
    channel.ask(do="play", item="tone", files=["tone:440:600000"], at_ns=0, offset_ns=0)
    channel.until("started")

    assert channel.close() == 0


def test_the_control_process_imports_neither_decoder_nor_mixer() -> None:
    program = (
        "import sys, loa_player.agent, loa_player.cli, loa_player.enrol;"
        "print({'av', 'numpy'} & set(sys.modules))"
    )
    said = subprocess.check_output([sys.executable, "-c", program], text=True)

    assert said == "set()\n"
