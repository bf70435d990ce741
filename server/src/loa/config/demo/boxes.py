"""The demo's boxes: real players, enrolled the way a technician does it, playing to nobody."""

import json
import os
import shutil
import socket
import subprocess
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from loa.config.embedded.child import ChildFailed, Recipe
from loa.config.embedded.programs import beside_python

TOGETHER = 4
"""How many boxes enrol at the same time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Berth:
    """Where one box is kept, and which cluster it drives."""

    folder: Path
    cluster: str
    name: str
    code: str

    @property
    def played(self) -> Path:
        """Where the box writes down what it played."""
        return self.folder / "played"


def read(path: Path) -> list[Berth]:
    """Read what `fill.py` left."""
    told = json.loads(path.read_text(encoding="utf-8"))
    return [Berth(**{**one, "folder": Path(one["folder"])}) for one in told]


def enrol(berths: Iterable[Berth], url: str) -> int:
    """Enrol every box that has a code; return how many there were.

    Raises:
        ChildFailed: one was refused; the text says why.
    """
    waiting = [berth for berth in berths if berth.code]
    with ThreadPoolExecutor(TOGETHER) as crowd:
        list(crowd.map(lambda berth: _enrol(berth, url), waiting))
    return len(waiting)


def _enrol(berth: Berth, url: str) -> None:
    if berth.folder.exists():
        shutil.rmtree(berth.folder)  # a box that this site does not know
    command = [player(), "enrol", "--home", str(berth.folder), url, berth.code]
    done = subprocess.run(  # noqa: S603 - no shell: the words are ours
        command, capture_output=True, text=True, check=False, timeout=60
    )
    if done.returncode:
        raise ChildFailed(f"The box of {berth.name} did not enrol: {done.stderr.strip()[-300:]}")


def recipe(berth: Berth, *, logs: Path, records: bool) -> Recipe:
    """Say how to run one box. It is ready when it has a connection to the broker.

    `records`: it writes down what it plays, 6 MB a minute, for whoever measures that.
    """
    sink = f"null:{berth.played}" if records else "null"
    run = [player(), "--log", "warning", "run", "--home", str(berth.folder)]
    return Recipe(
        name=berth.folder.name,
        command=(*run, "--sink", sink, "--retry-first", "0.5"),
        is_ready=lambda: status(berth).get("link") is True,
        folder=berth.folder,
        log=logs / f"{berth.folder.name}.log",
        ready_within_s=60,
    )


def status(berth: Berth) -> Mapping[str, object]:
    """Ask a box how it is, at the socket in its folder; nothing when it does not answer."""
    try:
        folder = os.open(berth.folder, os.O_PATH)
    except OSError:
        return {}
    try:
        with socket.socket(socket.AF_UNIX) as door:
            door.settimeout(5)
            door.connect(f"/proc/self/fd/{folder}/door")  # short, however deep the folder lies
            door.sendall(b'{"ask": "status"}\n')
            told: Mapping[str, object] = json.loads(door.makefile("rb").readline())
    except (OSError, ValueError):
        return {}
    finally:
        os.close(folder)
    return told


def player() -> str:
    """Return the player's own command: the site never imports the box."""
    return beside_python("loa-player")
