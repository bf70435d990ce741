"""The main job of a box, with real processes: an order becomes sound, and a receipt says so."""

import asyncio
import os
import pty
import signal
from pathlib import Path

import psutil
import pytest
from loa_player.amplifier import RELAY_OFF, RELAY_ON
from loa_player.cli import main
from loa_player.testing import authority, sounds
from loa_player.testing.authority import now_ms
from loa_player.testing.box import Box
from loa_player.testing.site import Gateway, Web
from loa_protocol import topics
from loa_protocol.messages import (
    Clock,
    Heartbeat,
    Hello,
    Message,
    Occurrence,
    Stage,
    Target,
    to_body,
)
from loa_protocol.priority import Klass
from loa_protocol.signing import SigningKey


def publish(web: Web, seconds: float = 1.0) -> authority.Manifest:
    content = sounds.opus(seconds)
    rendition = authority.rendition(content, samples=int(seconds * sounds.RATE))
    web.files[rendition.file] = content
    return authority.manifest(rendition)


async def greeted(site: Gateway) -> None:
    await site.until(lambda one: isinstance(one, Hello))


def beats(site: Gateway) -> list[Heartbeat]:
    return [one for one in site.heard if isinstance(one, Heartbeat)]


async def test_an_order_becomes_sound_and_a_receipt_says_so(
    box: Box, site: Gateway, web: Web
) -> None:
    told = publish(web)
    box.start()
    await greeted(site)

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


async def test_a_file_that_was_tampered_with_is_refused_and_told(
    box: Box, site: Gateway, web: Web
) -> None:
    told = publish(web)
    (digest,) = web.files
    content = web.files[digest]
    web.files[digest] = content[:-1] + bytes((content[-1] ^ 1,))
    box.start()
    await greeted(site)
    await site.order(authority.order(told, at=now_ms()))

    refused = await site.receipt(Stage.REFUSED)
    assert (refused.reason, refused.file) == ("file.wrong_digest", digest)
    assert not (box.played / "order-1.wav").exists()

    web.files[digest] = content
    await site.receipt(Stage.FINISHED)


async def test_a_forged_order_is_refused_and_told(box: Box, site: Gateway, web: Web) -> None:
    told = publish(web)
    stranger = SigningKey.generate()
    box.start()
    await greeted(site)
    await site.order(authority.order(told, at=now_ms(), id="forged"), by=stranger)
    changed = site.keys.hoa.sign(to_body(authority.order(told, at=now_ms(), id="changed")))
    changed.body["klass"] = "emergency"
    await site.send(changed, topic=topics.broadcast(authority.COMMUNE, emergency=True))
    await site.order(authority.order(told, at=now_ms(), id="link"), by=site.keys.link)

    assert (await site.receipt(Stage.REFUSED, "forged")).reason == "trust.unknown_key"
    assert (await site.receipt(Stage.REFUSED, "changed")).reason == "message.bad_signature"
    assert (await site.receipt(Stage.REFUSED, "link")).reason == "trust.wrong_role"
    assert not box.played.exists()


async def test_a_cancel_stops_sound_that_is_playing(box: Box, site: Gateway, web: Web) -> None:
    told = publish(web, 20)
    box.start()
    await greeted(site)
    await site.order(authority.order(told, at=now_ms()))
    await site.receipt(Stage.STARTED)
    await site.order(authority.cancel("order-1", at=now_ms()))

    stopped = await site.receipt(Stage.STOPPED)
    assert stopped.reason == "order.cancelled"
    assert stopped.actual_ms is not None
    assert stopped.actual_ms < 19_000


async def test_receipts_are_kept_until_the_server_says_it_has_them(
    box: Box, site: Gateway, web: Web
) -> None:
    site.acknowledges = False
    box.start()
    await greeted(site)
    await site.order(authority.order(publish(web, 0.2), at=now_ms()))
    first = await site.receipt(Stage.FINISHED)

    await site.eventually(lambda: site.heard.count(first) >= 2)
    box.kill()
    site.heard.clear()
    box.start()
    await site.eventually(lambda: site.heard.count(first) >= 1)
    site.acknowledges = True
    await site.eventually(lambda: box.status()["receipts_waiting"] == 0)


async def test_a_box_that_lost_power_while_playing_begins_again(
    box: Box, site: Gateway, web: Web
) -> None:
    box.start()
    await greeted(site)
    await site.order(authority.order(publish(web, 2), at=now_ms()))
    await site.receipt(Stage.STARTED)
    box.kill()
    box.start()

    stopped = await site.receipt(Stage.STOPPED)
    finished = await site.receipt(Stage.FINISHED)
    assert (stopped.reason, stopped.actual_ms) == ("box.restarted", None)
    assert finished.actual_ms is not None
    assert abs(finished.actual_ms - 2000) <= 20


async def test_an_audio_process_that_died_is_started_again_and_so_is_the_item(
    box: Box, site: Gateway, web: Web
) -> None:
    box.start()
    await greeted(site)
    await site.order(authority.order(publish(web, 2), at=now_ms()))
    await site.receipt(Stage.STARTED)
    os.kill(box.audio_pid(), signal.SIGKILL)

    assert (await site.receipt(Stage.STOPPED)).reason == "audio.lost"
    await site.receipt(Stage.FINISHED)
    assert box.status()["audio_restarts"] == 1


