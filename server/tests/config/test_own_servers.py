"""Whoever brings a database or a broker keeps it: `loa up` starts none of its own beside it."""

import os
import socket
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psutil
import psycopg
import pytest
from loa.config import site as sites
from loa.config.embedded.ports import free_port
from loa.config.env import load
from loa.config.testing import brokers
from loa.config.testing.brokers import BrokerUnderTest
from loa.config.testing.up import running
from loa.gateway.testing import eventually

OURS = {"postgres", "nats-server", "mosquitto"}


@pytest.fixture
def database() -> Iterator[str]:
    """Give an empty database of a server that `loa up` did not start."""
    address = urlsplit(os.environ["DATABASE_URL"])
    name = f"somebody_elses_{uuid4().hex}"
    with psycopg.connect(urlunsplit(address), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        yield urlunsplit(address._replace(path=f"/{name}"))
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=brokers.brokers())
def broker(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrokerUnderTest]:
    folder = tmp_path_factory.mktemp("broker")
    with brokers.running(brokers.brokers()[request.param], folder) as broker:
        yield broker


def health(home: Path) -> str:
    """Ask the gateway how it is."""
    with socket.socket(socket.AF_UNIX) as asked:
        asked.connect(str(home / "run" / "gateway.sock"))
        return asked.makefile().readline()


def test_a_site_runs_on_the_database_and_the_broker_that_were_named(
    tmp_path: Path, database: str, broker: BrokerUnderTest
) -> None:
    port = free_port()
    with running(tmp_path, port, told={"DATABASE_URL": database, **broker.told}) as process:
        names = {child.name() for child in psutil.Process(process.pid).children(recursive=True)}
        eventually(lambda: health(tmp_path).startswith("broker=up"))
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in/", timeout=10) as answer:
            assert answer.status == 200

        assert not names & OURS
        with psycopg.connect(database) as asked:
            assert asked.execute("SELECT count(*) FROM orgs_person").fetchone() == (0,)
    assert not (tmp_path / "postgres").exists()
    assert not (tmp_path / "broker").exists()


Names = Callable[[dict[str, str]], list[str]]


@pytest.fixture
def started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Names:
    """Start what `loa up` starts first, and name it."""
    monkeypatch.setenv("DATABASE_URL", os.environ["DATABASE_URL"])  # theirs is announced there

    def names(told: dict[str, str]) -> list[str]:
        here = {"LOA_HOME": str(tmp_path), "LOA_LISTEN": f"127.0.0.1:{free_port()}"}
        with sites.opened(load({**here, **told})) as site:
            return [child.recipe.name for child in site.children.children]

    return names


def test_only_what_was_not_named_is_started(
    started: Names, database: str, broker: BrokerUnderTest
) -> None:
    named = dict(broker.told)

    assert started({"DATABASE_URL": database}) == ["NATS"]
    assert started(named) == ["PostgreSQL"]
    assert started({"DATABASE_URL": database, **named}) == []
