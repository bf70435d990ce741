"""The page where a programme is put together, without a script."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from loa.bulletins import actions
from loa.bulletins.models import Bulletin
from loa.bulletins.parts import ArrangementPart
from loa.bulletins.testing import draft_of, make_approved, version_of
from loa.media.models import Sound
from loa.media.testing.sounds import ready_sound
from loa.orgs.models import Person
from loa.orgs.testing import Cast

HERE = "vn/31/11848"
SignIn = Callable[[Person], Client]
CUT = {"fade_in_ms": "0", "fade_out_ms": "0.5", "gap_ms": "1", "level_db": "-2"}


@pytest.fixture
def bulletin(nam: Person, files: Path) -> Bulletin:
    return actions.write(nam, draft_of(HERE))


@pytest.fixture
def voice(nam: Person, files: Path) -> Sound:
    return ready_sound(nam, nam.unit)


@pytest.fixture
def client(nam: Person, signed_in: SignIn) -> Client:
    return signed_in(nam)


def page_of(bulletin: Bulletin) -> str:
    return reverse("desk:programme", args=[bulletin.pk, "vi"])


def step(client: Client, bulletin: Bulletin, name: str, **given: object) -> tuple[int, str]:
    address = reverse("desk:programme-step", args=[bulletin.pk, "vi", name])
    answer = client.post(address, given)
    return answer.status_code, answer.content.decode()


def added(client: Client, bulletin: Bulletin, voice: Sound, title: str) -> ArrangementPart:
    status, _ = step(client, bulletin, "add", sound=voice.pk, title=title, key=uuid4())
    assert status == 303
    return ArrangementPart.objects.get(title=title)


def test_a_part_is_added_cut_and_put_together(
    client: Client, bulletin: Bulletin, voice: Sound
) -> None:
    part = added(client, bulletin, voice, "Lời dẫn")
    status, _ = step(client, bulletin, "cut", which=part.pk, from_ms="0.25", to_ms="", **CUT)
    assert status == 303
    assert step(client, bulletin, "put-together", at="whole")[0] == 303

    made = version_of(bulletin).texts()[0].sound
    assert made
    assert made.arrangement
    (kept,) = made.arrangement["parts"]
    assert (kept["from_ms"], kept["to_ms"], kept["fade_out_ms"]) == (250, 2000, 500)
    page = client.get(page_of(bulletin)).content.decode()
    assert "put-together" not in page
    assert 'value="0.25"' in page
    assert "1. Lời dẫn" in page
    assert "data-sound-waiting" in page


def test_a_bad_cut_is_told_at_its_field_with_what_was_typed(
    client: Client, bulletin: Bulletin, voice: Sound
) -> None:
    part = added(client, bulletin, voice, "Lời dẫn")

    status, page = step(client, bulletin, "cut", which=part.pk, from_ms="1.5", to_ms="1", **CUT)

    assert status == 422
    assert "Đoạn 1 cắt sai" in page
    assert f'aria-invalid="true" aria-describedby="part-{part.pk}-to_ms' in page
    assert 'value="1.5"' in page


def test_parts_are_moved_left_out_and_put_back(
    client: Client, bulletin: Bulletin, voice: Sound
) -> None:
    first, second = (added(client, bulletin, voice, title) for title in ("Một", "Hai"))

    step(client, bulletin, "later", which=first.pk)
    page = client.get(page_of(bulletin)).content.decode()
    assert page.index("1. Hai") < page.index("2. Một")
    step(client, bulletin, "earlier", which=first.pk)
    step(client, bulletin, "take-out", which=second.pk)
    page = client.get(page_of(bulletin)).content.decode()
    assert "2. Hai" not in page
    assert "Đã bỏ ra" in page
    step(client, bulletin, "put-back", which=second.pk)
    assert "2. Hai" in client.get(page_of(bulletin)).content.decode()


def test_what_is_recorded_here_becomes_a_part_or_music(client: Client, bulletin: Bulletin) -> None:
    def send(use: str, title: str) -> int:
        upload = SimpleUploadedFile("ghi-am.webm", title.encode())
        given = {"upload": upload, "title": title, "use": use, "key": uuid4(), "is_music": "on"}
        return step(client, bulletin, "send", **given)[0]

    assert send("part", "Phỏng vấn") == 303
    assert send("music", "Sáo trúc") == 303

    page = client.get(page_of(bulletin)).content.decode()
    assert "1. Phỏng vấn" in page
    assert "Nhạc nền: Sáo trúc" in page
    sound = ArrangementPart.objects.get().sound
    assert (sound.kind, sound.is_music) == ("recording", True)


@pytest.mark.parametrize(
    "given",
    [
        {"title": "Không có tệp"},
        {"title": "Tệp trống", "upload": ("ghi-am.webm", b"")},
        {"title": "", "upload": ("ghi-am.webm", b"a voice")},
    ],
)
def test_a_form_that_lacks_something_says_what(
    client: Client, bulletin: Bulletin, given: dict[str, object]
) -> None:
    if isinstance(file := given.get("upload"), tuple):
        given = {**given, "upload": SimpleUploadedFile(*file)}

    status, page = step(client, bulletin, "send", use="part", key=uuid4(), **given)

    assert status == 422
    assert "errorlist" in page
    assert not ArrangementPart.objects.exists()


def test_music_is_laid_levelled_and_dropped(
    client: Client, bulletin: Bulletin, voice: Sound
) -> None:
    added(client, bulletin, voice, "Lời dẫn")
    step(client, bulletin, "lay-music", sound=voice.pk, title="Sáo trúc")
    ends = {"lead_in_ms": "2", "lead_out_ms": "0", "fade_ms": "0.5"}

    levelled, _ = step(client, bulletin, "level-music", under_db=-18, alone_db=-8, **ends)
    refused, page = step(client, bulletin, "level-music", under_db=-99, alone_db=-8, **ends)

    assert (levelled, refused) == (303, 422)
    assert 'value="-99"' in page
    assert "Dài khoảng 4 giây" in client.get(page_of(bulletin)).content.decode()
    step(client, bulletin, "drop-music")
    assert "Sáo trúc" not in client.get(page_of(bulletin)).content.decode().split("found")[0]


def test_a_refused_step_is_told_on_top(client: Client, bulletin: Bulletin) -> None:
    status, page = step(client, bulletin, "put-together")

    assert status == 422
    assert "Chương trình chưa có đoạn nào." in page


@pytest.mark.parametrize("name", ["dance", "add"])
def test_what_no_button_asks_for_is_not_found(
    client: Client, bulletin: Bulletin, name: str
) -> None:
    assert step(client, bulletin, name)[0] == 404


def test_what_was_approved_is_shown_and_not_changed(client: Client, cast: Cast) -> None:
    approved = make_approved(cast.nam, cast.hoa, HERE)

    page = client.get(page_of(approved)).content.decode()

    assert "Các đoạn" in page
    assert "<form" not in page.split("<main")[1].split("</main")[0]


def test_whoever_reloads_a_refused_step_finds_the_page(client: Client, bulletin: Bulletin) -> None:
    refused = reverse("desk:programme-step", args=[bulletin.pk, "vi", "put-together"])

    assert client.get(refused)["Location"] == page_of(bulletin)


def test_only_this_page_lets_the_style_of_the_waveform_in(
    client: Client, bulletin: Bulletin
) -> None:
    here = client.get(page_of(bulletin))
    policy = here["Content-Security-Policy"].split("; ")
    nonce = here.content.decode().split('data-nonce="')[1].split('"')[0]

    assert f"style-src 'self' 'nonce-{nonce}'" in policy
    assert "script-src 'self'" in policy
    elsewhere = client.get(reverse("desk:bulletin", args=[bulletin.pk]))
    assert "nonce" not in elsewhere["Content-Security-Policy"]


def test_the_bulletin_says_that_its_parts_are_loose(
    client: Client, bulletin: Bulletin, voice: Sound
) -> None:
    added(client, bulletin, voice, "Lời dẫn")

    address = reverse("desk:bulletin", args=[bulletin.pk])

    assert "chưa ghép lại" in client.get(address).content.decode()
    submitted = client.post(reverse("desk:step", args=[bulletin.pk, "submit"]))
    assert submitted.status_code == 422
    assert "chưa ghép lại" in submitted.content.decode()
