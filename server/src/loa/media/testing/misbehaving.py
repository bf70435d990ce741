"""A child that does what no child should, when told to."""

import ctypes
import errno
import json
import os
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from loa.media.children.answer import answer
from loa.media.refusals import TooLong


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Which misdeed."""

    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A proper answer."""

    words: str
    numbers: tuple[int, ...] = ()
    share: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """An answer of another type."""

    words: int


def refuse() -> None:
    """Refuse, with facts."""
    raise TooLong(seconds=9, limit=3)


def fill_the_disk() -> None:
    """Find no room."""
    raise OSError(errno.ENOSPC, "full")


def spin() -> None:
    """Never come to an end."""
    while True:
        pass


def call_home() -> object:
    """Try to reach a telephone on this machine."""
    return socket.create_connection(("127.0.0.1", 9), timeout=1)


def look_up_a_name() -> object:
    """Ask who has a name, as every telephone call begins."""
    return socket.getaddrinfo("loa.invalid", 443)


def call_home_quietly() -> object:
    """Try, and say nothing when it fails, as telemetry does."""
    with suppress(OSError):
        call_home()
    return Told(words="nothing happened")


def write_elsewhere() -> object:
    """Leave a note beside the own folder."""
    return Path("../note").write_text("I was here", encoding="utf-8")


def make_a_folder_elsewhere() -> object:
    """Leave a folder beside the own one, as caches do."""
    Path("../cache").mkdir()
    return Told(words="made")


def write_here() -> object:
    """Keep something in the own folder, and throw something away."""
    Path("own/deep").mkdir(parents=True)
    Path("own/deep/note").write_text("mine", encoding="utf-8")
    Path("own/deep/note").rename("note")
    Path(os.devnull).write_text("nothing", encoding="utf-8")
    return Told(words=Path("note").read_text(encoding="utf-8"))


DEEDS: dict[str, Callable[[], object]] = {
    "obey": lambda: Told(words="xin chào", numbers=(1, 2), share=0.5),
    "refuse": refuse,
    "crash": lambda: ctypes.string_at(0),
    "raise": lambda: 1 // 0,
    "eat": lambda: Told(words="a" * (2 << 30)),
    "wait": lambda: time.sleep(60),
    "spin": spin,
    "look around": lambda: Told(words=json.dumps(dict(os.environ))),
    "fill the disk": fill_the_disk,
    "lie about the type": lambda: Wrong(words=3),
    "call home": call_home,
    "look up a name": look_up_a_name,
    "call home quietly": call_home_quietly,
    "write elsewhere": write_elsewhere,
    "make a folder elsewhere": make_a_folder_elsewhere,
    "write here": write_here,
    "ramble": lambda: Told(words="a" * (2 << 20)),
}


def work(order: Order) -> object:
    """Do the deed."""
    sys.stdout.write("libraries print what they like")
    return DEEDS[order.how]()


LIES = {
    "lie about the code": '{"refused": "made.up", "facts": {}}',
    "lie about the facts": '{"refused": "media.not_sound", "facts": 3}',
    "mumble": "not json",
}

if __name__ == "__main__":
    waiting = sys.stdin.buffer.read()
    how = json.loads(waiting)["request"]["how"]
    if how in LIES:
        sys.stdout.write(LIES[how])
    else:
        reader, writer = os.pipe()
        os.write(writer, waiting)
        os.close(writer)
        os.dup2(reader, 0)
        sys.stdin = os.fdopen(0)
        answer(Order, work)
