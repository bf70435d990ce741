"""`loa …`: every verb of a site.

The verbs of this package are listed below. Any other verb is a management command of one of our
apps: `loa units import` runs `units_import.py`, or `units.py` with the argument `import`.
"""

import os
import sys
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from loa.config.embedded.child import ChildFailed

if TYPE_CHECKING:
    from collections.abc import Callable

NEEDS_NO_DATABASE = frozenset(
    {"check", "collectstatic", "compilemessages", "help", "makemessages", "makemigrations"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """One word after `loa`, what it does for somebody, and where it is written."""

    word: str
    purpose: str
    module: str

    def run(self, arguments: list[str]) -> int:
        """Carry it out, and return the exit code."""
        main: Callable[[list[str]], int] = import_module(self.module).main
        return main(arguments)


VERBS: tuple[Verb, ...] = (
    Verb(
        word="backup",
        purpose="Put everything this site must not lose into one new folder.",
        module="loa.config.backup",
    ),
    Verb(
        word="restore",
        purpose="Make a site again from its backup, into an empty home.",
        module="loa.config.restore",
    ),
    Verb(
        word="gateway",
        purpose="Carry orders to the boxes and bring back what they say.",
        module="loa.gateway.process",
    ),
    Verb(
        word="demo",
        purpose="Run a site to try: three communes, their people, twelve boxes.",
        module="loa.config.demo.run",
    ),
    Verb(
        word="manage",
        purpose="Run any command of Django, such as migrate or createsuperuser.",
        module="loa.config.manage",
    ),
    Verb(
        word="up",
        purpose="Run this site, with its own database and broker unless others are named.",
        module="loa.config.up",
    ),
    Verb(
        word="signer",
        purpose="Hold the private keys and sign what each is for, on a socket of this machine.",
        module="loa.stations.signer.process",
    ),
)


def main(words: list[str] | None = None) -> int:
    """Run one verb, or list them all."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loa.config.settings")
    words = sys.argv[1:] if words is None else words
    if not words or words[0] in {"help", "-h", "--help"}:
        print(overview())
        return 0
    try:
        return _run(words)
    except ChildFailed as fault:
        print(f"loa: {fault}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _run(words: list[str]) -> int:
    for verb in VERBS:
        if verb.word == words[0]:
            return verb.run(words[1:])
    manage = import_module("loa.config.manage")
    command: list[str] | None = manage.resolve(words)
    if command is None:
        print(f"loa: there is no verb {words[0]!r}. `loa` lists them all.", file=sys.stderr)
        return 2
    code: int = manage.main(command)
    return code


def overview() -> str:
    """Return one line for each verb."""
    purposes = {verb.word: verb.purpose for verb in VERBS}
    purposes |= import_module("loa.config.manage").purposes()
    width = max(map(len, purposes))
    lines = [f"  {word:<{width}}  {purpose}" for word, purpose in sorted(purposes.items())]
    return "\n".join(["loa VERB …", "", *lines])


if __name__ == "__main__":
    sys.exit(main())
