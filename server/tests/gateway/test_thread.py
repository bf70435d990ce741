"""The whole way: an order goes out, a box hears it, its receipt comes back and is acknowledged."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from loa.broadcast import outbox
from loa.broadcast.models import Delivery, Outbox, Receipt
from loa.broadcast.testing import TestBox, release
from loa.gateway.testing import MqttBox, eventually
from loa.orgs.testing import Places
from loa.stations.actions.mail import post
from loa.stations.testing import Enrolment
from loa_protocol import topics
from loa_protocol.messages import Ack, Stage, read_as
from loa_protocol.priority import Klass
from loa_protocol.signing import Envelope
from loa_protocol.topics import Up

Connect = Callable[..., MqttBox]


@pytest.fixture
def box(enrolment: Enrolment, connect: Connect, places: Places) -> MqttBox:
    box = connect(enrolment)
    listened = topics.listened(places.village.path, home=box.home, device=box.device)
    assert box.subscribe(*listened) == [0] * len(listened)
    return box


def test_an_order_reaches_a_box_and_its_receipt_comes_back(box: MqttBox, places: Places) -> None:
    row = release(places, "order-1")

    heard = box.next("order")
    assert heard.topic == f"loa/1/dn/c/{places.commune.code}"
    assert heard.envelope.to_bytes() == bytes(row.envelope)

    receipt = TestBox(device=box.device, home=box.home, key=box.key).receipt("order-1")
    box.say(Up.RECEIPT, receipt)

    ack = read_as(box.next("ack").envelope.body, Ack)
    assert (ack.device, ack.receipts) == (box.device, (receipt.body["id"],))
    assert Receipt.objects.get().id == receipt.body["id"]
    eventually(lambda: Outbox.objects.filter(published_at__isnull=False).exists())


def test_an_emergency_comes_on_its_own_topic(box: MqttBox, places: Places) -> None:
    release(places, "flood", Klass.EMERGENCY)

    assert box.next("order").topic == f"loa/1/em/c/{places.commune.code}"


def test_a_silent_box_is_written_down_and_sent_the_order_itself(
    box: MqttBox, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "EXPAND_AFTER", timedelta(0))
    monkeypatch.setattr(outbox, "AGAIN_AFTER", (0, 10, 30, 120, 600))
    release(places, "order-1")
    box.next("order")

    again = box.next("order")

    assert again.topic == topics.own(home=box.home, device=box.device)
    assert again.envelope.body["id"] == "order-1"
    delivery = Delivery.objects.get()
    assert (delivery.device, delivery.is_expected, delivery.strength) == (box.device, True, 0)


def test_a_receipt_that_comes_twice_counts_once(box: MqttBox, places: Places) -> None:
    release(places, "order-1")
    box.next("order")
    signed = TestBox(device=box.device, home=box.home, key=box.key).receipt(
        "order-1", Stage.FINISHED, actual_ms=30_000
    )
    for _ in range(2):
        box.say(Up.RECEIPT, signed)
        assert read_as(box.next("ack").envelope.body, Ack).receipts == (signed.body["id"],)

    assert Receipt.objects.count() == 1
    assert Delivery.objects.get().actual_ms == 30_000


def test_what_a_station_leaves_for_a_box_is_carried(box: MqttBox, enrolment: Enrolment) -> None:
    post(Envelope.from_bytes(bytes(enrolment.box.settings)), box=enrolment.box)

    assert box.next("settings").topic == topics.own(home=box.home, device=box.device)
