"""Kill a box at any moment, again and again: every order is heard whole in the end."""

import asyncio
import os
import random
import signal

import pytest
from loa_player.testing import authority, sounds
from loa_player.testing.authority import now_ms
from loa_player.testing.box import Box
from loa_player.testing.site import Gateway, Web
from loa_protocol.messages import Hello, Receipt, Stage

pytestmark = pytest.mark.trial

ROUNDS = 25
LENGTH_S = 1.0


async def kill_something(box: Box, site: Gateway, coin: random.Random) -> None:
    """End the box, or only its sound, as something else might."""
    await asyncio.sleep(coin.random() * LENGTH_S)
    match coin.choice(["box", "audio"]):
        case "audio":
            await site.eventually(lambda: box.status()["block_age_ms"] < 5_000)
            os.kill(box.audio_pid(), signal.SIGKILL)
        case _:
            site.heard[:] = [one for one in site.heard if not isinstance(one, Hello)]
            box.kill()
            box.start()
            await site.until(lambda one: isinstance(one, Hello))


@pytest.mark.parametrize("seed", range(2))
async def test_whatever_is_killed_every_order_is_heard_whole(
    box: Box, site: Gateway, web: Web, seed: int
) -> None:
    coin = random.Random(seed)
    content = sounds.opus(LENGTH_S)
    rendition = authority.rendition(content, samples=int(LENGTH_S * sounds.RATE))
    web.files[rendition.file] = content
    box.start()
    await site.until(lambda one: isinstance(one, Hello))
    for number in range(ROUNDS):
        name = f"order-{number}"
        order = authority.order(authority.manifest(rendition), at=now_ms(), id=name)
        await site.order(order)
        await site.receipt(Stage.RECEIVED, name)
        await kill_something(box, site, coin)
        finished = await site.receipt(Stage.FINISHED, name)
        assert finished.actual_ms is not None
        assert abs(finished.actual_ms - 1000 * LENGTH_S) <= 20
    await site.eventually(lambda: box.status()["receipts_waiting"] == 0)
    ends = [
        one.order
        for one in {one.id: one for one in site.heard if isinstance(one, Receipt)}.values()
        if one.stage is Stage.FINISHED
    ]
    assert len(ends) == ROUNDS
