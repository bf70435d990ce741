"""What was heard, how loudspeakers are, what is found again and paid for: looked at, and live."""

from io import BytesIO
from pathlib import Path

import pytest
from django.utils import timezone
from loa.broadcast import actions
from loa.broadcast.models import OrderRow
from loa.broadcast.presence import take_heartbeats
from loa.broadcast.receipts import take_receipts
from loa.broadcast.testing import TestBox, keys_of, ms
from loa.bulletins.models import Bulletin
from loa.bulletins.testing import make_approved
from loa.domain.permissions import SYSTEM, Duty
from loa.domain.products import ProductKind
from loa.domain.royalties import Basis, Credit, Rate, Role
from loa.media import phrases
from loa.media.models import Phrase
from loa.media.testing.routes import make_voice
from loa.orgs.testing import SINCE, Cast, Places, entrust
from loa.production import actions as pay
from loa.stations.actions import add_station
from loa.stations.models import Station
from loa.stations.testing import Site, enrol_box, make_site
from loa.web.signin import second_step
from loa.web.testing import Look, Visitor, complaints_about
from loa_protocol.messages import Clock, Heartbeat, Stage, Target, to_body
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HERE = "vn/31/11848"


@pytest.fixture
def site(tmp_path: Path, places: Places) -> Site:
    return make_site(tmp_path, places)


@pytest.fixture
def box(site: Site) -> TestBox:
    """Give a test the box at the gate."""
    told = enrol_box(site.gate)
    return TestBox(device=told.box.device_id, home=told.box.home_id, key=told.key)


@pytest.fixture
def order(box: TestBox, cast: Cast) -> OrderRow:
    """Let a bulletin out that the box at the gate is to play."""
    for leader in (cast.hoa, cast.minh):
        second_step.give(leader, second_step.new_secret())
    bulletin = make_approved(cast.nam, cast.hoa, HERE, title="Lịch tiêm phòng cúm", seconds=30)
    return actions.release(cast.hoa, bulletin.pk, Target(areas=(HERE,)))


def answer(box: TestBox, order: OrderRow, stage: Stage, **facts: object) -> None:
    """Take in what a box did with an order, as the gateway does."""
    now = timezone.now()
    signed = box.receipt(order.order_id, stage, at=ms(now), **facts)
    assert take_receipts([box.letter(signed)], keys_of=keys_of(box), now=now).new == 1


def beat(box: TestBox, playing: OrderRow | None = None) -> None:
    """Take in the heartbeat of a box, as the gateway does."""
    now = timezone.now()
    told = Heartbeat(
        device=box.device,
        at=ms(now),
        clock=Clock.FRESH,
        playing=playing and playing.order_id,
        playing_since=playing and ms(now),
        volume_percent=80,
        free_bytes=10**9,
        block_age_ms=20,
    )
    letter = box.letter(box.key.sign(to_body(told)))
    assert take_heartbeats([letter], keys_of=keys_of(box), now=now) == 1


def test_what_was_heard_and_how_the_loudspeakers_are_is_good_for_everybody(
    visitor: Visitor, cast: Cast, box: TestBox, order: OrderRow, places: Places
) -> None:
    beat(box, playing=order)
    answer(box, order, Stage.FINISHED, planned_ms=30_000, actual_ms=12_000)
    add_station(SYSTEM, places.other_commune.code)
    pages = {
        "station": (f"/monitor/{Station.objects.get(unit=places.commune).pk}/", cast.hoa),
        "order": (f"/orders/{order.order_id}/", cast.hoa),
        "deliveries": (f"/deliveries/{Bulletin.objects.get().pk}/", cast.hoa),
        "monitor": ("/monitor/", cast.minh),
    }
    looks = [Look(name=f"heard {name}", path=path, by=by) for name, (path, by) in pages.items()]

    assert complaints_about(visitor, looks) == {}


def test_what_is_found_again_and_paid_for_is_good_for_everybody(
    visitor: Visitor, cast: Cast, order: OrderRow, places: Places, files: Path
) -> None:
    bulletin = Bulletin.objects.get()
    said = phrases.Said(text="Kính mời bà con", kind=Phrase.Kind.SENTENCE, file=BytesIO(b"a voice"))
    phrases.record(cast.nam, places.commune, "vi", said)
    entrust(cast.binh, Duty.APPROVE, places.province)
    rate = Rate(kind=ProductKind.NOTICE, role=Role.AUTHOR, basis=Basis.ITEM, vnd=150_000)
    table = pay.NewTable(since=SINCE, legal_basis="QĐ 12/2026", rates=(rate,))
    pay.put_in_force(cast.binh, places.province, table)
    pay.credit(cast.nam, bulletin.pk, [Credit(name="Cô Mai", role=Role.AUTHOR)])
    voice = make_voice(cast.binh)
    paths = {
        "archive": "/archive/?words=tiem",
        "phrases": "/phrases/",
        "voices": "/media/voices/",
        "voice": f"/media/voices/{voice.pk}/",
        "figures": "/figures/",
        "figure": "/figures/items/",
        "readout": f"/bulletins/{bulletin.pk}/readout/",
        "export": f"/bulletins/{bulletin.pk}/export/",
        "royalties": "/royalties/",
        "rates": "/royalties/rates/",
        "credits": f"/royalties/bulletins/{bulletin.pk}/",
    }
    looks = [Look(name=f"found {name}", path=path, by=cast.nam) for name, path in paths.items()]

    assert complaints_about(visitor, looks) == {}


def test_what_loudspeakers_say_reaches_open_pages_by_itself(
    visitor: Visitor, cast: Cast, site: Site, box: TestBox, order: OrderRow
) -> None:
    # A page is told once to look, unasked, when the listening begins: so two things happen on each.
    with visitor.visit(f"/monitor/{site.station.pk}/", by=cast.hoa) as page:
        page.evaluate("document.body.dataset.isTheSame = ''")
        page.locator("html[data-is-live]").wait_for()
        beat(box)
        expect(page.locator("#station")).to_contain_text("Nghe thấy lần cuối")
        beat(box, playing=order)
        expect(page.locator("#station")).to_contain_text("Lịch tiêm phòng cúm")
        assert page.locator("body[data-is-the-same]").count() == 1

    with visitor.visit(f"/orders/{order.order_id}/", by=cast.hoa) as page:
        page.locator("html[data-is-live]").wait_for()
        answer(box, order, Stage.RECEIVED)
        expect(page.locator("#sheet")).to_contain_text("Đã nhận: 1")
        answer(box, order, Stage.FINISHED, planned_ms=30_000, actual_ms=12_000)
        expect(page.locator("#sheet")).to_contain_text("Phát dở: 1")
