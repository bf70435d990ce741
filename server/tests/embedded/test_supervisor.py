"""Children start, are watched, and never outlive the one who started them."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from loa.config.embedded.child import ChildFailed, Recipe
from loa.config.embedded.supervisor import Supervisor

WAITS = "import signal; signal.pause()"
DEADLINE_S = 20

ORPHANAGE = """
import sys
from loa.config.embedded.child import Child, Recipe
waits = (sys.executable, "-c", "import signal; signal.pause()")
child = Child(Recipe(name="sleeper", command=waits))
print(child.process.pid, flush=True)
child.process.wait()
"""


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def children(said: list[str]) -> Iterator[Supervisor]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    with Supervisor(say=said.append) as children:
        yield children
    for number, handler in before.items():
        signal.signal(number, handler)


def sleeper(name: str = "Sleeper", code: str = WAITS, log: Path | None = None) -> Recipe:
    return Recipe(name=name, command=(sys.executable, "-c", code), log=log)


def test_a_child_that_dies_is_named_with_its_last_words(
    children: Supervisor, tmp_path: Path
) -> None:
    children.start(sleeper())
    children.start(sleeper("Mayfly", "raise SystemExit('The wind took me.')", tmp_path / "log"))

    with pytest.raises(ChildFailed, match=r"Mayfly ended with code 1 .* The wind took me\."):
        children.watch()


def test_a_child_that_ends_before_it_is_ready_is_a_failure(children: Supervisor) -> None:
    never = Recipe(name="Mayfly", command=(sys.executable, "-c", "pass"), is_ready=lambda: False)

    with pytest.raises(ChildFailed, match=r"Mayfly ended with code 0\."):
        children.start(never)


def test_a_child_that_never_becomes_ready_is_a_failure(children: Supervisor) -> None:
    never = Recipe(
        name="Mute",
        command=(sys.executable, "-c", WAITS),
        is_ready=lambda: False,
        ready_within_s=0.1,
    )

    with pytest.raises(ChildFailed, match="Mute did not become ready"):
        children.start(never)


def test_stopping_ends_every_child(children: Supervisor) -> None:
    children.start(sleeper("One"), sleeper("Two"))
    processes = [child.process for child in children.children]

    children.stop_all()

    assert [process.returncode for process in processes] == [-signal.SIGTERM, -signal.SIGTERM]


def test_a_request_to_stop_ends_the_watch(children: Supervisor) -> None:
    children.start(sleeper())
    sends = f"import os; os.kill({os.getpid()}, {int(signal.SIGTERM)}); {WAITS}"
    children.start(Recipe(name="Sender", command=(sys.executable, "-c", sends)))

    children.watch()


def test_no_child_outlives_a_parent_that_was_killed() -> None:
    parent = subprocess.Popen([sys.executable, "-c", ORPHANAGE], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = os.pidfd_open(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    parent.stdout.close()

    ended, _, _ = select.select([child], [], [], DEADLINE_S)

    os.close(child)
    assert ended
