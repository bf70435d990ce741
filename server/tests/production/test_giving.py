"""What people outside give: by a link alone, never heard by itself, forgotten in time."""

import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from loa.audit.models import Entry
from loa.bulletins import actions as bulletins
from loa.bulletins.models import Bulletin
from loa.bulletins.testing import finish, version_of
from loa.domain.bulletins import OwnWork
from loa.domain.contributions import Fate, Gift, LinkClosed, NeedsConsent
from loa.domain.permissions import Duty, NotAllowed
from loa.media.models import Hearing, Sound, StoredFile
from loa.media.refusals import EmptyFile, TooBig
from loa.media.store import store
from loa.orgs.models import AdminUnit, Person
from loa.orgs.testing import Cast, Places, entrust, make_person
from loa.production import given, giving
from loa.production.jobs import forget
from loa.production.models import Contribution, Credit, GivingLink
from loa.web import refusals
from loa_protocol.errors import NotFound, WrongState

GIFT = Gift(name="Cô Mai", organisation="Trường tiểu học", text="Mai nghỉ học.", agrees=True)
AGREED = "Tôi đồng ý."
SENT = {"name": "Cô Mai", "text": "Mai nghỉ học.", "language": "vi", "agrees": "on"}


@pytest.fixture
def token(cast: Cast, places: Places) -> str:
    """A link that Nam made for a school."""
    wanted = giving.Wanted(unit=places.commune, days=7, organisation="Trường tiểu học")
    return giving.make_link(cast.nam, wanted)[1]


def gave(token: str, gift: Gift = GIFT, upload: io.BytesIO | None = None) -> Contribution:
    return giving.give(token, gift, upload=upload, consent_words=AGREED)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def grown_old(contribution: Contribution) -> None:
    long_ago = timezone.now() - timedelta(days=91)
    Contribution.objects.filter(pk=contribution.pk).update(given_at=long_ago)


def test_a_token_is_long_and_kept_as_a_digest(token: str) -> None:
    kept = GivingLink.objects.get()

    assert len(token) >= 43  # 256 bits
    assert kept.digest == given.digest_of(token) != token


def test_only_who_writes_here_makes_and_withdraws_links(
    cast: Cast, places: Places, token: str
) -> None:
    link = GivingLink.objects.get()
    for person in (cast.lan, cast.tuan):
        with pytest.raises(NotAllowed):
            giving.make_link(person, giving.Wanted(unit=places.commune, days=7))
        with pytest.raises(NotFound):
            giving.withdraw_link(person, link.pk)


def test_what_is_given_waits_with_its_consent(cast: Cast, token: str) -> None:
    contribution = gave(token)

    assert (contribution.fate, contribution.consent_words) == (Fate.WAITING, AGREED)
    assert list(given.waiting(cast.nam)) == [contribution]
    assert not given.contributions(cast.lan).exists()
    assert not Bulletin.objects.exists()
    assert Entry.objects.filter(action="contribution.given").exists()


def test_unknown_expired_and_withdrawn_links_say_the_same(cast: Cast, token: str) -> None:
    link = GivingLink.objects.get()
    said = [answer_at("x" * len(token))]
    assert Client().get(f"/give/{token}/").status_code == 200

    GivingLink.objects.filter(pk=link.pk).update(until=timezone.now())
    said.append(answer_at(token))
    GivingLink.objects.filter(pk=link.pk).update(until=timezone.now() + timedelta(days=1))
    giving.withdraw_link(cast.nam, link.pk)
    said.append(answer_at(token))

    assert said[0] == said[1] == said[2]
    assert refusals.said("given.closed") in said[0]
    with pytest.raises(LinkClosed):
        gave(token)


def answer_at(token: str) -> str:
    """Return what a link that is not open says, but for what every visit makes anew."""
    answer = Client().get(f"/give/{token}/")
    assert answer.status_code == 404
    made_anew = r'value="\w{64}"|nonce="[^"]*"'
    return re.sub(made_anew, "", answer.content.decode()).replace(token, "")


def test_nothing_is_taken_without_consent(token: str) -> None:
    with pytest.raises(NeedsConsent):
        gave(token, Gift(name="Cô Mai", text="Mai nghỉ học."))

    assert not Contribution.objects.exists()


def test_who_takes_it_over_is_its_writer_and_approves_none_of_it(
    cast: Cast, places: Places, token: str
) -> None:
    entrust(cast.nam, Duty.APPROVE, places.commune)
    contribution = gave(token)

    bulletin = giving.take_over(cast.nam, contribution.pk)

    kept = Bulletin.objects.get(pk=bulletin.pk)
    assert (kept.origin, kept.author) == ("contributed", cast.nam.actor_id)
    assert Credit.objects.get().name == "Cô Mai (Trường tiểu học)"
    bulletins.submit(cast.nam, kept.pk)
    for text in version_of(kept).texts():
        assert text.sound is not None
        finish(text.sound)
    with pytest.raises(OwnWork):
        bulletins.approve(cast.nam, kept.pk, version_of(kept).as_version().digest)
    with pytest.raises(WrongState):
        giving.take_over(cast.nam, contribution.pk)


