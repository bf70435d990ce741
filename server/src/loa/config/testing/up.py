"""Run a verb of a site as people do, and wait until it says that it runs: for tests."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

DEADLINE_S: Final = 90


def environment(home: Path, port: int, told: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return what a site here finds in its environment: none of the tests' own database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COV_")}
    kept.pop("DATABASE_URL")
    here = {"LOA_HOME": str(home), "LOA_LISTEN": f"127.0.0.1:{port}"}
    return {**kept, **here, **(told or {})}


@contextmanager
def running(
    home: Path,
    port: int,
    verb: str = "up",
    until: str = "Loa runs at",
    *,
    told: Mapping[str, str] | None = None,
    user: int | None = None,
) -> Iterator[subprocess.Popen[str]]:
    """Run it while the caller does something else; it is killed at the end.

    `user`: as whom root runs it, with nothing of root's.
    """
    as_user: dict[str, Any] = (
        {} if user is None else {"user": user, "group": user, "extra_groups": [], "cwd": home}
    )
    process = subprocess.Popen(  # noqa: S603 - our own verb
        [sys.executable, "-m", "loa.config.cli", verb],
        env=environment(home, port, told),
        stdout=subprocess.PIPE,
        text=True,
        **as_user,
    )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if until in line:
                break
        else:
            pytest.fail(f"it ended with code {process.wait()} before it ran")
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
