"""A gateway that is asked to stop stops, whatever happens in that moment."""

import asyncio

import pytest
from loa.gateway import service
from loa.gateway.outbound import heard
from loa.gateway.service import ended


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


async def test_a_library_that_forgets_a_cancel_does_not_keep_the_gateway(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(service, "CANCEL_AGAIN_S", 0.01)
    forgotten = 0

    async def forgetful() -> None:
        nonlocal forgotten
        while True:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                if forgotten == 2:
                    raise
                forgotten += 1

    task = asyncio.create_task(forgetful())
    await asyncio.sleep(0)
    await ended([task])

    assert forgotten == 2
    assert task.cancelled()
