"""A box that connects is told what it missed, and the time last."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from loa.broadcast import outbox
from loa.broadcast.hello import answer_hellos
from loa.broadcast.models import OrderRow
from loa.broadcast.opening import Letter
from loa.broadcast.presence import GONE, take_heartbeats, take_states
from loa.broadcast.receipts import take_receipts
from loa.broadcast.testing import TestBox, keys_of, ms, release
from loa.domain.permissions import SYSTEM
from loa.gateway.testing import MqttBox
from loa.orgs.testing import Places
from loa.stations.actions import revoke_box
from loa.stations.models import BoxState
from loa.stations.queries import trust_store
from loa.stations.testing import Enrolment
from loa_protocol import topics
from loa_protocol.frames import Frame
from loa_protocol.messages import (
    Clock,
    Cursor,
    Heartbeat,
    Hello,
    Stage,
    TimeReply,
    read,
    to_body,
)
from loa_protocol.topics import Up

Connect = Callable[..., MqttBox]
NONCE = "0" * 32


@pytest.fixture
def box(enrolment: Enrolment) -> TestBox:
    return TestBox(device=enrolment.box.device_id, home=enrolment.box.home_id, key=enrolment.key)


def hello(box: TestBox, **facts: object) -> Letter:
    told = Hello(
        device=box.device,
        boot="boot-1",
        nonce=NONCE,
        at=0,
        clock=Clock.UNSET,
        **facts,  # type: ignore[arg-type]
    )
    return box.letter(box.key.sign(to_body(told)))


def answers(box: TestBox, **facts: object) -> list[Frame]:
    told = answer_hellos([hello(box, **facts)], keys_of=keys_of(box))
    assert {topic for topic, _ in told} <= {topics.own(home=box.home, device=box.device)}
    return [Frame.from_bytes(payload) for _, payload in told]


def kinds(frames: list[Frame]) -> list[str]:
    return [frame.envelope.body["type"] for frame in frames]


def test_a_box_without_memory_is_told_everything_and_the_time_last(
    box: TestBox, places: Places
) -> None:
    release(places, "order-1")

    told = answers(box)

    assert {"delegation", "place", "settings", "revocations", "order"} < set(kinds(told))
    assert kinds(told)[-1] == "time"
    reply = read(told[-1].envelope.body)
    assert isinstance(reply, TimeReply)
    assert reply.nonce == NONCE
    trust_store().verified(told[-1].envelope, at=reply.now)


def test_a_box_that_has_it_all_is_told_the_time(
    box: TestBox, enrolment: Enrolment, places: Places
) -> None:
    release(places, "order-1")
    take_receipts([box.letter(box.receipt("order-1"))], keys_of=keys_of(box), now=timezone.now())
    lists = {
        frame.envelope.kid: frame.envelope.body["serial"]
        for frame in answers(box)
        if frame.envelope.body["type"] == "revocations"
    }

    told = answers(
        box,
        cursor=Cursor(epoch=outbox.epoch(), n=9),
        place=enrolment.box.place_serial,
        settings=enrolment.box.settings_serial,
        revocations=lists,
    )

    assert set(kinds(told)) == {"delegation", "time"}


def test_a_box_that_refused_a_forgery_is_told_the_true_order(box: TestBox, places: Places) -> None:
    release(places, "order-1")
    forged = box.receipt("order-1", Stage.REFUSED, reason="message.bad_signature")
    take_receipts([box.letter(forged)], keys_of=keys_of(box), now=timezone.now())

    assert "order" in kinds(answers(box, cursor=Cursor(epoch=outbox.epoch(), n=9)))


def test_after_a_restore_everything_is_told_again(box: TestBox, places: Places) -> None:
    release(places, "order-1")
    take_receipts([box.letter(box.receipt("order-1"))], keys_of=keys_of(box), now=timezone.now())
    before = outbox.epoch()
    outbox.new_epoch(why="restored")

    assert "order" in kinds(answers(box, cursor=Cursor(epoch=before, n=9)))


def test_orders_for_other_ground_or_taken_back_are_not_told(box: TestBox, places: Places) -> None:
    release(places, "order-1", area=places.other_commune.path)
    release(places, "order-2")
    OrderRow.objects.filter(pk="order-2").update(cancelled_at=timezone.now())

    assert "order" not in kinds(answers(box))


def test_a_box_that_is_no_longer_ours_is_told_nothing(box: TestBox) -> None:
    revoke_box(SYSTEM, box.device)

    assert answers(box) == []


def test_what_only_pretends_to_be_a_hello_is_not_answered(box: TestBox) -> None:
    other = TestBox(device=box.device, home=box.home)

    assert answer_hellos([hello(other)], keys_of=keys_of(box)) == []


def test_heartbeats_and_a_broken_connection_are_kept(box: TestBox) -> None:
    now = timezone.now()
    beat = Heartbeat(
        device=box.device,
        at=ms(now),
        clock=Clock.FRESH,
        volume_percent=80,
        free_bytes=10**9,
        block_age_ms=20,
    )
    letter = box.letter(box.key.sign(to_body(beat)))

    assert take_heartbeats([letter], keys_of=keys_of(box), now=now) == 1
    assert BoxState.objects.get().online
    assert take_states([Letter(home=box.home, device=box.device, payload=GONE)], now=now)
    assert not BoxState.objects.get().online
    assert take_states([Letter(home=box.home, device=box.device, payload=b"{}")], now=now) == []


def test_a_hello_over_the_broker_is_answered(
    box: TestBox, enrolment: Enrolment, connect: Connect
) -> None:
    client = connect(enrolment)
    client.subscribe(topics.own(home=box.home, device=box.device))
    told = Hello(device=box.device, boot="boot-1", nonce=NONCE, at=0, clock=Clock.UNSET)

    client.say(Up.HELLO, box.key.sign(to_body(told)))

    assert client.next("time").envelope.body["nonce"] == NONCE
