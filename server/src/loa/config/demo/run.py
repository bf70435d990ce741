"""`loa demo`: run a site to try, with twelve boxes; Ctrl-C stops it, the next start resumes."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from importlib import import_module

from loa.config import site
from loa.config.demo import boxes
from loa.config.demo.boxes import Berth
from loa.config.demo.cast import CAST, PASSWORD
from loa.config.env import Env, load
from loa.config.home import Home, write_private

VOLUME = 80
"""How loud new clusters play, in percent. 100 is what the signed manifest says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """A demo that runs."""

    site: site.Site
    berths: list[Berth]


def main(arguments: list[str]) -> int:
    """Run the demo, or prove with it that the main job is done."""
    parser = argparse.ArgumentParser(prog="loa demo", description=__doc__)
    parser.add_argument("--check", action="store_true", help="prove that the main job is done")
    parser.add_argument("--tamper", action="store_true", help="also alter a sound, forge an order")
    asked = parser.parse_args(arguments)
    if asked.check or asked.tamper:
        code: int = import_module("loa.config.proof.check").main(tamper=asked.tamper)
        return code
    with suppress(KeyboardInterrupt), opened(load()) as demo:
        print(invitation(demo.site.url), flush=True)
        demo.site.children.watch()
    print("Stopped. `make demo` goes on from here.")
    return 0


@contextmanager
def opened(env: Env, *, volume: int = VOLUME, records: bool = False) -> Iterator[Demo]:
    """Start the site, fill it, and run its boxes; `records`: they write down what they play."""
    with site.opened(replace(env, LOA_DEMO="1")) as here, marked(here.home):
        here.prepare()
        here.start_signer()
        with here.progress.step("Ninh Bình: 3 communes, 7 people, 12 clusters"):
            here.finish_module("loa.config.demo.fill", str(volume))
        here.start_processes()
        berths = boxes.read(here.home.folder("demo") / "boxes.json")
        with here.progress.step("12 boxes are enrolled with their codes"):
            boxes.enrol(berths, here.url)
        with here.progress.step("12 boxes run and are connected"):
            logs = here.home.folder("logs")
            recipes = [boxes.recipe(one, logs=logs, records=records) for one in berths]
            here.children.start(*recipes)
        yield Demo(site=here, berths=berths)


@contextmanager
def marked(home: Home) -> Iterator[None]:
    """Let `loa totp`, typed beside the demo, know that it is one."""
    write_private(home.demo_mark, "")
    try:
        yield
    finally:
        home.demo_mark.unlink(missing_ok=True)


def invitation(url: str) -> str:
    """Return what to open, and as whom."""
    people = "\n".join(f"    {part.username:<6} {part.does}" for part in CAST)
    return f"""
  Open {url}

{people}

  Every password is {PASSWORD}
  Whoever releases, or looks after people, is asked for a code as well: .venv/bin/loa totp hoa
  A robot reads all texts here, also in sessions: no good Vietnamese voice may come along.
  Ctrl-C stops everything; nothing is lost.
"""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
