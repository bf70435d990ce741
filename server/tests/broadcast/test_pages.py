"""The pages that show what loudspeakers did, and how they are."""

from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape
from loa.broadcast import actions
from loa.broadcast.models import OrderRow
from loa.broadcast.receipts import take_receipts
from loa.broadcast.testing import TestBox, keys_of, ms
from loa.bulletins.models import Bulletin
from loa.bulletins.testing import make_approved
from loa.domain.permissions import SYSTEM, Duty
from loa.orgs.testing import Cast, Places, make_person
from loa.stations.actions import add_station, take_heartbeats
from loa.stations.testing import Enrolment, Site, enrol_box, make_site
from loa_protocol.messages import Clock, Heartbeat, Stage, Target

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(places: Places, tmp_path: Path) -> Site:
    return make_site(tmp_path, places)


@pytest.fixture
def enrolment(site: Site) -> Enrolment:
    return enrol_box(site.gate)


@pytest.fixture
def bulletin(site: Site, cast: Cast, places: Places) -> Bulletin:
    return make_approved(cast.nam, cast.hoa, places.commune.path, seconds=30)


@pytest.fixture
def order(enrolment: Enrolment, bulletin: Bulletin, cast: Cast, places: Places) -> OrderRow:
    return actions.release(cast.hoa, bulletin.pk, Target(areas=(places.commune.path,)))


def page(who: object, address: str) -> str:
    client = Client()
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(address, follow=True).content.decode()


def answer(order: OrderRow, enrolment: Enrolment, stage: Stage, **facts: object) -> None:
    box = TestBox(device=enrolment.box.device_id, key=enrolment.key)
    signed = box.receipt(order.order_id, stage, at=ms(timezone.now()), **facts)
    take_receipts([box.letter(signed)], keys_of=keys_of(box), now=timezone.now())


def test_what_was_let_out_at_once_leads_the_day_while_it_plays(
    order: OrderRow, cast: Cast, enrolment: Enrolment
) -> None:
    assert 'class="hero"' not in page(cast.nam, "/today/")
    answer(order, enrolment, Stage.STARTED)

    hero = page(cast.nam, "/today/").partition('class="hero"')[2].partition("</section>")[0]
    assert escape(Bulletin.objects.get().title) in hero


def test_before_anybody_answered_everybody_is_expected(
    order: OrderRow, cast: Cast, site: Site
) -> None:
    shown = page(cast.hoa, f"/orders/{order.order_id}/")

    assert site.gate.name in shown
    assert "Chưa trả lời: 1" in shown
    assert "Thu hồi, dừng phát" in shown


def test_planned_and_actual_seconds_stand_side_by_side(
    order: OrderRow, bulletin: Bulletin, enrolment: Enrolment, cast: Cast
) -> None:
    answer(order, enrolment, Stage.FINISHED, planned_ms=30_000, actual_ms=12_000)

    shown = page(cast.nam, f"/deliveries/{bulletin.pk}/")

    assert "Phát dở" in shown
    assert "12 giây" in shown
    assert "Loa phát thiếu so với độ dài bản tin." in shown


def test_a_refusal_is_shown_in_words(order: OrderRow, enrolment: Enrolment, cast: Cast) -> None:
    answer(order, enrolment, Stage.REFUSED, reason="trust.revoked")

    assert "Khóa đã ký lệnh đã bị thu hồi." in page(cast.hoa, f"/orders/{order.order_id}/")


def test_of_an_order_of_the_province_each_commune_sees_its_own_loudspeakers(
    enrolment: Enrolment, cast: Cast, places: Places, site: Site
) -> None:
    leader = make_person("thu", "Hoàng Thị Thu", places.province, Duty.APPROVE)
    bulletin = make_approved(cast.minh, leader, places.province.path)
    order = actions.release(cast.minh, bulletin.pk, Target(areas=(places.province.path,)))

    assert site.gate.name in page(cast.minh, f"/orders/{order.order_id}/")
    assert site.gate.name in page(cast.hoa, f"/orders/{order.order_id}/")
    others = page(cast.lan, f"/orders/{order.order_id}/")
    assert bulletin.title in others
    assert site.gate.name not in others


@pytest.mark.parametrize("reason", ["%", "%d", "%(a)999999999d", "<script>alert(1)</script>"])
def test_what_a_stolen_box_makes_up_is_shown_as_text(
    reason: str, order: OrderRow, enrolment: Enrolment, cast: Cast
) -> None:
    answer(order, enrolment, Stage.REFUSED, reason=reason)

    assert escape(reason) in page(cast.hoa, f"/orders/{order.order_id}/")


def test_taking_back_is_a_button(order: OrderRow, cast: Cast) -> None:
    client = Client()
    client.force_login(cast.hoa, backend="django.contrib.auth.backends.ModelBackend")

    client.post(f"/orders/{order.order_id}/cancel/")

    order.refresh_from_db()
    assert order.cancelled_at is not None
    assert "Đã thu hồi" in page(cast.hoa, f"/orders/{order.order_id}/")


def test_the_monitor_says_when_loudspeakers_answer_orders_that_nobody_gave(
    order: OrderRow, enrolment: Enrolment, cast: Cast
) -> None:
    station = f"/monitor/{enrolment.box.cluster.station_id}/"
    assert "không ra" not in page(cast.hoa, station)
    order.order_id = "o-forged"

    answer(order, enrolment, Stage.REFUSED, reason="message.bad_signature")

    assert "trả lời 1 lần cho lệnh mà hệ thống không ra" in page(cast.hoa, station)


def test_the_monitor_says_how_each_loudspeaker_is(
    order: OrderRow, bulletin: Bulletin, enrolment: Enrolment, cast: Cast, site: Site
) -> None:
    now = ms(timezone.now())
    take_heartbeats(
        [
            Heartbeat(
                device=enrolment.box.device_id,
                at=now,
                clock=Clock.FLOOR,
                playing=order.order_id,
                playing_since=now,
                volume_percent=80,
                free_bytes=10**9,
                block_age_ms=20,
            )
        ]
    )
    answer(order, enrolment, Stage.STARTED)

    shown = page(cast.hoa, "/monitor/")

    assert bulletin.title in shown
    assert "Chưa chắc giờ" in shown
    assert site.market.name in shown


def test_the_province_sees_its_stations_on_a_map(
    enrolment: Enrolment, cast: Cast, places: Places
) -> None:
    add_station(SYSTEM, places.other_commune.code)

    shown = page(cast.minh, "/monitor/")

    assert places.commune.name in shown
    assert places.other_commune.name in shown
    assert "Hoàng Sa" in shown


def test_a_programme_that_nobody_heard_is_not_an_error(cast: Cast, bulletin: Bulletin) -> None:
    assert "Bản tin chưa được phát" in page(cast.nam, f"/deliveries/{bulletin.pk}/")
