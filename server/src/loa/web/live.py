"""Tell open pages that something changed, within a blink: PostgreSQL NOTIFY in, SSE out.

    tell("box/vn/31/11848/d-1")   any process, in the transaction of the change
      └─▶ one LISTEN connection for each web process
            └─▶ every open page that watches `box/vn/31/11848`, or `box/vn/31`

A notice says only *where* something changed. The page fetches itself again, with the
rights of whoever looks, so nothing is told to anybody here. Notices that come close
together become one. A page without JavaScript carries a link to reload.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from math import inf
from time import time
from typing import Any, Final

import psycopg
from django.db import connection, connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

logger = logging.getLogger(__name__)

CHANNEL: Final = "loa_live"
MOST_PAGES: Final = 2000
"""Open pages one process serves; the next is told to come back later."""
MOST_TOPICS: Final = 20
GATHER_S: Final = 0.25
"""Notices that come within this time are told together."""
BEAT_S: Final = 20.0
KEPT_S: Final = 60.0
"""A page that opens hears what was said since it was drawn, so far back at most."""
LONGEST_S: Final = 900.0
"""A stream ends after this; the browser comes back, and is asked again who it is."""
ALL: Final = ""


def tell(*topics: str) -> None:
    """Say that something changed there, once the transaction has committed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_notify(%s, topic) FROM unnest(%s::text[]) AS topic", [CHANNEL, list(topics)]
        )


@dataclass(slots=True, eq=False)
class Page:
    """One open page: what it watches, and what has changed since it was told."""

    topics: tuple[str, ...]
    changed: set[str] = field(default_factory=set)
    bell: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, notice: str) -> None:
        """Note a change, where this page watches."""
        for topic in self.topics:
            if notice in {ALL, topic} or notice.startswith(f"{topic}/"):
                self.changed.add(topic)
                self.bell.set()

    async def next_changes(self) -> set[str]:
        """Wait for changes, and a moment longer for those that come with them."""
        async with asyncio.timeout(BEAT_S):
            await self.bell.wait()
        await asyncio.sleep(GATHER_S)
        changed, self.changed = self.changed, set()
        self.bell.clear()
        return changed


@dataclass(slots=True)
class Listener:
    """The one connection of this process that listens, while any page is open."""

    pages: set[Page] = field(default_factory=set)
    task: asyncio.Task[None] | None = None
    heard_from: float = inf
    """Since when nothing was missed."""
    lately: deque[tuple[float, str]] = field(default_factory=lambda: deque(maxlen=1000))

    def join(self, page: Page, since: float) -> None:
        """Let a page hear, from the moment it was drawn; the first one makes us listen."""
        self.pages.add(page)
        if self.task is None or self.task.done():
            self.task = asyncio.get_running_loop().create_task(self._listen())
        elif since < max(self.heard_from, time() - KEPT_S):
            page.hear(ALL)
        for at, notice in self.lately:
            if at >= since:
                page.hear(notice)

    def leave(self, page: Page) -> None:
        """Forget a page that was closed."""
        self.pages.discard(page)

    async def stop(self) -> None:
        """Stop listening, as at the end of the process."""
        if self.task is not None:
            self.task.cancel()
            with suppress(asyncio.CancelledError):
                await self.task

    async def _listen(self) -> None:
        """Listen through restarts of the database, until no page has been open for a while."""
        wait_s = 0.5
        while True:
            try:
                return await self._hear()
            except psycopg.Error as fault:
                logger.warning(
                    "Lost the live connection",
                    extra={"action": "live.lost", "fault": type(fault).__name__},
                )
            await asyncio.sleep(wait_s)
            wait_s = min(10.0, wait_s * 2)

    async def _hear(self) -> None:
        """Connect, and pass notices on for as long as somebody may want them."""
        async with await psycopg.AsyncConnection.connect(**_address(), autocommit=True) as heard:
            await heard.execute(f"LISTEN {CHANNEL}")
            self.heard_from = time()
            self.lately.clear()
            self._pass_on(ALL)  # whatever changed before we listened
            is_wanted = True
            while is_wanted:
                async for notice in heard.notifies(timeout=KEPT_S):
                    self._pass_on(notice.payload)
                is_wanted = bool(self.pages)

    def _pass_on(self, notice: str) -> None:
        self.lately.append((time(), notice))
        for page in self.pages:
            page.hear(notice)


def _address() -> dict[str, Any]:
    """Return where the database is, as Django knows it."""
    named = connections["default"].settings_dict
    address = {
        "dbname": named["NAME"],
        "user": named["USER"],
        "password": named["PASSWORD"],
        "host": named["HOST"],
        "port": named["PORT"],
    }
    return {name: value for name, value in address.items() if value}


_listeners: dict[asyncio.AbstractEventLoop, Listener] = {}


def listener() -> Listener:
    """Return the listener of this process: one for its loop."""
    loop = asyncio.get_running_loop()
    for old in [old for old in _listeners if old.is_closed()]:
        del _listeners[old]
    return _listeners.setdefault(loop, Listener())


async def events(request: HttpRequest) -> HttpResponseBase:
    """Stream the names of topics that changed: `GET /live/?since=…&topic=…&topic=…`."""
    since = request.GET.get("since", "0")
    topics = tuple(dict.fromkeys(request.GET.getlist("topic")))[:MOST_TOPICS]
    if not topics or ALL in topics or not since.isdecimal():
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    if sum(len(each.pages) for each in _listeners.values()) >= MOST_PAGES:
        return HttpResponse(status=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "60"})
    return StreamingHttpResponse(
        _stream(topics, float(since[:15])),
        content_type="text/event-stream",
        headers={
            "Cache-Control": "no-store",
            "Content-Encoding": "identity",  # never held back to be compressed
            "X-Accel-Buffering": "no",
        },
    )


async def _stream(topics: tuple[str, ...], since: float) -> AsyncIterator[bytes]:
    """Yield one event for each change, and a beat while nothing happens."""
    page = Page(topics=topics)
    here = listener()
    here.join(page, since)
    ends = asyncio.get_running_loop().time() + LONGEST_S
    try:
        yield b"retry: 3000\n\n"
        while asyncio.get_running_loop().time() < ends:
            changed: Iterable[str] = ()
            with suppress(TimeoutError):
                changed = await page.next_changes()
            yield b"".join(_event(topic) for topic in sorted(changed)) or b":\n\n"
    finally:
        here.leave(page)


def _event(topic: str) -> bytes:
    """Write one event."""
    return f"data: {topic}\n\n".encode()
