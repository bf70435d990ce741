"""A child that does what no child should, when told to."""

import ctypes
import errno
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

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
