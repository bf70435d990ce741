"""The pages of officer and leader: what they show, do, and refuse with the input kept."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, time, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from loa.broadcast import sessions
from loa.broadcast.models import OrderRow, Proposal, Session, SessionItem
from loa.bulletins import actions
from loa.bulletins.models import Bulletin
from loa.bulletins.testing import MEETING, draft_of, make_approved, make_waiting, version_of
from loa.domain.bulletins import State
from loa.domain.days import VIETNAM
from loa.domain.permissions import Duty
from loa.domain.targeting import SpreadPolicy
from loa.orgs.models import Person
from loa.orgs.testing import Cast, Places, entrust, today
from loa.stations.testing import Site, make_site
from pytest_django import Settings

HERE = "vn/31/11848"
SignIn = Callable[[Person], Client]


@pytest.fixture
def site(tmp_path: Path, places: Places) -> Site:
    """Give the commune keys, a station and two clusters."""
    return make_site(tmp_path, places)


@pytest.fixture
def evening(nam: Person) -> Session:
    """Open tomorrow's session from five to half past five."""
    starts = datetime(2000, 1, 1, 17, tzinfo=VIETNAM)
    starts = starts.replace(year=today().year, month=today().month, day=today().day)
    starts += timedelta(days=1)
    return sessions.open_session(
        nam, unit=HERE, name="Buổi chiều", starts=starts, ends=starts + timedelta(minutes=30)
    )


def compose(**told: object) -> dict[str, object]:
    return {
        "key": str(uuid4()),
        "unit": HERE,
        "text": MEETING,
        "klass": "ordinary",
        "do": "submit",
        **told,
    }


def step(bulletin: Bulletin, name: str) -> str:
    return reverse("desk:step", args=[bulletin.pk, name])


def test_an_officer_announces_with_one_form(nam: Person, signed_in: SignIn) -> None:
    answer = signed_in(nam).post("/write/", compose())

    bulletin = Bulletin.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        f"/bulletins/{bulletin.pk}/",
    )
    assert version_of(bulletin).state == State.SUBMITTED