async def test_the_audio_process_does_not_outlive_a_control_process_that_was_killed(
    box: Box, site: Gateway, web: Web
) -> None:
    box.start()
    await greeted(site)
    await site.eventually(lambda: box.status()["block_age_ms"] < 5000)
    audio = psutil.Process(box.audio_pid())
    box.kill()

    assert await asyncio.to_thread(psutil.wait_procs, [audio], 10) == ([audio], [])


async def test_the_switch_at_the_box_silences_it(box: Box, site: Gateway, web: Web) -> None:
    box.start()
    await greeted(site)
    await site.order(authority.order(publish(web, 20), at=now_ms()))
    await site.receipt(Stage.STARTED)
    assert box.status()["playing"] == "order-1"
    box.ask("silence", minutes=60)

    assert (await site.receipt(Stage.STOPPED)).reason == "box.silenced"
    assert box.ask("unsilence")["silenced_until"] == 0


async def test_a_box_that_is_moved_listens_at_its_new_place(
    box: Box, site: Gateway, web: Web
) -> None:
    box.start()
    await greeted(site)
    site.heard.clear()
    await site.tell(authority.place(serial=2, area="vn/79/26740"), by=site.keys.minh)
    await greeted(site)
    told = authority.order(
        publish(web), at=now_ms(), target=Target(areas=("vn/79/26740",)), klass=Klass.PRIORITY
    )
    envelope = site.keys.minh.sign(to_body(told))
    await site.send(envelope, topic=topics.broadcast("vn/79/26740", emergency=False))

    await site.receipt(Stage.FINISHED)


async def test_a_planned_item_starts_on_its_instant_behind_a_warm_amplifier(
    box: Box, site: Gateway, web: Web
) -> None:
    ours, theirs = pty.openpty()
    relay = ("--amplifier", f"serial:{os.ttyname(theirs)}", "--warm-up-ms", "400")
    box.start(*relay, "--hold-ms", "100")
    await greeted(site)
    start = now_ms() + 4_000
    told = publish(web, 0.5)
    when = Occurrence(id="evening", start_at=start, duration_ms=500, item=0)
    await site.order(authority.programme((told,), (when,), at=now_ms()))

    finished = await site.receipt(Stage.FINISHED, "programme-1", occurrence="evening")
    sidecar = await box.sidecar("evening")
    assert finished.planned_ms == 500
    assert abs(sidecar["utc_ms_of_sample_0"] - start) <= 5
    switched = await asyncio.to_thread(read_exactly, ours, 8)
    assert switched == RELAY_ON + RELAY_OFF
    os.close(ours)
    os.close(theirs)


def read_exactly(handle: int, count: int) -> bytes:
    found = b""
    while len(found) < count:
        found += os.read(handle, count - len(found))
    return found


async def test_a_box_that_says_hello_tells_what_it_has(box: Box, site: Gateway, web: Web) -> None:
    box.start()
    first = await site.until(lambda one: isinstance(one, Hello))
    assert isinstance(first, Hello)
    assert (first.place, first.settings, first.programme, first.cursor) == (1, 1, 0, None)
    await site.order(authority.programme((), (), at=now_ms()))
    await site.receipt(Stage.RECEIVED, "programme-1")
    site.heard.clear()
    box.kill()
    box.start()

    second = await site.until(lambda one: isinstance(one, Hello))
    assert isinstance(second, Hello)
    assert second.programme == 1
    assert second.cursor is not None
    assert second.cursor.epoch == "e-1"
    assert second.nonce != first.nonce
    assert len(second.revocations) == 2


async def test_a_box_says_how_it_is(box: Box, site: Gateway, web: Web) -> None:
    box.start()
    told = await site.until(lambda one: isinstance(one, Heartbeat))

    assert isinstance(told, Heartbeat)
    assert (told.device, told.volume_percent) == ("d-1", 100)
    assert told.free_bytes > 0


def test_a_code_that_was_used_is_refused_with_a_sentence(
    box: Box, web: Web, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    home = ["--home", str(tmp_path / "second")]
    with pytest.raises(SystemExit, match=r"Hãy xin mã mới.*enrolment\.code_used"):
        main(["enrol", *home, web.url, web.code.text])
    with pytest.raises(SystemExit, match="chưa được đăng ký"):
        main(["run", *home, "--sink", "null"])
    with pytest.raises(SystemExit, match="Thiết bị không chạy"):
        main(["status", *home])


async def test_a_box_says_at_once_what_it_plays_and_that_it_ended(
    box: Box, site: Gateway, web: Web
) -> None:
    told = publish(web)
    box.start()
    await greeted(site)
    await site.order(authority.order(told, at=now_ms()))

    await site.until(lambda one: isinstance(one, Heartbeat) and one.playing == "order-1")
    await site.receipt(Stage.FINISHED)
    await site.eventually(lambda: beats(site)[-1].playing is None)


async def test_a_box_that_knows_the_time_says_so_at_once(box: Box, site: Gateway) -> None:
    box.start()

    def knows(one: Message) -> bool:
        return isinstance(one, Heartbeat) and one.clock is Clock.FRESH

    await site.until(knows)
