"""A sound card that is not there: PulseAudio, a null sink, and a capture of its monitor."""

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import Final

import numpy as np

from loa_player.audio.blocks import NS_PER_S, RATE

PROGRAMS: Final = ("pulseaudio", "pacat", "parec", "pactl")
AUDIBLE: Final = 500
"""Of 32,767: about −36 dB."""
QUIET_FRAMES: Final = RATE // 20
CHUNK_BYTES: Final = 480
PATIENCE_S: Final = 10.0


class NoSoundServer(Exception):  # noqa: N818 - it is an answer
    """There is no sound server on this machine."""


@dataclass(slots=True)
class Capture:
    """Hears when sound begins after silence."""

    onsets: SimpleQueue[int] = field(default_factory=SimpleQueue)
    """The steady nanosecond of each."""

    def read(self, recorder: subprocess.Popen[bytes]) -> None:
        """Listen until the recorder ends."""
        quiet = 0
        assert recorder.stdout is not None
        while chunk := recorder.stdout.read(CHUNK_BYTES):
            now = time.monotonic_ns()
            loud = np.flatnonzero(np.abs(np.frombuffer(chunk, dtype="<i2").astype(int)) > AUDIBLE)
            frames = len(chunk) // 2
            if not len(loud):
                quiet += frames
                continue
            if quiet >= QUIET_FRAMES:
                self.onsets.put(now - (frames - int(loud[0])) * NS_PER_S // RATE)
            quiet = 0


@contextmanager
def running(folder: Path) -> Iterator[Capture]:
    """Run the server and the capture; PULSE_SERVER and the rest are set for our children.

    Raises:
        NoSoundServer: a program is missing, or the server does not start.
    """
    if missing := [program for program in PROGRAMS if shutil.which(program) is None]:
        raise NoSoundServer(f"there is no {missing[0]}")
    door = folder / "loopback"
    told = {"PULSE_SERVER": f"unix:{door}", "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}
    kept = {name: os.environ.get(name) for name in told}
    os.environ.update(told)
    server = subprocess.Popen(_server(door), stderr=subprocess.DEVNULL)  # noqa: S603
    recorder: subprocess.Popen[bytes] | None = None
    try:
        _wait_for(server)
        recorder = subprocess.Popen(RECORD, stdout=subprocess.PIPE, bufsize=0)  # noqa: S603
        capture = Capture()
        listener = threading.Thread(target=capture.read, args=(recorder,))
        listener.start()
        yield capture
        recorder.terminate()
        listener.join()
    finally:
        for process in (recorder, server):
            if process is not None:
                process.terminate()
                process.wait()
        for name, value in kept.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


RECORD: Final = (
    *("parec", "--device=loa.monitor", "--raw", "--format=s16le", f"--rate={RATE}"),
    *("--channels=1", "--latency-msec=5"),
)


def _server(door: Path) -> list[str]:
    sink = f"module-null-sink sink_name=loa rate={RATE} channels=1"
    native = f"module-native-protocol-unix socket={door} auth-anonymous=1"
    still = ("--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=yes")
    return ["pulseaudio", "-n", *still, f"--load={sink}", f"--load={native}"]


def _wait_for(server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end and server.poll() is None:
        done = subprocess.run(["pactl", "info"], capture_output=True, check=False)  # noqa: S607
        if not done.returncode:
            return
        time.sleep(0.05)
    raise NoSoundServer("pulseaudio does not start here")
