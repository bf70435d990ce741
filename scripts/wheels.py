"""Make a release in dist/: our three wheels, and what else a site, or a box, installs.

The lists are cut from the locks, which say of each package on whose account it is there. So they
hold the versions and hashes that were tested, none of the tools of the workshop, and nothing is
asked of an index. docs/guides say how they are installed, .ci/wheels shows it.
"""

import shutil
import subprocess
import sys
from collections.abc import Collection, Iterator
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
WHEELS = ("packages/protocol", "packages/player", "server")
BOX = frozenset({"loa-protocol", "loa-player"})
SITE = BOX | {"loa"}
LISTS = {
    "box.lock": ("requirements.lock", BOX),
    "site.lock": ("requirements.lock", SITE),
    "site-s3.lock": ("requirements-s3.lock", SITE),
    "site-stt.lock": ("requirements-stt.lock", SITE),
}


def main() -> None:
    """Make all of it anew, and say where each part is."""
    dist = TOP / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    dist.mkdir()
    for package in WHEELS:
        build(TOP / package, dist)
    for name, (lock, ours) in LISTS.items():
        whole = (TOP / lock).read_text(encoding="utf-8")
        (dist / name).write_text(needed(whole, by=ours), encoding="utf-8")
        print(dist / name)


def build(package: Path, into: Path) -> None:
    """Build one wheel with the hatchling of .venv: nothing is fetched."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(into)]
    subprocess.run(command, cwd=package, check=True)


def needed(lock: str, *, by: Collection[str]) -> str:
    """Return what of a lock some packages of ours need, and what that needs in turn."""
    pinned = list(blocks(lock))
    wanted, before = set(by), 0
    while before != len(wanted):
        before = len(wanted)
        wanted |= {name_of(block) for block in pinned if wanted & wanted_by(block)}
    return "".join(block for block in pinned if name_of(block) in wanted)


def blocks(lock: str) -> Iterator[str]:
    """Return the lines of each package of a lock."""
    block = ""
    for line in lock.splitlines(keepends=True):
        if block and not line.startswith((" ", "#")):
            yield block
            block = ""
        block += line
    yield block


def name_of(block: str) -> str:
    """Return which package a block pins."""
    return block.partition("==")[0]


def wanted_by(block: str) -> set[str]:
    """Return on whose account it is there: the names after `# via`."""
    said = block.partition("# via")[2].replace("#", "")
    return {line.split()[0] for line in said.splitlines() if line.strip()}


if __name__ == "__main__":
    main()
