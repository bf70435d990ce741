"""The main job of a box, with real processes: an order becomes sound, and a receipt says so."""

from loa_player.testing import authority, sounds
from loa_player.testing.authority import now_ms
from loa_player.testing.box import Box
from loa_player.testing.site import Gateway, Web
from loa_protocol.messages import Hello, Stage


def publish(web: Web, seconds: float = 1.0) -> authority.Manifest:
    content = sounds.opus(seconds)
    rendition = authority.rendition(content, samples=int(seconds * sounds.RATE))
    web.files[rendition.file] = content
    return authority.manifest(rendition)


async def test_an_order_becomes_sound_and_a_receipt_says_so(
    box: Box, site: Gateway, web: Web
) -> None:
    told = publish(web)
    box.start()
    await site.until(lambda one: isinstance(one, Hello))

    await site.order(authority.order(told, at=now_ms()))

    finished = await site.receipt(Stage.FINISHED)
    started = await site.receipt(Stage.STARTED)
    await site.receipt(Stage.RECEIVED)
    sidecar = await box.sidecar("order-1")
    assert finished.planned_ms == 1000
    assert finished.actual_ms is not None
    assert abs(finished.actual_ms - 1000) <= 20
    assert finished.level is not None
    assert -1700 < finished.level < -1300
    assert abs(started.at - sidecar["utc_ms_of_sample_0"]) <= 5
    heard = sounds.heard(box.played / "order-1.wav")
    assert sounds.likeness(heard, sounds.chirp(1.0)) > 0.9
    assert box.stop() == 0
