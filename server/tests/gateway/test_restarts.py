"""The gateway lives through the death of the broker and of the database."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from loa.broadcast.models import Outbox, Receipt
from loa.broadcast.testing import TestBox, release
from loa.config.embedded.child import Child
from loa.config.testing.brokers import BrokerUnderTest, brokers
from loa.gateway.service import Wiring
from loa.gateway.testing import (
    DEADLINE_S,
    MqttBox,
    Refused,
    RunningGateway,
    eventually,
    running,
)
from loa.orgs.testing import Cast, Places
from loa.stations import signer
from loa.stations.actions import revoke_box
from loa.stations.signer.client import Client
from loa.stations.testing import Enrolment, Site, enrol_box
from loa_protocol import topics
from loa_protocol.messages import Ack, read_as
from loa_protocol.topics import Up

Connect = Callable[..., MqttBox]


def listening(box: MqttBox, places: Places) -> MqttBox:
    box.subscribe(*topics.listened(places.village.path, home=box.home, device=box.device))
    return box


def test_what_was_released_while_the_broker_was_dead_goes_out_when_it_is_back(
    broker: BrokerUnderTest,
    gateway: RunningGateway,
    connect: Connect,
    enrolment: Enrolment,
    places: Places,
) -> None:
    before = connect(enrolment)
    broker.child.process.kill()
    broker.child.process.wait()
    assert before.left.wait(DEADLINE_S)
    release(places, "order-1")

    again = Child(broker.child.recipe)
    try:
        again.wait_until_ready()
        boxes: list[MqttBox] = []

        def is_back() -> bool:
            try:
                boxes.append(connect(enrolment))
            except (Refused, OSError):
                return False
            return True

        eventually(is_back)
        box = listening(boxes[0], places)
        eventually(lambda: Outbox.objects.filter(published_at__isnull=False).exists())
        box.say(Up.RECEIPT, TestBox(device=box.device, key=box.key).receipt("order-1"))
        assert box.next("ack")
    finally:
        again.stop()


def test_a_box_that_was_revoked_while_no_gateway_ran_is_cut_off_when_one_is_back(
    broker: BrokerUnderTest, wiring: Wiring, site: Site, enrolment: Enrolment, cast: Cast
) -> None:
    other = enrol_box(site.market)
    with running(wiring):
        revoked, honest = let_in(broker, enrolment), let_in(broker, other)

    revoke_box(cast.tuan, enrolment.box.device_id)
    assert not revoked.left.is_set()

    with running(wiring):
        assert revoked.left.wait(DEADLINE_S)
        honest.subscribe(topics.own(home=honest.home, device=honest.device))
        honest.say(Up.RECEIPT, TestBox(device=honest.device, key=honest.key).receipt("order-1"))
        assert honest.next("ack")
    honest.leave()


def let_in(broker: BrokerUnderTest, who: Enrolment) -> MqttBox:
    """Log a box in as soon as the broker knows it."""
    boxes: list[MqttBox] = []

    def is_in() -> bool:
        try:
            boxes.append(
                MqttBox.connect(
                    broker.box_url,
                    device=who.box.device_id,
                    home=who.box.home_id,
                    password=who.told.password,
                    key=who.key,
                )
            )
        except Refused:
            return False
        return True

    eventually(is_in)
    return boxes[0]


@pytest.mark.parametrize("broker", list(brokers())[:1], indirect=True)  # any will do
def test_a_database_that_hung_up_is_asked_again(
    gateway: RunningGateway, connect: Connect, enrolment: Enrolment, places: Places
) -> None:
    box = listening(connect(enrolment), places)
    box.say(Up.RECEIPT, TestBox(device=box.device, key=box.key).receipt("order-0"))
    box.next("ack")

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    release(places, "order-1")

    assert box.next("order")
    box.say(Up.RECEIPT, TestBox(device=box.device, key=box.key).receipt("order-1", id="r-after"))
    assert box.next("ack")
    assert Receipt.objects.filter(id="r-after").count() == 1


@pytest.mark.parametrize("broker", list(brokers())[:1], indirect=True)  # any will do
def test_while_the_signer_is_silent_no_message_is_to_blame(
    gateway: RunningGateway,
    connect: Connect,
    enrolment: Enrolment,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    box = connect(enrolment)
    box.subscribe(topics.own(home=box.home, device=box.device))
    receipt = TestBox(device=box.device, key=box.key).receipt("order-1")
    keeper = signer.current()
    signer.use(Client(tmp_path / "nobody.sock", patience_s=0.1))

    box.say(Up.RECEIPT, receipt)
    eventually(lambda: "gateway.unsigned" in [vars(one).get("action") for one in caplog.records])
    signer.use(keeper)

    assert read_as(box.next("ack").envelope.body, Ack).receipts == (receipt.body["id"],)
    assert gateway.counts["broken"] == 0