def test_sound_comes_along_and_its_giver_is_heard(cast: Cast, files: Path, token: str) -> None:
    contribution = gave(token, upload=io.BytesIO(b"a voice"))

    bulletin = giving.take_over(cast.nam, contribution.pk)

    (text,) = version_of(bulletin).texts()
    assert text.sound is not None
    assert contribution.sound is not None
    assert (text.speaker, text.sound.source_file_id) == (
        "Cô Mai",
        contribution.sound.source_file_id,
    )
    assert {credit.role for credit in Credit.objects.all()} == {"author", "speaker"}


def test_sound_that_cannot_be_used_leaves_the_words(cast: Cast, files: Path, token: str) -> None:
    contribution = gave(token, upload=io.BytesIO(b"no sound"))
    Sound.objects.update(state=Sound.State.REFUSED, refusal_code="media.not_sound")

    bulletin = giving.take_over(cast.nam, contribution.pk)

    assert [text.sound for text in version_of(bulletin).texts()] == [None]


@pytest.mark.parametrize(("size", "refusal"), [(0, EmptyFile), (11, TooBig)])
def test_an_empty_or_too_large_file_is_not_taken(
    files: Path,
    token: str,
    monkeypatch: pytest.MonkeyPatch,
    size: int,
    refusal: type[Exception],
) -> None:
    monkeypatch.setattr("loa.media.actions.MOST_BYTES", 10)
    with pytest.raises(refusal):
        gave(token, upload=io.BytesIO(b"a" * size))

    assert not Contribution.objects.exists()


def test_others_find_nothing_to_take_or_decline(cast: Cast, token: str) -> None:
    contribution = gave(token)

    for person, refusal in ((cast.lan, NotFound), (cast.hoa, NotAllowed)):
        with pytest.raises(refusal):
            giving.take_over(person, contribution.pk)
        with pytest.raises(refusal):
            giving.decline(person, contribution.pk, "Trùng")


def test_what_nobody_took_is_forgotten_with_its_sound(
    cast: Cast, files: Path, token: str, django_capture_on_commit_callbacks: object
) -> None:
    contribution = gave(token, upload=io.BytesIO(b"a voice"))
    declined = giving.decline(cast.nam, gave(token).pk, "Trùng")
    taken, fresh = gave(token), gave(token)
    giving.take_over(cast.nam, taken.pk)
    assert contribution.sound is not None
    digest = contribution.sound.source_file_id or ""
    Hearing.objects.create(sound=contribution.sound, person=cast.nam.actor_id, how="word")
    for one in (contribution, declined, taken):
        grown_old(one)

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        forget(timestamp=0)

    assert set(Contribution.objects.values_list("pk", flat=True)) == {taken.pk, fresh.pk}
    assert not Sound.objects.exists()
    assert not StoredFile.objects.filter(pk=digest).exists()
    assert not store().exists(digest)


def test_bytes_that_another_sound_has_stay(cast: Cast, files: Path, token: str) -> None:
    old, fresh = (gave(token, upload=io.BytesIO(b"a voice")) for _ in range(2))
    grown_old(old)

    assert giving.forget_what_nobody_took() == 1

    assert fresh.sound is not None
    assert store().exists(fresh.sound.source_file_id or "")


def test_the_page_takes_what_it_is_given(files: Path, token: str) -> None:
    upload = SimpleUploadedFile("loi.wav", b"a voice")

    answer = Client().post(f"/give/{token}/", {**SENT, "upload": upload})

    kept = Contribution.objects.get()
    assert (answer.status_code, kept.name, kept.consent_version) == (303, "Cô Mai", "2026-11")
    assert "90 ngày" in kept.consent_words
    assert "Cảm ơn" in Client().get(answer["location"]).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"agrees": ""},
        {"name": ""},
        {"text": ""},
        {"text": "Chào 🎉"},
        {"text": "<b>Chào</b>"},
        {"text": "a" * 20_001},
        {"language": "xx"},
        {"upload": SimpleUploadedFile("trong.wav", b"")},
    ],
)
def test_the_page_says_what_is_wrong(token: str, files: Path, wrong: dict[str, object]) -> None:
    answer = Client().post(f"/give/{token}/", {**SENT, **wrong})

    assert answer.status_code == 422
    assert not Contribution.objects.exists()


@pytest.mark.usefixtures("one_moment")
def test_who_gives_too_often_is_held_back(token: str) -> None:
    answers = [Client().post(f"/give/{token}/", SENT).status_code for _ in range(6)]

    assert answers == [303] * 5 + [429]
    assert Contribution.objects.count() == 5


@pytest.mark.usefixtures("one_moment")
def test_who_guesses_links_is_held_back(places: Places) -> None:
    answers = [Client().get(f"/give/{number}/").status_code for number in range(61)]

    assert (set(answers[:60]), answers[60]) == ({404}, 429)


