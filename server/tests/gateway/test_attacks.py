"""A device can neither speak for another nor hear what is not for it, on any broker."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from loa.broadcast.models import Delivery, Dropped, Receipt
from loa.broadcast.presence import GONE
from loa.broadcast.testing import TestBox, an_order, release
from loa.domain.permissions import SYSTEM
from loa.gateway.testing import DEADLINE_S, MqttBox, Refused, RunningGateway, eventually
from loa.orgs.testing import Cast, Places
from loa.stations.actions import add_cluster, revoke_box
from loa.stations.testing import Enrolment, Site, enrol_box
from loa_protocol import topics
from loa_protocol.frames import Frame, bundle
from loa_protocol.messages import Ack, Cursor, read_as, to_body
from loa_protocol.priority import Klass
from loa_protocol.topics import Up

Connect = Callable[..., MqttBox]


@pytest.fixture
def honest(enrolment: Enrolment, connect: Connect, places: Places) -> MqttBox:
    """A box of the commune, connected as it should be."""
    return listening(connect(enrolment), places.village.path)


@pytest.fixture
def rogue(site: Site, connect: Connect) -> MqttBox:
    """Another box of the commune, taken over by somebody."""
    return connect(enrol_box(site.market))


def listening(box: MqttBox, area: str) -> MqttBox:
    box.subscribe(*topics.listened(area, home=box.home, device=box.device))
    return box


def test_a_wrong_password_is_refused(
    enrolment: Enrolment, connect: Connect, login: Connect
) -> None:
    connect(enrolment)

    for password in ("0" * 32, ""):
        with pytest.raises(Refused):
            login(enrolment, password=password)


def test_a_stranger_is_refused(enrolment: Enrolment, login: Connect) -> None:
    enrolment.box.device_id = "d-nobody"

    with pytest.raises(Refused):
        login(enrolment)


FOREIGN = ("#", "loa/#", "loa/1/up/#", "loa/1/dn/c/+", "loa/1/dn/c/11755", "loa/1/em/c/11755")


def test_a_device_does_not_hear_what_is_not_for_its_ground(
    rogue: MqttBox, honest: MqttBox, places: Places
) -> None:
    for topic in FOREIGN:
        rogue.subscribe(topic)

    release(places, "order-1", area=places.other_commune.path)
    release(places, "order-2", area=places.other_commune.path, klass=Klass.EMERGENCY)
    honest.say(Up.RECEIPT, TestBox(device=honest.device, key=honest.key).receipt("order-1"))
    honest.next("ack")

    assert rogue.hears_no("order-1", "order-2")


def test_a_device_does_not_hear_what_is_for_another_alone(rogue: MqttBox, honest: MqttBox) -> None:
    rogue.subscribe(topics.own(home=honest.home, device=honest.device))
    rogue.subscribe(f"loa/1/dn/d/{honest.home}/+")

    honest.say(Up.RECEIPT, TestBox(device=honest.device, key=honest.key).receipt("order-1"))

    assert honest.next("ack")
    assert rogue.hears_no("ack")


def test_a_device_cannot_order_others(rogue: MqttBox, honest: MqttBox, places: Places) -> None:
    forged = rogue.key.sign(to_body(an_order("forged", areas=(places.commune.path,))))
    frame = Frame(cursor=Cursor(epoch="e-1", n=1), envelope=forged).to_bytes()

    rogue.shout(topics.broadcast(places.commune.path, emergency=True), frame)
    rogue.shout(topics.own(home=honest.home, device=honest.device), frame)
    rogue.is_answered()

    release(places, "order-1")
    assert honest.next("order").envelope.body["id"] == "order-1"


def test_a_device_cannot_speak_on_the_topic_of_another(
    rogue: MqttBox, honest: MqttBox, gateway: RunningGateway, places: Places
) -> None:
    release(places, "order-1")
    box = TestBox(device=honest.device, key=honest.key)
    theirs, ours = box.receipt("order-1"), box.receipt("order-1")

    rogue.shout(topics.spoken(Up.RECEIPT, home=honest.home, device=honest.device), bundle([theirs]))
    rogue.is_answered()

    honest.say(Up.RECEIPT, ours)
    assert read_as(honest.next("ack").envelope.body, Ack).receipts == (ours.body["id"],)
    assert Receipt.objects.get().id == ours.body["id"]
    assert gateway.counts["receipt"] == 1


def test_a_device_leaves_nothing_behind_for_those_who_come_later(
    rogue: MqttBox, enrolment: Enrolment, connect: Connect, places: Places
) -> None:
    forged = rogue.key.sign(to_body(an_order("forged", areas=(places.commune.path,))))
    frame = Frame(cursor=Cursor(epoch="e-1", n=1), envelope=forged).to_bytes()
    commune = topics.broadcast(places.commune.path, emergency=True)
    for topic in (commune, topics.own(home=rogue.home, device=enrolment.box.device_id)):
        rogue.shout(topic, frame, is_kept=True)
        rogue.is_answered()

    later = listening(connect(enrolment), places.village.path)

    release(places, "order-1")
    assert later.next("order").envelope.body["id"] == "order-1"


@pytest.fixture
def rogues(site: Site, connect: Connect) -> tuple[Enrolment, Enrolment]:
    """Two more boxes that were taken over; the broker knows them."""
    mill = add_cluster(SYSTEM, site.station.pk, name="Nhà máy")
    both = enrol_box(site.market), enrol_box(mill)
    for one in both:
        connect(one).leave()
    return both


def test_a_device_orders_nobody_by_its_last_will(
    rogues: tuple[Enrolment, Enrolment],
    honest: MqttBox,
    gateway: RunningGateway,
    login: Connect,
    places: Places,
) -> None:
    thief, other = rogues
    forged = thief.key.sign(to_body(an_order("forged", areas=(places.commune.path,))))
    frame = Frame(cursor=Cursor(epoch="e-1", n=1), envelope=forged).to_bytes()
    for topic in (
        topics.broadcast(places.commune.path, emergency=True),
        topics.own(home=honest.home, device=honest.device),
        topics.spoken(Up.STATE, home=honest.home, device=honest.device),
    ):
        with suppress(Refused):  # a broker may look at the will before it lets anybody in
            login(thief, will=(topic, frame)).die()

    own_state = topics.spoken(Up.STATE, home=other.box.home_id, device=other.box.device_id)
    login(other, will=(own_state, GONE)).die()

    eventually(lambda: gateway.counts["state"] > 0)
    release(places, "order-1")
    assert honest.next("order").envelope.body["id"] == "order-1"
    assert gateway.counts["state"] == 1


def test_a_receipt_in_the_name_of_another_is_counted_and_dropped(
    rogue: MqttBox, honest: MqttBox, places: Places
) -> None:
    release(places, "order-1")
    forged = TestBox(device=honest.device, key=rogue.key).receipt("order-1")
    stolen = TestBox(device=honest.device, key=honest.key).receipt("order-1")

    rogue.say(Up.RECEIPT, forged, stolen)

    eventually(lambda: Dropped.objects.filter(device=rogue.device).exists())
    codes = set(Dropped.objects.values_list("device", "code"))
    assert codes == {
        (rogue.device, "message.not_for_this_box"),
        (rogue.device, "message.bad_signature"),
    }
    assert not Receipt.objects.exists()


def test_a_receipt_for_an_unknown_order_is_kept_apart_and_acknowledged(honest: MqttBox) -> None:
    stray = TestBox(device=honest.device, key=honest.key).receipt("order-9")

    honest.say(Up.RECEIPT, stray)

    assert read_as(honest.next("ack").envelope.body, Ack).receipts == (stray.body["id"],)
    assert Receipt.objects.get().is_stray
    assert not Delivery.objects.filter(device=honest.device).exists()


def test_nonsense_does_not_stop_the_gateway(honest: MqttBox, places: Places) -> None:
    for payload in (b"", b"\xff" * 1000, b"[" * 5000, b'{"envelopes":[{}]}'):
        honest.shout(topics.spoken(Up.RECEIPT, home=honest.home, device=honest.device), payload)
        honest.shout(topics.spoken(Up.HELLO, home=honest.home, device=honest.device), payload)

    honest.say(Up.RECEIPT, TestBox(device=honest.device, key=honest.key).receipt("order-1"))

    assert honest.next("ack")


def test_a_revoked_box_is_cut_off_at_once_and_never_let_in_again(
    honest: MqttBox, enrolment: Enrolment, cast: Cast, login: Connect
) -> None:
    revoke_box(cast.tuan, enrolment.box.device_id)

    assert honest.left.wait(DEADLINE_S)
    with pytest.raises(Refused):
        login(enrolment)


def test_nobody_takes_over_the_connection_of_another(
    honest: MqttBox, site: Site, login: Connect, connect: Connect
) -> None:
    thief = enrol_box(site.market)
    connect(thief).leave()

    with suppress(Refused):
        login(thief, client_id=honest.device).leave()

    honest.say(Up.RECEIPT, TestBox(device=honest.device, key=honest.key).receipt("order-1"))
    assert honest.next("ack")
    assert not honest.left.is_set()
