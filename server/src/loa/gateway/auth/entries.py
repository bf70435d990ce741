"""Write the files from which Mosquitto knows boxes and their topics, and have it read them.

    passwd    `device:$7$…` as the site keeps it: Mosquitto's own form
    acl       the topics of each box, and all of ours for the gateway

Mosquitto reads both again on SIGHUP, and cuts off whoever is no longer in them. A signal that
comes while it reads is lost on it: whether a list was read, only a login can tell (`PROOF`).
"""

import logging
import os
import secrets
import signal
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from loa_protocol.topics import ROOT

from loa.gateway.auth.rules import rules_of
from loa.stations import credentials
from loa.stations.credentials import Login

logger = logging.getLogger(__name__)

PROOF: Final = "proof"
"""May log in, and nothing else, with a password that is new in each list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """The files of one Mosquitto, and where it says who it is."""

    folder: Path
    pid_file: Path
    gateway: str
    """User name of the gateway itself."""
    password: str = field(repr=False)

    def write(self, known: Iterable[tuple[Login, str]]) -> str:
        """Write every box with the digest of its password, then have it all read.

        Returns:
            The password of `PROOF` in this list.

        The rules come first. Mosquitto reads passwords, then rules, whenever an earlier word
        reaches it: so a box that may log in has its rules, and nothing it says is dropped.
        """
        boxes = sorted(known, key=lambda one: one[0].device)
        rules = [f"user {self.gateway}\ntopic readwrite {ROOT}/#\n"]
        rules += [_rules(login) for login, _ in boxes]
        _replace(self.folder / "acl", "\n".join(rules))
        proof = secrets.token_urlsafe()
        ours = [(self.gateway, self.password), (PROOF, proof)]
        lines = [f"{name}:{credentials.password_digest(password)}\n" for name, password in ours]
        lines += [f"{login.device}:{digest}\n" for login, digest in boxes]
        _replace(self.folder / "passwd", "".join(lines))
        self.reload()
        return proof

    def reload(self) -> None:
        """Have Mosquitto read its files again, if it runs."""
        try:
            os.kill(int(self.pid_file.read_text(encoding="utf-8")), signal.SIGHUP)
        except (FileNotFoundError, ProcessLookupError):
            logger.warning("Mosquitto does not run yet.", extra={"action": "entries.no_broker"})


def _rules(login: Login) -> str:
    rules = rules_of(login)
    return "".join(
        [
            f"user {login.device}\n",
            *(f"topic read {topic}\n" for topic in rules.hears),
            *(f"topic write {topic}\n" for topic in rules.speaks),
        ]
    )


def _replace(path: Path, text: str) -> None:
    """Write a whole file beside the old one, and put it in its place."""
    draft = path.with_name(f".{path.name}.new")
    draft.touch(mode=0o640)
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