def test_a_link_is_shown_once_and_can_be_scanned(cast: Cast, places: Places) -> None:
    client = signed_in(cast.nam)

    page = client.post("/contributions/links/", {"unit": "11848", "days": 7}).content.decode()
    refused = client.post("/contributions/links/", {"unit": "11848", "days": 0})

    assert "/give/" in page
    assert "<svg" in page
    assert refused.status_code == 422
    assert "/give/" not in client.get("/contributions/links/").content.decode()
    assert signed_in(cast.hoa).get("/contributions/links/").status_code == 403


@pytest.fixture
def mai(places: Places) -> Person:
    """A contributor of the commune."""
    return make_person("mai", "Hoàng Thị Mai", places.commune, Duty.CONTRIBUTE)


def gave_as(person: Person, unit: AdminUnit, upload: io.BytesIO | None = None) -> Contribution:
    return giving.give_as(person, unit, GIFT, upload=upload, consent_words=AGREED)


def test_a_contributor_gives_under_their_own_name(
    mai: Person, cast: Cast, places: Places, files: Path
) -> None:
    contribution = gave_as(mai, places.commune, io.BytesIO(b"a voice"))

    assert (contribution.name, contribution.giver) == ("Hoàng Thị Mai", mai.actor_id)
    assert list(given.own(mai)) == list(given.waiting(cast.nam)) == [contribution]
    assert contribution.sound is not None
    assert contribution.sound.created_by == mai.actor_id
    entry = Entry.objects.get(action="contribution.given")
    assert entry.actor_id == str(mai.actor_id)
    bulletin = giving.take_over(cast.nam, contribution.pk)
    assert (bulletin.author, bulletin.origin) == (cast.nam.actor_id, "contributed")


def test_nobody_gives_who_was_not_entrusted_with_it(
    mai: Person, cast: Cast, places: Places
) -> None:
    for person, unit in (
        (cast.nam, places.commune),
        (mai, places.other_commune),
        (mai, places.province),
    ):
        with pytest.raises(NotAllowed):
            gave_as(person, unit)

    assert not Contribution.objects.exists()


def test_a_contributor_sees_their_own_alone(
    mai: Person, cast: Cast, places: Places, token: str
) -> None:
    gave(token)
    own = gave_as(mai, places.commune)

    page = signed_in(mai).get("/contributions/own/").text

    assert page.count('class="row-text"') == 1
    assert not given.contributions(mai).exists()
    with pytest.raises(NotFound):
        giving.take_over(mai, own.pk)


def test_the_page_of_a_contributor_says_what_became_of_it(
    mai: Person, cast: Cast, places: Places, files: Path
) -> None:
    client = signed_in(mai)
    upload = SimpleUploadedFile("loi.wav", b"a voice")
    sent = {"unit": "11848", "text": "Mai nghỉ học.", "language": "vi", "agrees": "on"}

    answer = client.post("/contributions/own/", {**sent, "upload": upload}, follow=True)
    refused = client.post("/contributions/own/", {**sent, "agrees": ""})
    empty = {**sent, "upload": SimpleUploadedFile("trong.wav", b"")}

    assert "Cảm ơn bạn" in answer.text
    assert "Chờ xem" in answer.text
    assert refused.status_code == client.post("/contributions/own/", empty).status_code == 422
    giving.decline(cast.nam, Contribution.objects.get().pk, "Đã có tin này")
    assert "Đã có tin này" in client.get("/contributions/own/").text


def test_a_contributor_reads_when_it_was_heard(mai: Person, cast: Cast, places: Places) -> None:
    at = timezone.now() - timedelta(hours=1)
    bulletin = giving.take_over(cast.nam, gave_as(mai, places.commune).pk)
    Bulletin.objects.filter(pk=bulletin.pk).update(first_heard_at=at)

    page = signed_in(mai).get("/contributions/own/").text

    assert f"phát lần đầu {timezone.localtime(at):%H:%M %d/%m/%Y}" in page


def test_the_page_of_a_contributor_is_theirs(mai: Person, cast: Cast) -> None:
    assert signed_in(cast.nam).get("/contributions/own/").status_code == 403
    assert signed_in(mai).get("/").headers["Location"] == "/contributions/own/"


@pytest.mark.usefixtures("one_moment")
def test_a_contributor_who_gives_too_much_is_held_back(
    mai: Person, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loa.production.views.own.GIFTS_A_DAY", 2)
    client, sent = signed_in(mai), {**SENT, "unit": "11848"}

    answers = [client.post("/contributions/own/", sent).status_code for _ in range(3)]

    assert (answers[:2], Contribution.objects.count()) == ([303, 303], 2)
    assert answers[2] in {422, 429}


def test_the_pages_take_over_and_decline(cast: Cast, token: str) -> None:
    client, first, second = signed_in(cast.nam), gave(token), gave(token)

    assert "Cô Mai" in client.get("/contributions/").content.decode()
    assert "Nhận và lập" in client.get(f"/contributions/{first.pk}/").content.decode()
    assert client.post(f"/contributions/{first.pk}/take-over/").status_code == 303
    assert client.post(f"/contributions/{second.pk}/decline/", {"reason": ""}).status_code == 422
    answer = client.post(f"/contributions/{second.pk}/decline/", {"reason": "Trùng"})
    assert answer.status_code == 303
    assert "Trùng" in client.get(f"/contributions/{second.pk}/").content.decode()
