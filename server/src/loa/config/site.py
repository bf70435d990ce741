"""A whole site on one machine: what runs, in which order, and how each says that it is ready.

    database ▸ broker ▸ migrations and static files ▸ signer, web, worker, gateway

What the environment names (DATABASE_URL, NATS_URL, MQTT_URL) is used; what it leaves out is started
here. The children learn addresses and keys from their environment, never from a command line.
"""

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from loa.config import room
from loa.config.embedded import borrow, nats, postgres
from loa.config.embedded.child import ChildFailed, Recipe, last_line, open_log
from loa.config.embedded.ports import kept_port
from loa.config.embedded.supervisor import Supervisor
from loa.config.env import Env
from loa.config.home import Home
from loa.config.progress import Progress

WEB_PROCESSES: Final = "2"
"""One interpreter answers one page at a time: a slow page in one does not hold up the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One installation that is being started or runs."""

    env: Env
    home: Home
    children: Supervisor
    progress: Progress
    told: dict[str, str] = field(default_factory=dict)
    """What the children find in their environment."""

    @property
    def url(self) -> str:
        """Where people open it."""
        return self.env.LOA_URL or f"http://{self.env.LOA_LISTEN}"

    def start_stores(self) -> None:
        """Start the database and the broker that nobody named."""
        if not self.env.DATABASE_URL:
            with self.progress.step("Database: PostgreSQL, embedded"):
                cluster = postgres.prepare(self.home)
                self.children.start(cluster.recipe())
                self.told["DATABASE_URL"] = cluster.url
        if not (self.env.NATS_URL or self.env.MQTT_URL):
            with self.progress.step("Broker: NATS, embedded"):
                folder = self.home.folder("broker")
                broker = nats.prepare(
                    self.home,
                    port=kept_port(folder / "port"),
                    mqtt_port=kept_port(folder / "mqtt.port"),
                )
                self.children.start(broker.recipe())
                self.told.update(broker.environment())

    def prepare(self) -> None:
        """Bring tables and static files up to date."""
        with self.progress.step("Tables, styles and scripts are up to date"):
            limits = {"PGOPTIONS": "-c lock_timeout=4s"}
            self.finish_module("loa.config.upkeep", environment=limits)

    def start_signer(self) -> None:
        """Start what holds the private keys; others may need it to set themselves up."""
        with self.progress.step("Signer"):
            self.children.start(self.signer())

    def start_processes(self) -> None:
        """Start everything that serves."""
        with self.progress.step("Web, worker, gateway"):
            self.children.start(self.web(), self.worker(), self.gateway())

    def signer(self) -> Recipe:
        """Keep the private keys in a process that does nothing else."""
        listening = self.home.root / "run" / "signer.sock"
        recipe = self.recipe("signer", verb("signer"))
        return replace(recipe, is_ready=lambda: accepts(listening))

    def web(self) -> Recipe:
        """Serve pages, API and live updates."""
        host, _, port = self.env.LOA_LISTEN.rpartition(":")
        command = [
            sys.executable, "-m", "granian", "loa.config.asgi:application", "--interface", "asginl",
            "--host", host, "--port", port, "--no-ws", "--workers-kill-timeout", "3",
            "--workers", WEB_PROCESSES,
        ]  # fmt: skip
        return self.recipe("web", command, is_ready_at=f"http://{self.env.LOA_LISTEN}/healthz")

    def worker(self) -> Recipe:
        """Make sounds and do what was put off."""
        words = ("--concurrency=2", "--delete-jobs=successful")  # what is done is in its own table
        return self.recipe("worker", verb("manage", "procrastinate", "worker", *words))

    def gateway(self) -> Recipe:
        """Carry orders to the boxes and receipts back."""
        listening = self.home.root / "run" / "gateway.sock"
        recipe = self.recipe("gateway", verb("gateway"))
        return replace(recipe, is_ready=lambda: accepts(listening))

    def recipe(self, name: str, command: list[str], is_ready_at: str = "") -> Recipe:
        """Describe one process of ours."""
        return Recipe(
            name=name,
            command=tuple(command),
            is_ready=(lambda: answers(is_ready_at)) if is_ready_at else lambda: True,
            environment=self.told,
            folder=self.home.root,
            log=self.home.folder("logs") / f"{name}.log",
        )

    def finish_module(
        self, module: str, *words: str, environment: Mapping[str, str] | None = None
    ) -> None:
        """Run one module of ours to its end.

        Raises:
            ChildFailed: it failed; the text has its last words.
        """
        name = module.rpartition(".")[2]
        log = self.home.folder("logs") / f"{name}.log"
        output = open_log(log)
        try:
            done = subprocess.run(  # noqa: S603 - no shell: the words are ours
                [sys.executable, "-m", module, *words],
                env={**os.environ, **self.told, **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                check=False,
            )
        finally:
            os.close(output)
        if done.returncode:
            raise ChildFailed(f"The step `{name}` failed (see {log}): {last_line(log)}")


@contextmanager
def opened(env: Env) -> Iterator[Site]:
    """Hold an installation and run it; stop all of it at the end, however it comes."""
    home = Home(root=Path(env.LOA_HOME).absolute())
    progress = Progress()
    room.check_home(home)
    room.check_broker(env)
    with ExitStack() as stack:
        stack.enter_context(borrow.sole_owner(home))
        room.check_port(env.LOA_LISTEN)
        children = stack.enter_context(Supervisor(say=progress.say))
        site = Site(env=env, home=home, children=children, progress=progress)
        site.told["LOA_HOME"] = str(home.root)
        site.told["LOA_URL"] = site.url
        site.told["LOA_DEMO"] = env.LOA_DEMO
        site.start_stores()
        if url := site.told.get("DATABASE_URL"):
            stack.enter_context(borrow.announced(home, url))
        yield site


def verb(*words: str) -> list[str]:
    """Return the command that runs one of our own verbs."""
    return [sys.executable, "-m", "loa.config.cli", *words]


def answers(url: str) -> bool:
    """Say whether a page of ours answers."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - http, ours
            return bool(answer.status == 200)  # noqa: PLR2004
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def accepts(path: Path) -> bool:
    """Say whether somebody listens at a unix socket."""
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(1)
        try:
            probe.connect(str(path))
        except OSError:
            return False
        return True
