"""Give the tests a PostgreSQL: DATABASE_URL where it is set, otherwise one of their own.

Loaded by `-p` in pyproject.toml, before Django reads its settings. One server serves every worker
of pytest-xdist: the controller starts it, the workers inherit its address. The rules need none:
LOA_TESTS_WITHOUT_DATABASE=1 starts none.
"""

import atexit
import os
import shutil
from collections.abc import Generator
from pathlib import Path
from tempfile import mkdtemp

import pytest

import loa
from loa.config import catalogues
from loa.config.embedded import postgres
from loa.config.embedded.child import Child


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None]:
    """Start the server before pytest-django loads the settings that name it."""
    os.environ.setdefault("DATABASE_POOL", "0")
    if "LOA_TESTS_HOME" not in os.environ:  # not a worker, which inherits all this
        os.environ["LOA_TESTS_HOME"] = os.environ["LOA_HOME"] = _folder("loa-tests-")
        catalogues.compile_all(Path(loa.__path__[0]))
        if not {"DATABASE_URL", "LOA_TESTS_WITHOUT_DATABASE"} & os.environ.keys():
            _start()
    return (yield)


def _folder(prefix: str) -> str:
    """Make a folder that goes away with this process."""
    folder = mkdtemp(prefix=prefix)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _start() -> None:
    cluster = postgres.prepare_for_tests(Path(_folder("loa-postgres-")))
    child = Child(cluster.recipe())
    atexit.register(child.stop)
    child.wait_until_ready()
    os.environ["DATABASE_URL"] = cluster.url