def test_the_same_form_sent_twice_announces_once(nam: Person, signed_in: SignIn) -> None:
    client, form = signed_in(nam), compose()

    first, second = (client.post("/write/", form) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Bulletin.objects.count() == 1


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("vi", "mà máy không đọc được"), ("en", "which no voice can read")],
)
def test_a_refusal_stands_at_its_field_and_what_was_typed_stays(
    nam: Person, signed_in: SignIn, language: str, sentence: str
) -> None:
    client = signed_in(nam)
    client.cookies["language"] = language
    answer = client.post("/write/", compose(text=MEETING + " 🙂", title="Họp thôn"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert MEETING + " 🙂" in page
    assert 'value="Họp thôn"' in page
    assert not Bulletin.objects.exists()


@pytest.mark.parametrize(
    "text", ["x" * 200_000, MEETING + "\u202e", "<break/>" + MEETING, "", "  "]
)
def test_bad_words_change_nothing(nam: Person, signed_in: SignIn, text: str) -> None:
    answer = signed_in(nam).post("/write/", compose(text=text))

    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()
    assert not Bulletin.objects.exists()


def test_an_empty_file_is_refused_at_its_field(nam: Person, signed_in: SignIn) -> None:
    nothing = SimpleUploadedFile("a.mp3", b"")
    answer = signed_in(nam).post("/write/", compose(text="", upload=nothing))

    assert answer.status_code == 422
    assert not Bulletin.objects.exists()


def test_a_second_language_is_sent_along(nam: Person, signed_in: SignIn) -> None:
    sound = SimpleUploadedFile("ghi-am.webm", b"RIFF", content_type="audio/webm")
    told = compose(language="tyz", other_text="Khảu lẩu", other_upload=sound)
    assert signed_in(nam).post("/write/", told).status_code == 303

    _, tay = version_of(Bulletin.objects.get()).texts()
    assert (tay.language, tay.is_recorded) == ("tyz", True)
    assert tay.sound is not None
    assert tay.sound.kind == "recording"


def test_a_song_is_coded_for_music_wherever_it_is_sent(nam: Person, signed_in: SignIn) -> None:
    client, song = signed_in(nam), SimpleUploadedFile("hat.mp3", b"a song")
    client.post("/write/", compose(upload=song, is_music="on"))
    bulletin = Bulletin.objects.get()
    first = version_of(bulletin).texts()[0].sound
    assert first is not None
    assert first.is_music

    actions.take_back(nam, bulletin.pk)
    spoken = {"text": "Lời", "upload": SimpleUploadedFile("noi.mp3", b"a voice")}
    client.post(f"/bulletins/{bulletin.pk}/languages/vi/", spoken)
    second = version_of(bulletin).texts()[0].sound
    assert second is not None
    assert not second.is_music


def test_other_words_without_a_language_are_asked_about(nam: Person, signed_in: SignIn) -> None:
    answer = signed_in(nam).post("/write/", compose(other_text="Khảu lẩu"))

    assert "Hãy chọn ngôn ngữ" in answer.content.decode()
    assert not Bulletin.objects.exists()


def test_only_writers_have_the_form(cast: Cast, signed_in: SignIn) -> None:
    for somebody in (cast.hoa, cast.tuan, cast.an):
        assert signed_in(somebody).get("/write/").status_code == 403
        assert signed_in(somebody).post("/write/", compose()).status_code == 403
    assert not Bulletin.objects.exists()


def test_nobody_writes_in_anothers_name(cast: Cast, signed_in: SignIn) -> None:
    answer = signed_in(cast.lan).post("/write/", compose())

    assert answer.status_code == 422
    assert not Bulletin.objects.exists()


def test_a_leader_approves_exactly_what_the_page_showed(
    nam: Person, hoa: Person, signed_in: SignIn
) -> None:
    bulletin = make_waiting(nam, HERE)
    client = signed_in(hoa)
    page = client.get(f"/bulletins/{bulletin.pk}/").content.decode()
    found = re.search(r'name="digest" value="([0-9a-f]{64})"', page)
    assert found
    assert MEETING in page

    assert client.post(step(bulletin, "approve"), {"digest": found[1]}).status_code == 303
    assert version_of(bulletin).digest == found[1]


def test_the_second_leader_is_told(
    nam: Person, hoa: Person, minh: Person, signed_in: SignIn
) -> None:
    bulletin = make_waiting(nam, HERE)
    seen = version_of(bulletin).as_version().digest
    assert signed_in(hoa).post(step(bulletin, "approve"), {"digest": seen}).status_code == 303

    answer = signed_in(minh).post(step(bulletin, "approve"), {"digest": seen})
    assert answer.status_code == 409
    assert "Có người vừa chuyển việc này" in answer.content.decode()


def test_an_old_page_approves_nothing(nam: Person, hoa: Person, signed_in: SignIn) -> None:
    bulletin = make_waiting(nam, HERE)
    answer = signed_in(hoa).post(step(bulletin, "approve"), {"digest": "0" * 64})

    assert answer.status_code == 409
    assert "Hãy nghe và đọc lại bản mới" in answer.content.decode()
    assert version_of(bulletin).state == State.SUBMITTED


def test_a_leader_who_wrote_it_sees_why_not(nam: Person, places: Places, signed_in: SignIn) -> None:
    entrust(nam, Duty.APPROVE, places.commune)
    bulletin = make_waiting(nam, HERE)
    page = signed_in(nam).get(f"/bulletins/{bulletin.pk}/").content.decode()

    assert "người khác phải duyệt" in page
    assert 'name="digest"' not in page


def test_a_return_needs_a_reason_and_shows_it(nam: Person, hoa: Person, signed_in: SignIn) -> None:
    bulletin = make_waiting(nam, HERE)
    leader = signed_in(hoa)
    refused = leader.post(step(bulletin, "return"), {"reason": " "})
    assert refused.status_code == 422
    assert "Hãy ghi lý do" in refused.content.decode()

    leader.post(step(bulletin, "return"), {"reason": "Sai giờ họp."})
    assert "Sai giờ họp." in signed_in(nam).get(f"/bulletins/{bulletin.pk}/").content.decode()
    assert "Cần bạn sửa" in signed_in(nam).get("/today/").content.decode()


def test_a_draft_is_changed_and_submitted(nam: Person, signed_in: SignIn) -> None:
    client = signed_in(nam)
    client.post("/write/", compose(do="draft"))
    bulletin = Bulletin.objects.get()
    at = f"/bulletins/{bulletin.pk}/"

    assert "Đang xử lý âm thanh" in client.get(at).content.decode()
    assert MEETING in client.get(f"{at}languages/vi/").content.decode()
    client.post(f"{at}languages/vi/", {"text": "Họp lúc 20 giờ."})
    bad = client.post(f"{at}languages/vi/", {"text": "Họp 🙂"})
    assert (bad.status_code, "Họp 🙂" in bad.content.decode()) == (422, True)
    client.post(f"{at}languages/", {"language": "en", "text": "Meeting at 8 p.m."})
    client.post(f"{at}details/", {"title": "Họp thôn", "klass": "priority"})
    assert client.post(step(bulletin, "hear")).status_code == 303
    assert client.post(step(bulletin, "drop-language"), {"language": "en"}).status_code == 303
    assert client.post(step(bulletin, "submit")).status_code == 303

    bulletin.refresh_from_db()
    version = version_of(bulletin)
    assert (version.state, bulletin.title, bulletin.klass) == ("submitted", "Họp thôn", "priority")
    assert [text.text for text in version.texts()] == ["Họp lúc 20 giờ."]
    assert client.post(step(bulletin, "take-back")).status_code == 303
    assert client.post(step(bulletin, "withdraw")).status_code == 303


def test_a_language_without_a_voice_is_refused_on_the_page(nam: Person, signed_in: SignIn) -> None:
    client = signed_in(nam)
    bulletin = actions.write(nam, draft_of(HERE))
    client.post(f"/bulletins/{bulletin.pk}/languages/", {"language": "tyz", "text": "Khảu"})
    answer = client.post(step(bulletin, "submit"))

    assert answer.status_code == 422
    assert "Chưa có giọng đọc Tày" in answer.content.decode()


def test_approved_words_are_not_changed_by_a_form(
    nam: Person, hoa: Person, signed_in: SignIn
) -> None:
    bulletin = make_approved(nam, hoa, HERE)
    answer = signed_in(nam).post(f"/bulletins/{bulletin.pk}/languages/vi/", {"text": "Khác"})

    assert answer.status_code == 409
    assert signed_in(nam).post(step(bulletin, "reword")).status_code == 303
    assert version_of(bulletin).number == 2


def test_an_unknown_step_is_not_found(nam: Person, signed_in: SignIn) -> None:
    bulletin = actions.write(nam, draft_of(HERE))

    assert signed_in(nam).post(step(bulletin, "burn")).status_code == 404


def test_others_find_no_page_and_change_nothing(
    site: Site, nam: Person, cast: Cast, evening: Session, signed_in: SignIn
) -> None:
    bulletin = make_waiting(nam, HERE)
    at, room = f"/bulletins/{bulletin.pk}/", f"/sessions/{evening.pk}/"
    for somebody in (cast.lan, cast.vy):
        client = signed_in(somebody)
        for address in (at, f"{at}details/", f"{at}languages/", f"{at}languages/vi/", room):
            assert client.get(address).status_code == 404, address
        for name in ("submit", "approve", "return", "take-back", "withdraw", "place", "reword"):
            assert client.post(f"{at}{name}/").status_code == 404, name
        for name in ("place", "earlier", "later", "remove", "drop"):
            assert client.post(f"{room}{name}/", {"which": "1"}).status_code == 404, name
        assert bulletin.title not in client.get("/bulletins/").content.decode()
        assert bulletin.title not in client.get("/today/").content.decode()
        assert evening.name not in client.get(f"/sessions/?day={evening.date}").content.decode()
    assert version_of(bulletin).state == State.SUBMITTED
    assert Session.objects.count() == 1


def test_the_first_page_says_what_waits(nam: Person, hoa: Person, signed_in: SignIn) -> None:
    make_waiting(nam, HERE)

    assert "Chờ bạn duyệt" in signed_in(hoa).get("/today/").content.decode()
    assert MEETING in signed_in(hoa).get("/waiting/").content.decode()
    page = signed_in(nam).get("/today/").content.decode()
    assert "Chờ bạn duyệt" not in page
    assert "Soạn bản tin" in page


@pytest.mark.parametrize(("tab", "is_there"), [("all", True), ("desk", False), ("waiting", True)])
def test_the_list_is_narrowed(nam: Person, signed_in: SignIn, tab: str, is_there: bool) -> None:
    make_waiting(nam, HERE)

    page = signed_in(nam).get(f"/bulletins/?tab={tab}").content.decode()
    assert (MEETING in page) is is_there


def test_an_officer_fills_a_session(
    site: Site, nam: Person, hoa: Person, evening: Session, signed_in: SignIn
) -> None:
    client = signed_in(nam)
    first = make_approved(nam, hoa, HERE, title="Một", seconds=60)
    second = make_approved(nam, hoa, HERE, title="Hai", seconds=60)
    at = f"/sessions/{evening.pk}/"
    assert "Một" in client.get(at).content.decode()

    client.post(f"{at}place/", {"which": first.pk})
    client.post(step(second, "place"), {"session": evening.pk})
    items = list(evening.items())
    client.post(f"{at}later/", {"which": items[0].pk})
    assert [item.version.bulletin.title for item in evening.items()] == ["Hai", "Một"]
    client.post(f"{at}earlier/", {"which": items[0].pk})
    client.post(f"{at}remove/", {"which": items[1].pk})
    assert [item.version.bulletin.title for item in evening.items()] == ["Một"]

    gone = client.post(f"{at}remove/", {"which": items[1].pk})
    assert (gone.status_code, "tải lại trang" in gone.content.decode()) == (409, True)
    assert client.post(f"{at}drop/").status_code == 303
    assert not SessionItem.objects.exists()


def test_a_second_tap_places_nothing_twice(
    site: Site, nam: Person, hoa: Person, evening: Session, signed_in: SignIn
) -> None:
    bulletin = make_approved(nam, hoa, HERE)
    client, key = signed_in(nam), str(uuid4())
    for _ in range(2):
        form = {"which": bulletin.pk, "key": key}
        assert client.post(f"/sessions/{evening.pk}/place/", form).status_code == 303
        form = {"session": evening.pk, "key": key}
        assert client.post(step(bulletin, "place"), form).status_code == 303

    assert SessionItem.objects.count() == 1


def test_what_does_not_fit_says_by_how_much(
    site: Site, nam: Person, hoa: Person, evening: Session, signed_in: SignIn
) -> None:
    long = make_approved(nam, hoa, HERE, seconds=1_900)
    client = signed_in(nam)
    answer = client.post(f"/sessions/{evening.pk}/place/", {"which": long.pk})

    assert answer.status_code == 422
    assert "thừa 100 giây" in answer.content.decode()
    assert "Không đủ chỗ" in answer.content.decode()


def test_the_length_and_the_sessions_with_room_are_shown_before_approval(
    nam: Person, evening: Session, signed_in: SignIn
) -> None:
    short = make_waiting(nam, HERE, seconds=60)
    long = make_waiting(nam, HERE, seconds=1_900)
    client = signed_in(nam)

    assert "Buổi chiều" in client.get(f"/bulletins/{short.pk}/").content.decode()
    page = client.get(f"/bulletins/{long.pk}/").content.decode()
    assert "31 phút 40 giây" in page
    assert "Không buổi nào sắp tới đủ chỗ" in page


def test_the_first_page_asks_the_database_only_a_little(
    site: Site,
    cast: Cast,
    evening: Session,
    signed_in: SignIn,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[None]],
) -> None:
    for _ in range(3):
        make_waiting(cast.nam, HERE)
    client = signed_in(cast.hoa)
    client.get("/today/")

    with django_assert_max_num_queries(18):
        client.get("/today/")


def opening(**told: object) -> dict[str, object]:
    day = today() + timedelta(days=2)
    return {
        "unit": HERE,
        "name": "Buổi sáng",
        "date": day.isoformat(),
        "starts": "05:30",
        "ends": "06:00",
        **told,
    }


def test_an_officer_opens_a_session(nam: Person, signed_in: SignIn) -> None:
    client = signed_in(nam)
    assert client.get("/sessions/new/").status_code == 200
    assert client.post("/sessions/new/", opening()).status_code == 303

    session = Session.objects.get()
    assert "Buổi sáng" in client.get(f"/sessions/?day={session.date}").content.decode()
    assert "05:30" in client.get(f"/sessions/{session.pk}/").content.decode()


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"date": "2020-01-01"}, "Giờ này đã qua. Hãy chọn giờ sau"),
        ({"ends": "05:00"}, "Giờ kết thúc phải sau"),
        ({"date": "2099-01-01"}, "xa quá 60 ngày"),
        ({"starts": "03:15", "ends": "03:45"}, "giờ yên tĩnh ban đêm (22:00–05:00)"),
    ],
)
def test_a_bad_window_is_refused_with_the_input_kept(
    nam: Person, signed_in: SignIn, told: dict[str, object], sentence: str, settings: Settings
) -> None:
    settings.RELEASE_ALONE = SpreadPolicy()
    answer = signed_in(nam).post("/sessions/new/", opening(**told))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert 'value="Buổi sáng"' in page
    assert not Session.objects.exists()


