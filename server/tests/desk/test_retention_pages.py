"""How long sounds are kept, on pages: a rule is seen before it bites, and a hold is one button."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from loa.bulletins import retention
from loa.bulletins.keeping import Hold, RetentionRule
from loa.bulletins.models import Bulletin
from loa.bulletins.testing import make_approved, make_waiting
from loa.domain.areas import path_of
from loa.domain.retention import Rule
from loa.orgs.models import Person
from loa.orgs.testing import Cast

HERE = "vn/31/11848"
SignIn = Callable[[Person], Client]


@pytest.fixture
def old(cast: Cast) -> Bulletin:
    return make_approved(cast.nam, cast.hoa, HERE, title="Đê xóm Hạ")


@pytest.fixture
def years_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at the pages in six years: an approval is never backdated."""
    then = timezone.localdate() + timedelta(days=366 * 6)
    monkeypatch.setattr("loa.desk.views.retention.timezone.localdate", lambda *_: then)


@pytest.mark.usefixtures("years_later")
def test_a_rule_is_seen_before_it_is_kept(cast: Cast, old: Bulletin, signed_in: SignIn) -> None:
    client = signed_in(cast.an)
    wanted = {"unit": HERE, "kind": "", "years": "5"}

    seen = client.post("/retention/", wanted).text
    assert "âm thanh của 1 bản tin" in seen
    assert "Đê xóm Hạ" in seen
    assert not RetentionRule.objects.exists()

    answer = client.post("/retention/", {**wanted, "confirmed": "on"})
    page = client.get(answer.headers["Location"]).text
    assert RetentionRule.objects.get().years == 5
    assert "5 năm" in page
    assert "Sẽ xóa trong 30 ngày tới" in page


def test_for_ever_is_an_answer_too(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(cast.an)
    wanted = {"unit": HERE, "kind": "news", "years": ""}

    assert "Bảy ngày nữa chưa xóa gì" in client.post("/retention/", wanted).text
    client.post("/retention/", {**wanted, "confirmed": "on"})

    kept = RetentionRule.objects.get()
    assert (kept.kind, kept.years) == ("news", None)
    assert "mãi mãi" in client.get("/retention/").text


@pytest.mark.parametrize("years", ["0", "51", "-1", "x"])
def test_years_that_are_none_change_nothing(cast: Cast, signed_in: SignIn, years: str) -> None:
    wanted = {"unit": HERE, "kind": "", "years": years, "confirmed": "on"}

    assert signed_in(cast.an).post("/retention/", wanted).status_code == 422
    assert not RetentionRule.objects.exists()


def test_a_rule_is_taken_back(cast: Cast, signed_in: SignIn) -> None:
    kept = retention.set_rule(cast.an, Rule(unit=path_of(HERE), years=5))
    above = retention.set_rule(cast.binh, Rule(unit=path_of("vn/31"), years=9))
    client = signed_in(cast.an)

    page = client.get("/retention/").text
    assert reverse("desk:retention-end", args=[kept.pk]) in page
    assert reverse("desk:retention-end", args=[above.pk]) not in page
    assert client.post(reverse("desk:retention-end", args=[kept.pk])).status_code == 303
    assert client.post(reverse("desk:retention-end", args=[above.pk])).status_code == 404

    assert RetentionRule.objects.get(until__isnull=True) == above


def test_the_page_is_for_administrators(cast: Cast, signed_in: SignIn) -> None:
    for person in (cast.nam, cast.hoa):
        assert signed_in(person).get("/retention/").status_code == 403


def test_a_leader_holds_and_lets_go(cast: Cast, old: Bulletin, signed_in: SignIn) -> None:
    client, page = signed_in(cast.hoa), reverse("desk:bulletin", args=[old.pk])

    assert "Âm thanh được lưu mãi mãi" in client.get(page).text
    retention.set_rule(cast.an, Rule(unit=path_of(HERE), years=50))
    assert "âm thanh được giữ đến ngày" in client.get(page).text
    refused = client.post(f"{page}hold/", {"hold-reason": " "})
    assert "Hãy ghi vì sao phải giữ lại" in refused.text
    client.post(f"{page}hold/", {"hold-reason": "Đang thanh tra"})
    assert "Đang thanh tra" in client.get(page).text
    assert "Thôi giữ lại" not in signed_in(cast.nam).get(page).text
    client.post(f"{page}let-go/")

    assert Hold.objects.get().lifted_by == cast.hoa.actor_id


def test_a_removed_sound_leaves_its_words(cast: Cast, old: Bulletin, signed_in: SignIn) -> None:
    retention.set_rule(cast.an, Rule(unit=path_of(HERE), years=5))
    retention.remove_what_is_due(timezone.localdate() + timedelta(days=366 * 6))
    client, page = signed_in(cast.hoa), reverse("desk:bulletin", args=[old.pk])

    said = client.get(page).text
    released = client.post(f"{page}release/", {"key": "b7d5a4de-6c39-4f0c-8f4c-111111111111"})
    exported = client.get(f"{page}export/").text

    assert "đã hết thời hạn lưu" in said
    assert "nhà văn hóa" in said
    assert released.status_code == 410
    assert "đã hết thời hạn lưu" in exported
    assert "Tạo tệp" not in exported


def test_what_waits_for_approval_says_nothing_of_it(cast: Cast, signed_in: SignIn) -> None:
    waiting = make_waiting(cast.nam, HERE)

    assert "Lưu âm thanh" not in signed_in(cast.hoa).get(f"/bulletins/{waiting.pk}/").text
