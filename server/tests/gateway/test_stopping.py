"""A gateway that is asked to stop stops, whatever happens in that moment."""

import asyncio

import pytest
from loa.gateway import service
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
