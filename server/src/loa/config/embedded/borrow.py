"""Use the embedded database for the length of one command.

Where `loa up` already runs, it is used as it is. Where nothing runs, it is started and stopped.
The lock on LOA_HOME/run/lock says which of the two it is; the kernel lets go of it when its holder
dies, however it dies.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from loa.config.embedded import postgres
from loa.config.embedded.child import Child, ChildFailed
from loa.config.env import load
from loa.config.home import Home, write_private


@contextmanager
def borrowed_database() -> Iterator[str]:
    """Make sure that the database of this installation answers, and return its address.

    Must come before Django is set up: the settings read DATABASE_URL once.
    """
    env = load()
    home = Home(root=Path(env.LOA_HOME).absolute())
    if env.DATABASE_URL:
        yield env.DATABASE_URL
        return
    if is_running(home):
        yield home.database_url_file.read_text(encoding="utf-8").strip()
        return
    with sole_owner(home):
        cluster = postgres.prepare(home)
        child = Child(cluster.recipe())
        try:
            child.wait_until_ready()
            with announced(home, cluster.url):
                yield cluster.url
        finally:
            child.stop()


@contextmanager
def sole_owner(home: Home) -> Iterator[None]:
    """Hold this installation: nobody else may start its database meanwhile.

    Raises:
        ChildFailed: somebody else holds it.
    """
    with (home.folder("run") / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ChildFailed(
                f"Loa already runs in {home.root}. Stop it first, or name another LOA_HOME."
            ) from None
        yield


@contextmanager
def announced(home: Home, url: str) -> Iterator[None]:
    """Say where the database is, to our own children and to anybody who shares LOA_HOME."""
    home.folder("run")
    write_private(home.database_url_file, url)
    os.environ["DATABASE_URL"] = url
    try:
        yield
    finally:
        del os.environ["DATABASE_URL"]
        home.database_url_file.unlink(missing_ok=True)


def is_running(home: Home) -> bool:
    """Say whether somebody holds this installation and its database has been announced."""
    path = home.folder("run") / "lock"
    with path.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return home.database_url_file.exists()
        return False
