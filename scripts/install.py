"""Bring .venv up to date with requirements.lock. Called by bootstrap.py; standard library only."""

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

OURS = ("packages/protocol", "packages/player", "server")


def bring_up_to_date(top: Path) -> None:
    """Install what has changed since the last time, and compile the translations."""
    place = Place(top=top)
    if place.stamp() != place.fingerprint():
        place.install()
        (place.venv / "loa-stamp").write_text(place.fingerprint())
    catalogues = top / "server/src/loa/config/catalogues.py"
    place.run(place.program("python"), str(catalogues), str(top / "server" / "src"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The project's folder, and the .venv in it."""

    top: Path

    @property
    def venv(self) -> Path:
        """Where packages go."""
        return self.top / ".venv"

    @property
    def lock(self) -> Path:
        """What must be installed, each file with its hash."""
        return self.top / "requirements.lock"

    def program(self, name: str) -> str:
        """Return the path of a program of .venv."""
        return str(self.venv / "bin" / name)

    def stamp(self) -> str:
        """Return what the last installation was made from."""
        path = self.venv / "loa-stamp"
        return path.read_text() if path.exists() else ""

    def fingerprint(self) -> str:
        """Name everything that decides what is installed."""
        digest = hashlib.sha256(f"Python {sys.version_info[:2]}".encode())
        for name in ("requirements.lock", *(f"{ours}/pyproject.toml" for ours in OURS)):
            digest.update((self.top / name).read_bytes())
        return f"{digest.hexdigest()} {self.top}\n"

    def install(self) -> None:
        """Install exactly what the lock names, then our own packages in place."""
        moved = self.stamp() and not self.stamp().endswith(f" {self.top}\n")
        if moved or not self.works("python"):
            self.step("making .venv", sys.executable, "-m", "venv", "--clear", str(self.venv))
        if not self.works("uv"):
            self.install_uv()
        uv = (self.program("uv"), "pip")
        self.step(
            "installing the locked packages",
            *(*uv, "sync", "--quiet", "--require-hashes", str(self.lock)),
        )
        editable = [word for ours in OURS for word in ("-e", str(self.top / ours))]
        self.step(
            "installing Loa in place",
            *(*uv, "install", "--quiet", "--no-deps", "--no-build-isolation", *editable),
        )

    def install_uv(self) -> None:
        """Let pip install the one package that installs the others, checked by its hash too."""
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as pinned:
            pinned.write(lines_of(self.lock.read_text(), "uv"))
            pinned.flush()
            self.step(
                "installing uv",
                *(self.program("python"), "-m", "pip", "install", "--quiet", "--no-deps"),
                *("--disable-pip-version-check", "--require-hashes", "-r", pinned.name),
            )

    def step(self, what: str, *command: str) -> None:
        """Run a step that takes a while, and say how long it took."""
        began = time.monotonic()
        print(f"  {what} …", file=sys.stderr, flush=True)
        self.run(*command)
        print(f"  {what}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)

    def run(self, *command: str) -> None:
        """Run a command; when it fails, so do we, with what it said."""
        done = subprocess.run(command, env=self.environment(), cwd=self.top, check=False)
        if done.returncode:
            sys.exit(
                f"loa: `{' '.join(command[:4])} …` failed with code {done.returncode};"
                " what it said is above."
            )

    def environment(self) -> dict[str, str]:
        """Give uv the package index and the certificates that pip has been told."""
        told = {**os.environ, "VIRTUAL_ENV": str(self.venv)}
        told.pop("PYTHONPATH", None)
        for pip, uv in (("PIP_INDEX_URL", "UV_DEFAULT_INDEX"), ("PIP_CERT", "SSL_CERT_FILE")):
            if pip in told:
                told.setdefault(uv, told[pip])
        return told

    def works(self, name: str) -> bool:
        """Say whether a program of .venv is there and runs."""
        command = [self.program(name), "--version"]
        try:
            return subprocess.run(command, capture_output=True, check=False).returncode == 0
        except OSError:
            return False


def lines_of(lock: str, name: str) -> str:
    """Return the lines of the lock that pin one package."""
    taken, inside = [], False
    for line in lock.splitlines(keepends=True):
        if not line.startswith((" ", "#")):
            inside = line.startswith(f"{name}==")
        if inside:
            taken.append(line)
    return "".join(taken)
