"""A gateway that is asked to stop stops, whatever happens in that moment."""

import asyncio

import pytest
from loa.gateway.outbound import heard


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
