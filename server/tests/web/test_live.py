"""Open pages hear of what changed, where they watch, and of nothing else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from time import time

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from django.http import StreamingHttpResponse
from django.test import AsyncClient, Client
from loa.orgs.models import Person
from loa.web import live

PATIENCE_S = 10


@pytest.mark.parametrize(
    ("notice", "is_heard"),
    [
        ("unit/vn/31", True),
        ("unit/vn/31/11848", True),
        ("unit/vn/310", False),
        ("unit/vn", False),
        (live.ALL, True),
    ],
)
async def test_a_page_hears_what_happens_in_its_unit_and_below(
    notice: str, *, is_heard: bool
) -> None:
    page = live.Page(topics=("unit/vn/31",))

    page.hear(notice)

    assert page.bell.is_set() is is_heard
    assert page.changed == ({"unit/vn/31"} if is_heard else set())


async def test_changes_that_come_together_are_told_once() -> None:
    page = live.Page(topics=("a", "b"))
    for notice in ("a", "b", "a", "a"):
        page.hear(notice)

    assert await page.next_changes() == {"a", "b"}
    assert not page.bell.is_set()


@pytest.fixture
async def nam_at_a_browser(async_client: AsyncClient, nam: Person) -> AsyncIterator[AsyncClient]:
    """Open pages as Nam; stop listening when the test is over."""
    await async_client.aforce_login(nam)
    yield async_client
    await live.listener().stop()
    await sync_to_async(connections.close_all)()


@asynccontextmanager
async def watching(client: AsyncClient, query: str) -> AsyncIterator[asyncio.Queue[bytes]]:
    """Read a stream as the web server does, and go away as a browser does."""
    answer = await client.get(f"/live/?{query}")
    assert isinstance(answer, StreamingHttpResponse)
    assert answer["Content-Type"] == "text/event-stream"
    parts: asyncio.Queue[bytes] = asyncio.Queue()

    async def read() -> None:
        async for part in answer:
            parts.put_nowait(part)

    task = asyncio.create_task(read())
    yield parts
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


@pytest.mark.django_db(transaction=True)
async def test_a_notice_reaches_an_open_page(nam_at_a_browser: AsyncClient) -> None:

    async with asyncio.timeout(PATIENCE_S), watching(nam_at_a_browser, "topic=unit/vn/31") as parts:
        assert await parts.get() == b"retry: 3000\n\n"
        assert await parts.get() == b"data: unit/vn/31\n\n"  # whatever came before we listened

        await sync_to_async(live.tell)("unit/vn/04")
        await sync_to_async(live.tell)("unit/vn/31/11848")
        assert await parts.get() == b"data: unit/vn/31\n\n"

    assert live.listener().pages == set()


@pytest.mark.django_db(transaction=True)
async def test_a_page_hears_what_happened_since_it_was_drawn(nam_at_a_browser: AsyncClient) -> None:
    drawn = int(time())
    async with asyncio.timeout(PATIENCE_S), watching(nam_at_a_browser, "topic=a") as other:
        await other.get()
        await other.get()
        await sync_to_async(live.tell)("a")
        await other.get()

        async with watching(nam_at_a_browser, f"topic=a&since={drawn}") as late:
            assert await late.get() == b"retry: 3000\n\n"
            assert await late.get() == b"data: a\n\n"


@pytest.mark.django_db(transaction=True)
async def test_one_connection_listens_for_all(nam_at_a_browser: AsyncClient) -> None:

    async with (
        asyncio.timeout(PATIENCE_S),
        watching(nam_at_a_browser, "topic=a") as first,
        watching(nam_at_a_browser, "topic=b") as second,
    ):
        await first.get()
        await first.get()
        await second.get()

        assert len(live.listener().pages) == 2
        await sync_to_async(live.tell)("b")
        assert await second.get() == b"data: b\n\n"
        assert first.empty()


@pytest.mark.parametrize("query", ["", "topic=", "topic=a&topic=", "topic=a&since=x"])
def test_a_page_must_say_what_it_watches(client: Client, nam: Person, query: str) -> None:
    client.force_login(nam)

    assert client.get(f"/live/?{query}").status_code == 400


def test_strangers_watch_nothing(client: Client, db: None) -> None:
    assert client.get("/live/?topic=unit/vn").status_code == 302


def test_a_full_house_asks_to_come_back(
    client: Client, nam: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "MOST_PAGES", 0)
    client.force_login(nam)

    answer = client.get("/live/?topic=a")

    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
