"""Which file is fetched first, and what happens to the rest."""

import asyncio
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from loa_player.commands import Fetch
from loa_player.fetch import Source
from loa_player.fetcher import Fetcher
from loa_player.files import DiskFull, Files
from loa_player.testing.authority import Keys
from loa_player.testing.site import Web
from loa_protocol.errors import Refusal

CONTENTS = {sha256(content).hexdigest(): content for content in (b"flood", b"market", b"health")}
FLOOD, MARKET, HEALTH = CONTENTS


class Desk:
    """A fetcher and what it says."""

    def __init__(self, web: Web, folder: Path) -> None:
        self.arrived: list[str] = []
        self.failed: list[tuple[str, str]] = []
        self.is_full = False
        self.make_room_before: Callable[[], None] = lambda: None
        self.news = asyncio.Event()
        self.fetcher = Fetcher(
            source=Source(url=f"{web.url}/device/v1/files/", user="d-1", password="secret"),
            files=Files(folder=folder, spare_bytes=0),
            arrived=self._arrived,
            failed=self._failed,
            make_room=self._make_room,
            first_pause_s=0.01,
        )

    def _arrived(self, file: str) -> None:
        self.arrived.append(file)
        self.news.set()

    def _failed(self, file: str, refusal: Refusal) -> None:
        self.failed.append((file, refusal.code))
        self.news.set()

    def _make_room(self, need: int) -> None:
        self.make_room_before()
        if self.is_full:
            raise DiskFull(need=need)

    def want(self, file: str, urgency: tuple[int, int]) -> None:
        self.fetcher.want(Fetch(file=file, size=len(CONTENTS[file]), urgency=urgency))

    async def until(self, *, arrived: int = 0, failed: int = 0) -> None:
        running = asyncio.create_task(self.fetcher.run())
        async with asyncio.timeout(20):
            while len(self.arrived) < arrived or len(self.failed) < failed:
                self.news.clear()
                await self.news.wait()
        running.cancel()
        await asyncio.wait({running})


@pytest.fixture
def shop(keys: Keys) -> Iterator[Web]:
    with Web(keys=keys, broker_url="", files=dict(CONTENTS)).running() as site:
        yield site


async def test_the_most_urgent_comes_first(shop: Web, tmp_path: Path) -> None:
    desk = Desk(shop, tmp_path)
    desk.want(MARKET, (0, 5))
    desk.want(HEALTH, (0, 9))
    desk.want(FLOOD, (-2, 9))
    desk.want(HEALTH, (-1, 9))
    await desk.until(arrived=3)

    assert desk.arrived == [FLOOD, HEALTH, MARKET]


async def test_what_failed_is_tried_again(shop: Web, tmp_path: Path) -> None:
    del shop.files[MARKET]
    desk = Desk(shop, tmp_path)
    desk.want(MARKET, (0, 5))
    desk.want(FLOOD, (0, 9))
    await desk.until(arrived=1, failed=2)
    assert desk.failed[0] == (MARKET, "fetch.failed")
    shop.files[MARKET] = CONTENTS[MARKET]
    desk.fetcher.hurry()
    await desk.until(arrived=2)

    assert desk.arrived == [FLOOD, MARKET]


async def test_what_is_let_go_is_not_tried_again(shop: Web, tmp_path: Path) -> None:
    del shop.files[MARKET]
    desk = Desk(shop, tmp_path)
    desk.want(MARKET, (0, 5))
    await desk.until(failed=1)
    desk.fetcher.let_go(MARKET)
    desk.fetcher.let_go(MARKET)
    shop.files[MARKET] = CONTENTS[MARKET]
    desk.want(FLOOD, (0, 9))
    desk.fetcher.hurry()
    await desk.until(arrived=1)

    assert desk.arrived == [FLOOD]


async def test_what_is_let_go_on_its_way_is_broken_off(shop: Web, tmp_path: Path) -> None:
    desk = Desk(shop, tmp_path)
    desk.want(MARKET, (0, 5))
    desk.make_room_before = lambda: desk.fetcher.let_go(MARKET)
    await desk.until(failed=1)

    assert desk.arrived == []
    assert desk.fetcher.files.held() == frozenset()


async def test_a_full_disk_is_told_and_tried_again(shop: Web, tmp_path: Path) -> None:
    desk = Desk(shop, tmp_path)
    desk.is_full = True
    desk.want(MARKET, (0, 5))
    await desk.until(failed=1)
    assert desk.failed == [(MARKET, "file.disk_full")]
    desk.is_full = False
    desk.fetcher.hurry()
    await desk.until(arrived=1)
