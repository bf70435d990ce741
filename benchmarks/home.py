"""How soon an officer sees the day, and how much a first visit moves.

The demo's three communes with a day's bulletins and sessions, the web server as `loa up` starts
it, and twenty officers who look at their page, think for a second, and look again.
"""

import asyncio
import os
import re
import shutil
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as clock
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urljoin

from crowd.door import signed_in
from figure import at_most, beside, progress
from loa.config import site as sites
from loa.config.embedded import estate
from loa.config.embedded.ports import free_port
from loa.config.env import load
from loa.config.home import Home

USERS = 20
THINK_S = 1.0
WARM_S = 5
WATCHED_S = 30
MOST_MS = 200
MOST_KB = 200
BULLETINS = 8
SESSIONS = ((5, 30), (11, 0), (17, 0))
PAGE = "/today/"
LINKED = re.compile(rb'<(?:link[^>]+href|script[^>]+src|use[^>]+href)="([^"#]+)')
IN_STYLES = re.compile(rb'url\("?([^")]+)')


@contextmanager
def running() -> Iterator[sites.Site]:
    """Run the demo's site without its boxes, on a busy day."""
    with TemporaryDirectory(prefix="loa-bench-") as name:
        told = {"LOA_HOME": name, "LOA_LISTEN": f"127.0.0.1:{free_port()}", "LOA_DEMO": "1"}
        os.environ.update(told)
        try:
            with sites.opened(load(told)) as here:
                here.prepare()
                here.start_signer()
                here.finish_module("loa.config.demo.fill", "80")
                os.environ.update(here.told)
                busy_day()
                here.children.start(here.web())
                yield here
        finally:
            if os.getuid() == 0:
                shutil.rmtree(estate.settle(Home(root=Path(name)).folder("postgres")).folder)


def busy_day() -> None:
    """Let every commune write, approve and place what a day holds."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "loa.config.settings"
    django.setup()
    from loa.bulletins.testing import make_approved, make_waiting
    from loa.config.demo.places import COMMUNES
    from loa.orgs import queries
    from loa.orgs.models import Person

    minh, binh = (Person.objects.get(username=name) for name in ("minh", "binh"))
    for commune in COMMUNES:
        unit = queries.unit(commune.code).path
        progress(f"a day of {unit}")
        for number in range(BULLETINS):
            make_waiting(minh, unit, title=f"Thông báo số {number}")
        approved = [
            make_approved(minh, binh, unit, title=f"Bản tin số {number}")
            for number in range(BULLETINS)
        ]
        _place(minh, unit, approved)


def _place(person: Any, unit: str, approved: list[Any]) -> None:
    """Fill tomorrow's sessions; and today's, as far as they are still to come."""
    from loa.broadcast import sessions
    from loa.domain.days import VIETNAM

    now = datetime.now(VIETNAM)
    for day in (now.date(), now.date() + timedelta(days=1)):
        for hour, minute in SESSIONS:
            starts = datetime.combine(day, clock(hour, minute), VIETNAM)
            if starts < now + timedelta(minutes=30):
                continue
            found = sessions.open_session(
                person, unit=unit, name="Buổi", starts=starts, ends=starts + timedelta(minutes=30)
            )
            for bulletin in approved[:4]:
                sessions.place_in_session(person, found.pk, bulletin.pk)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back: the body as it was sent, and how many bytes in all."""

    status: int
    headers: dict[str, str]
    body: bytes
    moved: int


