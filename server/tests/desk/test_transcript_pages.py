"""The words of a recording on the bulletin's page: lacking, awaited, drafted, confirmed."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from loa.bulletins import actions, scripts, transcripts
from loa.bulletins.models import Bulletin
from loa.bulletins.testing import make_recorded, make_waiting, version_of
from loa.media import transcribing
from loa.media.refusals import NothingHeard
from loa.media.speech import scribe
from loa.media.transcripts import Transcript
from loa.orgs.models import Person
from loa.orgs.testing import Cast

HERE = "vn/31/11848"
ASK = "Nhờ máy chép lời"
UNCONFIRMED = "Máy chép, chưa ai xác nhận"
WORDS = "Kính mời bà con họp."
SignIn = Callable[[Person], Client]


@pytest.fixture
def recorded(cast: Cast) -> Bulletin:
    return make_recorded(cast.nam, HERE)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scribe, "is_here", lambda: True)


def address(bulletin: Bulletin) -> str:
    return reverse("desk:bulletin", args=[bulletin.pk])


def transcript_of(bulletin: Bulletin, language: str = "vi") -> str:
    return reverse("desk:transcript", args=[bulletin.pk, language])


def ask(client: Client, bulletin: Bulletin) -> str:
    where = reverse("desk:step", args=[bulletin.pk, "transcribe"])
    return client.post(where, {"language": "vi"}, follow=True).content.decode()


def test_without_the_extra_words_are_written_by_hand(
    cast: Cast, recorded: Bulletin, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scribe, "is_here", lambda: False)
    client = signed_in(cast.nam)
    page = client.get(address(recorded)).content.decode()

    assert ASK not in page
    assert transcript_of(recorded) in page
    assert "Bản chép lời không thay đổi âm thanh đã duyệt." in page
    answer = client.post(transcript_of(recorded), {"words": WORDS, "seen": "0"})
    assert (answer.status_code, answer.headers["Location"]) == (303, address(recorded))
    shown = client.get(address(recorded)).content.decode()
    assert WORDS in shown
    assert UNCONFIRMED not in shown


def test_a_draft_is_asked_for_labelled_and_put_right(
    cast: Cast, recorded: Bulletin, signed_in: SignIn, machine: None
) -> None:
    client = signed_in(cast.nam)

    assert ASK in client.get(address(recorded)).content.decode()
    assert "Máy đang chép lời" in ask(client, recorded)
    transcribing.end(Transcript.objects.get().pk, draft="kính mời bà con <họp>")
    page = client.get(address(recorded)).content.decode()
    assert UNCONFIRMED in page
    assert "kính mời bà con &lt;họp&gt;" in page
    assert ASK not in page
    form = client.get(transcript_of(recorded)).content.decode()
    assert UNCONFIRMED in form
    assert "kính mời bà con &lt;họp&gt;</textarea>" in form


def test_why_there_is_no_draft_is_told(
    cast: Cast, recorded: Bulletin, signed_in: SignIn, machine: None
) -> None:
    client = signed_in(cast.nam)
    ask(client, recorded)
    transcribing.end(Transcript.objects.get().pk, refusal=NothingHeard())
    page = client.get(address(recorded)).content.decode()

    assert "Máy không nghe ra lời nào" in page
    assert ASK in page


def test_the_approver_sees_words_but_no_buttons(
    cast: Cast, recorded: Bulletin, signed_in: SignIn, machine: None
) -> None:
    transcripts.confirm(cast.nam, recorded.pk, "vi", WORDS)
    hoa = signed_in(cast.hoa)
    page = hoa.get(address(recorded)).content.decode()

    assert WORDS in page
    assert transcript_of(recorded) not in page
    assert hoa.post(transcript_of(recorded), {"words": "Khác", "seen": "1"}).status_code == 403


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Mời <b>họp</b>", (422, "mã đánh dấu")),
        ("", (422, "còn trống")),
        ("a" * 130_000, (422, "quá mức")),
        ("Mời họp tối nay", (409, "Người khác vừa xác nhận")),
    ],
)
def test_what_was_typed_stays_when_it_is_refused(
    cast: Cast, recorded: Bulletin, signed_in: SignIn, words: str, told: tuple[int, str]
) -> None:
    client = signed_in(cast.nam)
    transcripts.confirm(cast.nam, recorded.pk, "vi", WORDS)

    answer = client.post(transcript_of(recorded), {"words": words, "seen": "0"})

    page = answer.content.decode()
    assert answer.status_code == told[0]
    assert told[1] in page
    assert WORDS in page
    assert words.replace("<", "&lt;").replace(">", "&gt;") + "</textarea>" in page
    assert 'name="seen" value="1"' in page


def test_a_bulletin_of_others_is_not_there(
    cast: Cast, recorded: Bulletin, signed_in: SignIn, machine: None
) -> None:
    lan = signed_in(cast.lan)

    assert lan.get(transcript_of(recorded)).status_code == 404
    assert lan.post(transcript_of(recorded), {"words": "Khác"}).status_code == 404
    where = reverse("desk:step", args=[recorded.pk, "transcribe"])
    assert lan.post(where, {"language": "vi"}).status_code == 404
    assert not Transcript.objects.exists()


def test_a_text_has_no_page_for_a_transcript(cast: Cast, signed_in: SignIn) -> None:
    written = make_waiting(cast.nam, HERE)
    client = signed_in(cast.nam)

    assert "Bản chép lời" not in client.get(address(written)).content.decode()
    assert client.get(transcript_of(written)).status_code == 422


def test_on_paper_it_says_where_the_words_come_from(
    cast: Cast, recorded: Bulletin, signed_in: SignIn
) -> None:
    client = signed_in(cast.nam)
    readout = reverse("desk:readout", args=[recorded.pk])
    label = "Chép lời từ bản ghi âm, không phải văn bản đã duyệt."

    assert "Chỉ có âm thanh" in client.get(readout).content.decode()
    transcripts.confirm(cast.nam, recorded.pk, "vi", WORDS)
    page = client.get(readout).content.decode()
    assert WORDS in page
    assert label in page
    told = scripts._texts(version_of(recorded))
    assert told == [{"name": "Tiếng Việt", "lines": [WORDS], "note": label}]
    assert scripts.pdf(cast.nam, recorded.pk).startswith(b"%PDF-")


def test_after_approval_it_may_still_be_written_down(
    cast: Cast, recorded: Bulletin, signed_in: SignIn
) -> None:
    actions.approve(cast.hoa, recorded.pk, version_of(recorded).as_version().digest)
    client = signed_in(cast.nam)

    assert client.post(transcript_of(recorded), {"words": WORDS, "seen": ""}).status_code == 303
    assert WORDS in client.get(address(recorded)).content.decode()
