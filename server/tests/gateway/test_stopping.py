"""A gateway that is asked to stop stops, whatever happens in that moment."""

import asyncio

import aiomqtt
import pytest
from loa.gateway import service
from loa.gateway.mqtt import line_to
from loa.gateway.outbound import heard
from loa.gateway.service import ended, nothing_left_running


@pytest.mark.parametrize("steps", range(6))
async def test_a_stop_that_comes_together_with_work_is_not_forgotten(steps: int) -> None:
    work = asyncio.Event()

    async def for_ever() -> None:
        while True:
            await heard(work, 20)
            work.clear()

    task = asyncio.create_task(for_ever())
    await asyncio.sleep(0)
    work.set()
    for _ in range(steps):
        await asyncio.sleep(0)
    task.cancel()
    done, _ = await asyncio.wait([task], timeout=5)

    assert done == {task}
    assert task.cancelled()


@pytest.fixture
def soon_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "CANCEL_AGAIN_S", 0.01)


async def forgetful(times: int) -> None:
    """Forget to be cancelled so many times."""
    while True:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            if times == 0:
                raise
            times -= 1


@pytest.mark.usefixtures("soon_again")
async def test_a_library_that_forgets_a_cancel_does_not_keep_the_gateway() -> None:
    task = asyncio.create_task(forgetful(2))
    await asyncio.sleep(0)
    await ended([task])

    assert task.cancelled()


@pytest.mark.usefixtures("soon_again")
async def test_what_a_library_left_running_ends_with_the_gateway() -> None:
    ours = asyncio.create_task(forgetful(0))
    await asyncio.sleep(0)
    async with nothing_left_running():
        left = asyncio.create_task(forgetful(1))
        await asyncio.sleep(0)

    assert left.cancelled()
    assert not ours.done()
    ours.cancel()


async def a_silent_broker(seen: "asyncio.Queue[str]") -> asyncio.Server:
    """Take connections, read them to their end, and never say a word."""

    async def read_all(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.put_nowait("came")
        await reader.read()
        writer.close()
        seen.put_nowait("went")

    return await asyncio.start_server(read_all, "127.0.0.1", 0)


@pytest.mark.parametrize("waits_for_it", [False, True])
async def test_a_connection_given_up_while_it_opens_leaves_nothing_behind(
    waits_for_it: bool,
) -> None:
    seen: asyncio.Queue[str] = asyncio.Queue()
    async with await a_silent_broker(seen) as broker, asyncio.timeout(30):
        port = broker.sockets[0].getsockname()[1]
        line = line_to(f"mqtt://127.0.0.1:{port}", user="gateway", password="x")
        opening = asyncio.create_task(line.__aenter__())
        if waits_for_it:
            assert await seen.get() == "came"
        else:
            await asyncio.sleep(0)
        opening.cancel()
        await asyncio.wait([opening])

        assert opening.cancelled()
        assert not [task for task in asyncio.all_tasks() if "aiomqtt" in repr(task)]
        if not waits_for_it:
            assert await seen.get() == "came"
        assert await seen.get() == "went"


async def test_a_broker_that_says_nothing_is_left_after_the_time_of_its_answer() -> None:
    seen: asyncio.Queue[str] = asyncio.Queue()
    async with await a_silent_broker(seen) as broker, asyncio.timeout(30):
        port = broker.sockets[0].getsockname()[1]
        line = line_to(f"mqtt://127.0.0.1:{port}", user="gateway", password="x")
        line.timeout = 0.01
        with pytest.raises(aiomqtt.MqttError, match="timed out"):
            await line.__aenter__()

        assert await seen.get() == "came"
        assert await seen.get() == "went"
