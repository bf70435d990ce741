"""A used code that somebody brings once more: the technician is told, until it is dealt with."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from loa.orgs.models import Person
from loa.orgs.testing import Cast
from loa.stations import actions, queries
from loa.stations.models import EnrolmentCode
from loa.stations.refusals import CodeUsed
from loa.stations.testing import Site
from loa_protocol.signing import SigningKey

THIEF = "203.0.113.9"


def bring(secret: str, address: str = "") -> actions.Enrolled:
    key = SigningKey.generate().public.text
    return actions.enrol(secret=secret, key=key, name="loa-01", address=address)


@pytest.fixture
def told(site: Site, tuan: Person) -> actions.Enrolled:
    """Use a code at the first cluster, and bring it once more from elsewhere."""
    code, _ = actions.make_code(tuan, site.gate.code)
    told = bring(code.secret.hex())
    with pytest.raises(CodeUsed):
        bring(code.secret.hex(), THIEF)
    return told


def pages(site: Site) -> list[str]:
    return [f"/stations/{site.station.pk}/", f"/stations/clusters/{site.gate.code}/"]


def read(person: Person, path: str) -> str:
    client = Client(headers={"accept": "text/html"})
    client.force_login(person)
    return client.get(path, follow=True).text


def test_the_technician_reads_when_and_whence(
    site: Site, told: actions.Enrolled, tuan: Person
) -> None:
    code = EnrolmentCode.objects.get()
    at = timezone.localtime(code.last_try_at).strftime("%H:%M %d/%m/%Y")

    for path in ["/stations/", *pages(site)]:
        said = read(tuan, path)
        assert f"Cổng làng Thượng: 1 lần, lần cuối lúc {at}" in said
        assert f"Từ địa chỉ mạng {THIEF}" in said
        assert "thu hồi nó rồi tạo mã mới" in said


def test_every_further_try_is_counted_in_the_same_row(
    site: Site, tuan: Person, told: actions.Enrolled
) -> None:
    code, _ = actions.make_code(tuan, site.market.code)
    bring(code.secret.hex())
    for _ in range(3):
        with pytest.raises(CodeUsed):
            bring(code.secret.hex())

    kept = EnrolmentCode.objects.get(cluster=site.market)
    assert (kept.tries_after_use, kept.last_try_from) == (3, "")
    assert EnrolmentCode.objects.count() == 2
    said = read(tuan, f"/stations/clusters/{site.market.code}/")
    assert "Chợ Vĩnh Hòa: 3 lần, lần cuối lúc" in said
    assert "Từ địa chỉ mạng" not in said
    assert THIEF not in said


def test_others_are_not_told(site: Site, told: actions.Enrolled, cast: Cast) -> None:
    for who in (cast.nam, cast.minh):
        for path in pages(site):
            assert "Có người thử lại mã" not in read(who, path)
    for who in (cast.lan, cast.vy, cast.nam):
        assert not queries.codes_tried_again(who).exists()


def test_a_code_that_was_used_once_says_nothing(site: Site, tuan: Person) -> None:
    code, _ = actions.make_code(tuan, site.gate.code)
    bring(code.secret.hex())

    assert not queries.codes_tried_again(tuan).exists()


def test_once_the_box_is_revoked_or_replaced_nothing_is_left_to_be_told(
    site: Site, told: actions.Enrolled, tuan: Person
) -> None:
    code, _ = actions.make_code(tuan, site.gate.code)
    assert queries.codes_tried_again(tuan).count() == 1

    bring(code.secret.hex())

    assert not queries.codes_tried_again(tuan).exists()


def test_it_is_told_where_the_box_stands_now(
    site: Site, told: actions.Enrolled, tuan: Person
) -> None:
    actions.move_box(tuan, told.device, site.market.code)

    assert "Có người thử lại mã" in read(tuan, f"/stations/clusters/{site.market.code}/")
    assert "Có người thử lại mã" not in read(tuan, f"/stations/clusters/{site.gate.code}/")


def test_after_a_week_nobody_is_told_and_the_address_is_forgotten(
    told: actions.Enrolled, tuan: Person
) -> None:
    later = timezone.now() + queries.TOLD_FOR + timedelta(minutes=1)
    actions.tidy()
    assert EnrolmentCode.objects.get().last_try_from == THIEF

    assert not queries.codes_tried_again(tuan, later).exists()
    actions.tidy(later)

    code = EnrolmentCode.objects.get()
    assert (code.tries_after_use, code.last_try_from) == (1, "")
