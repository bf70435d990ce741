"""`loa up`: run a site until somebody asks it to stop."""

from contextlib import suppress

from loa.config import site
from loa.config.env import load


def main(_arguments: list[str]) -> int:
    """Start everything in order, say where it is, watch over it, and stop it cleanly."""
    with suppress(KeyboardInterrupt), site.opened(load()) as here:
        here.prepare()
        here.start_signer()
        here.start_processes()
        here.progress.say(f"Loa runs at {here.url} . Ctrl-C stops it.")
        here.children.watch()
    print("Stopped. Nothing was lost.")
    return 0