def test_only_those_who_make_the_programme_open_sessions(cast: Cast, signed_in: SignIn) -> None:
    for somebody in (cast.hoa, cast.tuan, cast.an):
        assert signed_in(somebody).get("/sessions/new/").status_code == 403


@pytest.fixture
def by_night(settings: Settings) -> None:
    """Let everything be night."""
    settings.RELEASE_ALONE = SpreadPolicy(night_from=time(12), night_until=time(12))


def test_a_leader_lets_an_approved_bulletin_out(
    site: Site, nam: Person, hoa: Person, signed_in: SignIn
) -> None:
    bulletin = make_approved(nam, hoa, HERE)
    client, form = signed_in(hoa), {"key": str(uuid4()), "clusters": [site.gate.code]}
    at = f"/bulletins/{bulletin.pk}/release/"
    assert "Cổng làng Thượng" in client.get(at).content.decode()
    for _ in range(2):
        assert client.post(at, form).headers["Location"] == f"/deliveries/{bulletin.pk}/"

    (row,) = OrderRow.objects.all()
    assert (row.areas, row.clusters) == ([HERE], [site.gate.code])
    assert "Đã cho phát ngay hôm nay" in client.get("/today/").content.decode()
    assert version_of(bulletin).state == State.RELEASED
    again = client.post(at, {**form, "key": str(uuid4())})
    assert (again.status_code, "đang phát" in again.content.decode()) == (409, True)