class Line:
    """One kept connection of one browser."""

    def __init__(self, listen: str, cookie: str, encoding: str = "gzip, br") -> None:
        """Dial at the first question."""
        self._host, _, port = listen.rpartition(":")
        self._port = int(port)
        self._more = f"Host: {listen}\r\nCookie: {cookie}\r\nAccept-Encoding: {encoding}\r\n"
        self._ends: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> Answer:
        """Ask for one address."""
        reader, writer = self._ends or await asyncio.open_connection(self._host, self._port)
        self._ends = (reader, writer)
        writer.write(f"GET {path} HTTP/1.1\r\n{self._more}\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode().rstrip().split("\r\n")
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines)
        }
        if "content-length" in headers:
            body = await reader.readexactly(int(headers["content-length"]))
            return Answer(
                status=int(first.split()[1]), headers=headers, body=body,
                moved=len(head) + len(body),
            )  # fmt: skip
        body, moved = await _chunks(reader)
        return Answer(
            status=int(first.split()[1]), headers=headers, body=body, moved=len(head) + moved
        )

    def hang_up(self) -> None:
        """End the connection."""
        if self._ends:
            self._ends[1].close()


async def _chunks(reader: asyncio.StreamReader) -> tuple[bytes, int]:
    """Read a body that comes in pieces; return it, and how many bytes it took."""
    body, moved = b"", 0
    while True:
        told = await reader.readline()
        piece = await reader.readexactly(int(told, 16) + 2)
        moved += len(told) + len(piece)
        if piece == b"\r\n":
            return body, moved
        body += piece[:-2]


async def look(line: Line, place: int, until: float) -> list[tuple[float, float]]:
    """Look, think, look again; return when each look began and how long it took in ms."""
    taken: list[tuple[float, float]] = []
    await asyncio.sleep(THINK_S * place / USERS)
    while (begun := time.perf_counter()) < until:
        answer = await line.get(PAGE)
        taken.append((begun, (time.perf_counter() - begun) * 1000))
        if answer.status != HTTPStatus.OK:
            raise SystemExit(f"the page was refused: {answer.status} {answer.body[:500]!r}")
        await asyncio.sleep(THINK_S)
    return taken


async def crowd(listen: str, cookies: list[str]) -> list[float]:
    """Let everybody look for a while; return the times after everything is warm."""
    lines = [Line(listen, cookie) for cookie in cookies]
    warm = time.perf_counter() + WARM_S
    looks = [look(line, place, warm + WATCHED_S) for place, line in enumerate(lines)]
    taken = [one for several in await asyncio.gather(*looks) for one in several]
    for line in lines:
        line.hang_up()
    return [ms for begun, ms in taken if begun >= warm]


async def first_visit(listen: str, cookie: str) -> dict[str, int]:
    """Open the site as a browser that has nothing yet; return what each address moved.

    Everything that the page or its styles name is counted, also letters that a browser may find
    it does not need.
    """
    plain, line = Line(listen, cookie, "identity"), Line(listen, cookie)
    moved: dict[str, int] = {}
    waiting = ["/", PAGE]
    while waiting:
        path = waiting.pop()
        if path in moved or "://" in path:
            continue
        moved[path] = (await line.get(path)).moved
        if path == PAGE or path.endswith(".css"):
            text = (await plain.get(path)).body
            pattern = LINKED if path == PAGE else IN_STYLES
            named = [urljoin(path, found.decode()) for found in pattern.findall(text)]
            waiting += [one for one in named if one.startswith("/static/")]
    plain.hang_up()
    line.hang_up()
    return moved


def main() -> None:
    """Take the figures."""
    with running() as here:
        from loa.orgs.models import Person

        officers = [Person.objects.get(username=name) for name in ("nam", "hoa", "lan", "minh")]
        cookies = [signed_in(officers[place % len(officers)]) for place in range(USERS)]
        listen = here.env.LOA_LISTEN
        progress(f"{USERS} officers look at their day for {WATCHED_S} s")
        taken = sorted(asyncio.run(crowd(listen, cookies)))
        moved = asyncio.run(first_visit(listen, cookies[0]))
    for path, size in sorted(moved.items(), key=lambda one: -one[1]):
        progress(f"  {size:7} {path}")
    beside("home: looks", len(taken), "")
    beside("home: half of them within", statistics.median(taken), "ms")
    at_most("home: p95", statistics.quantiles(taken, n=20)[-1], MOST_MS, "ms")
    at_most("home: first visit", sum(moved.values()) / 1000, MOST_KB, "KB")


if __name__ == "__main__":
    main()
