"""The commands of a box.

loa-player enrol URL CODE     make this box one of a site's
loa-player run                be the box (systemd runs this)
loa-player status             say how it is, as JSON
loa-player silence            stop all sound here, now, for an hour
loa-player unsilence          let it sound again
loa-player schema --to N      write the memory as older software reads it
"""

import argparse
import asyncio
import json
import logging
import os
import signal
import sqlite3
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from loa_protocol.errors import Refusal

from loa_player import sinks
from loa_player.box import Folder
from loa_player.words import sentence

HOME: Final = Path("/var/lib/loa-player")
GIBIBYTE: Final = 1024**3
GOODBYE_S: Final = 5.0
RTC: Final = Path("/dev/rtc0")


def main(arguments: list[str] | None = None) -> None:
    """Do one command. Whatever is refused is one sentence, and exit status 1."""
    asked = _parser().parse_args(arguments)
    logging.basicConfig(level=asked.log.upper(), format="%(levelname)s %(name)s: %(message)s")
    try:
        COMMANDS[asked.command](asked)
    except Refusal as refusal:
        raise SystemExit(sentence(refusal)) from refusal
    except (PermissionError, FileNotFoundError) as fault:
        raise SystemExit(f"Không mở được: {fault} (Cannot be opened.)") from fault


def _enrol(asked: argparse.Namespace) -> None:
    from loa_player.enrol import enrol  # noqa: PLC0415 - only this command needs it

    identity = enrol(Folder.at(asked.home), asked.url, asked.code, authorities=asked.ca)
    _say(f"Đã đăng ký: {identity.device} (Enrolled.)")


def _run(asked: argparse.Namespace) -> None:
    from loa_player.agent import Agent, Options  # noqa: PLC0415 - only this command needs it
    from loa_player.link import Pace  # noqa: PLC0415

    sinks.check(asked.sink)
    pace = Pace(first_s=asked.retry_first, most_s=asked.retry_most, keep_alive_s=asked.keep_alive)
    options = Options(
        sink=asked.sink,
        amplifier=asked.amplifier,
        warm_up_ms=asked.warm_up_ms,
        hold_ms=asked.hold_ms,
        has_battery_clock=asked.battery_clock or RTC.exists(),
        quota_bytes=int(asked.quota_gib * GIBIBYTE),
        pace=pace,
        resend_s=asked.resend,
        authorities=asked.ca,
    )

    async def until_told() -> None:
        agent = Agent(Folder.at(asked.home), options)
        loop, task = asyncio.get_running_loop(), asyncio.current_task()

        def end() -> None:
            loop.call_later(GOODBYE_S, os._exit, 0)  # whatever hangs must not keep us
            if task is not None:
                task.cancel()

        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, end)
        await agent.run()

    with suppress(asyncio.CancelledError):
        asyncio.run(until_told())


def _status(asked: argparse.Namespace) -> None:
    _ask(asked, ask="status")


def _silence(asked: argparse.Namespace) -> None:
    _ask(asked, ask="silence", minutes=asked.minutes)


def _unsilence(asked: argparse.Namespace) -> None:
    _ask(asked, ask="unsilence")


def _ask(asked: argparse.Namespace, **question: object) -> None:
    from loa_player.door import ask  # noqa: PLC0415 - only these commands need it

    folder = Folder(path=asked.home.resolve())
    _say(json.dumps(ask(folder, **question), indent=2, ensure_ascii=False))


def _schema(asked: argparse.Namespace) -> None:
    from loa_player.store.migrations import migrate  # noqa: PLC0415 - only this command needs it

    base = sqlite3.connect(Folder(path=asked.home.resolve()).memory, isolation_level=None)
    migrate(base, to=asked.to)
    base.close()


COMMANDS: Final = {
    "enrol": _enrol,
    "run": _run,
    "status": _status,
    "silence": _silence,
    "unsilence": _unsilence,
    "schema": _schema,
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="loa-player", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--log", default="info", help="debug, info, warning, error")
    commands = parser.add_subparsers(dest="command", required=True)
    made = {name: commands.add_parser(name) for name in COMMANDS}
    for one in made.values():
        one.add_argument("--home", type=Path, default=HOME, help="the box's folder")
    for name in ("enrol", "run"):
        made[name].add_argument("--ca", type=Path, help="certificates to trust (PEM)")
    made["enrol"].add_argument("url", help="https://… of the site")
    made["enrol"].add_argument("code", help="LOA1-…")
    made["silence"].add_argument("--minutes", type=int, default=60)
    made["schema"].add_argument("--to", type=int, required=True)
    _add_run_options(made["run"])
    return parser


def _add_run_options(run: argparse.ArgumentParser) -> None:
    run.add_argument("--sink", default="aplay", help="aplay, pacat, pw-cat, null[:FOLDER], pipe:…")
    run.add_argument("--amplifier", default="none", help="gpio:/dev/gpiochip0:17, serial:/dev/…")
    run.add_argument("--warm-up-ms", type=int, default=0)
    run.add_argument("--hold-ms", type=int, default=0)
    run.add_argument("--battery-clock", action="store_true", help="there is one at another place")
    run.add_argument("--quota-gib", type=float, default=2.0, help="room for sounds")
    run.add_argument("--retry-first", type=float, default=1.0, help="seconds")
    run.add_argument("--retry-most", type=float, default=60.0, help="seconds")
    run.add_argument("--keep-alive", type=int, default=60, help="seconds")
    run.add_argument("--resend", type=float, default=30.0, help="seconds between sending again")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