def test_who_may_not_release_lets_nothing_out(
    site: Site, nam: Person, hoa: Person, signed_in: SignIn
) -> None:
    bulletin = make_approved(nam, hoa, HERE)
    answer = signed_in(nam).post(f"/bulletins/{bulletin.pk}/release/", {"key": str(uuid4())})

    assert answer.status_code == 403
    assert "Bạn không được giao việc này" in answer.content.decode()
    assert "Cho phát ngay" not in signed_in(nam).get(f"/bulletins/{bulletin.pk}/").content.decode()
    assert not OrderRow.objects.exists()


@pytest.mark.usefixtures("by_night", "site")
def test_at_night_a_second_person_lets_it_out(
    nam: Person, hoa: Person, minh: Person, signed_in: SignIn
) -> None:
    bulletin = make_approved(nam, hoa, HERE)
    leader, at = signed_in(hoa), f"/bulletins/{bulletin.pk}/release/"
    assert "Phát ngay" not in leader.get(at).text
    refused = leader.post(at, {"key": str(uuid4())})
    assert (refused.status_code, "người thứ hai" in refused.content.decode()) == (409, True)
    leader.post(at, {"key": str(uuid4()), "do": "propose"})
    proposal = Proposal.objects.get()

    assert "Xác nhận và cho phát" not in leader.get("/proposals/").content.decode()
    own = leader.post(f"/proposals/{proposal.pk}/second/")
    assert (own.status_code, OrderRow.objects.exists()) == (403, False)
    other = signed_in(minh)
    assert "chờ người thứ hai xác nhận" in other.get("/today/").content.decode()
    assert other.post(f"/proposals/{proposal.pk}/burn/").status_code == 404
    assert other.post(f"/proposals/{proposal.pk}/second/").status_code == 303
    assert OrderRow.objects.get().second_by == minh.actor_id
