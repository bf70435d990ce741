"""Who may hear a sound hears it, in parts if the player wants; for others it is not there."""

import asyncio
import io
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.test import AsyncRequestFactory, Client
from loa.media import intake, making, queries
from loa.media.actions import speak, take_upload
from loa.media.models import Sound
from loa.media.serving import file_response
from loa.media.store import store
from loa.orgs.models import Person
from loa.orgs.testing import Cast


def address(sound: Sound, codec: str = "opus") -> str:
    return f"/sounds/{sound.pk}/listen.{codec}"


def bytes_of(sound: Sound, codec: str = "opus") -> bytes:
    with store().open(queries.rendition(sound, "listen", codec).file_id) as file:
        return file.read()


def by(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def content(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.parametrize(("codec", "kind"), [("opus", "audio/ogg"), ("mp3", "audio/mpeg")])
def test_whoever_has_a_duty_there_hears_the_sound(
    hoa: Person, sound: Sound, codec: str, kind: str
) -> None:
    response = by(hoa).get(address(sound, codec))

    assert (response.status_code, response["Content-Type"]) == (HTTPStatus.OK, kind)
    assert content(response) == bytes_of(sound, codec)
    assert response["Accept-Ranges"] == "bytes"
    assert "private" in response["Cache-Control"]


@pytest.mark.parametrize("who", ["lan", "vy"])
@pytest.mark.parametrize("page", ["listen.opus", "listen.mp3", "player"])
def test_for_others_it_is_not_there(cast: Cast, sound: Sound, who: str, page: str) -> None:
    assert (
        by(getattr(cast, who)).get(f"/sounds/{sound.pk}/{page}").status_code == HTTPStatus.NOT_FOUND
    )


@pytest.mark.parametrize("page", ["listen.opus", "player"])
def test_strangers_are_sent_to_the_door(sound: Sound, page: str) -> None:
    response = Client().get(f"/sounds/{sound.pk}/{page}")

    assert response.status_code == HTTPStatus.FOUND
    assert "sign-in" in response["Location"]


def test_a_player_may_ask_for_a_part(hoa: Person, sound: Sound) -> None:
    whole = bytes_of(sound)

    response = by(hoa).get(address(sound), headers={"range": "bytes=100-199"})

    assert response.status_code == HTTPStatus.PARTIAL_CONTENT
    assert response["Content-Range"] == f"bytes 100-199/{len(whole)}"
    assert response["Content-Length"] == "100"
    assert content(response) == whole[100:200]


def test_a_part_that_is_not_there_is_refused(hoa: Person, sound: Sound) -> None:
    response = by(hoa).get(address(sound), headers={"range": "bytes=99999999-"})

    assert response.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
    assert response["Content-Range"] == f"bytes */{len(bytes_of(sound))}"


def test_a_part_of_another_version_is_answered_with_the_whole(hoa: Person, sound: Sound) -> None:
    response = by(hoa).get(
        address(sound), headers={"range": "bytes=0-9", "if-range": '"another version"'}
    )

    assert response.status_code == HTTPStatus.OK
    assert content(response) == bytes_of(sound)


def test_what_the_browser_has_already_is_not_sent_again(hoa: Person, sound: Sound) -> None:
    client = by(hoa)
    first = client.get(address(sound))
    content(first)

    again = client.get(address(sound), headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content) == (HTTPStatus.NOT_MODIFIED, b"")


def test_the_length_can_be_asked_alone(hoa: Person, sound: Sound) -> None:
    response = by(hoa).head(address(sound))

    assert (response.status_code, response.content) == (HTTPStatus.OK, b"")
    assert response["Content-Length"] == str(len(bytes_of(sound)))


def test_the_real_server_streams_in_pieces_too(
    sound: Sound, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loa.media.store.PIECE", 1000)
    digest = queries.rendition(sound, "listen", "opus").file_id
    response: Any = file_response(AsyncRequestFactory().get("/"), digest, "audio/ogg")

    async def received() -> list[bytes]:
        return [piece async for piece in response.streaming_content]

    pieces = asyncio.run(received())

    assert {len(piece) for piece in pieces[:-1]} == {1000}
    assert b"".join(pieces) == bytes_of(sound)


def test_sound_is_only_ever_read_here(hoa: Person, sound: Sound) -> None:
    client = by(hoa)

    assert client.post(address(sound)).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert client.get(f"/sounds/{sound.pk}/listen.flac").status_code == HTTPStatus.NOT_FOUND
    assert client.get("/sounds/0/player").status_code == HTTPStatus.NOT_FOUND


# --- The parts that other pages include ----------------------------------------------------------


def shown(sound: Sound, person: Person) -> str:
    return by(person).get(f"/sounds/{sound.pk}/player").content.decode()


def test_a_sound_that_is_ready_can_be_played(hoa: Person, sound: Sound) -> None:
    page = shown(sound, hoa)

    assert page.index(address(sound, "opus")) < page.index(address(sound, "mp3"))
    assert "2 giây" in page
    assert "−16" in page


def test_a_sound_that_is_being_made_says_so(nam: Person, files: Path) -> None:
    sound = speak(nam, "Kính thưa bà con.", "vi", nam.unit)
    page = shown(sound, nam)

    assert "Đang xử lý" in page
    assert f'data-sound-waiting="/sounds/{sound.pk}/player"' in page
    assert by(nam).get(address(sound)).status_code == HTTPStatus.CONFLICT


def test_a_robots_voice_carries_its_warning(nam: Person, files: Path) -> None:
    sound = making.make(speak(nam, "Kính thưa bà con.", "vi", nam.unit).pk)

    assert "Giọng máy" in shown(sound, nam)


def test_a_refused_sound_says_why(nam: Person, files: Path) -> None:
    sound = making.make(take_upload(nam, io.BytesIO(b"no sound"), nam.unit, "vi").pk)

    assert "không phải tệp âm thanh" in shown(sound, nam)


def test_the_recorder_stands_around_a_plain_file_field() -> None:
    class Form(forms.Form):
        upload = forms.FileField(label="Tệp âm thanh", help_text="Tối đa 60 phút")

    template = "{% load sound %}{% sound_styles %}{% recorder form.upload %}{% sound_scripts %}"
    page = Template(template).render(Context({"form": Form()}))

    assert 'type="file"' in page
    assert 'aria-describedby="id_upload_helptext"' in page
    assert 'data-most-seconds="3600"' in page
    assert "<script>" not in page
    assert "style=" not in page


# --- Bodies that are too large -------------------------------------------------------------------

App = Callable[[Any, Any, Any], Awaitable[None]]


def knock(
    app: App, *, headers: dict[str, str], pieces: list[bytes], path: str = "/"
) -> tuple[list[Any], int]:
    """Send a body in pieces; return what came back, and how many pieces were read."""
    answers: list[Any] = []
    waiting = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]

    async def receive() -> Any:
        return waiting.pop(0) if waiting else {"type": "http.request", "body": b""}

    async def send(event: Any) -> None:
        answers.append(event)

    told = [(name.encode(), text.encode()) for name, text in headers.items()]
    asyncio.run(app({"type": "http", "path": path, "headers": told}, receive, send))
    return answers, len(pieces) - len(waiting)


async def reads_everything(_scope: Any, receive: Any, send: Any) -> None:
    while (event := await receive()).get("more_body"):
        pass
    if event["type"] == "http.request":
        await send({"type": "http.response.start", "status": 200, "headers": []})


def test_a_body_of_a_usual_size_passes() -> None:
    answers, _ = knock(intake.limited(reads_everything), headers={}, pieces=[b"a" * 1000] * 3)

    assert answers[0]["status"] == 200


def test_a_body_that_declares_too_much_is_not_read() -> None:
    headers = {"content-length": str(intake.MOST_OTHERWISE + 1)}

    answers, read = knock(intake.limited(reads_everything), headers=headers, pieces=[b"a"])

    assert (answers[0]["status"], read) == (413, 0)
    assert "Tệp quá lớn" in answers[1]["body"].decode()


def test_a_body_that_grows_too_large_is_cut_off() -> None:
    pieces = [b"a" * (1 << 20)] * 10

    answers, read = knock(intake.limited(reads_everything), headers={}, pieces=pieces)

    assert (answers[0]["status"], read) == (413, 5)


def test_a_form_with_files_may_be_larger() -> None:
    headers = {"content-type": "multipart/form-data; boundary=a", "content-length": "5000000"}

    answers, _ = knock(intake.limited(reads_everything), headers=headers, pieces=[b"a"])

    assert answers[0]["status"] == 200


def test_where_boxes_enrol_nobody_sends_files() -> None:
    headers = {"content-type": "multipart/form-data; boundary=a"}
    pieces = [b"a" * 10_000] * 10

    answers, read = knock(
        intake.limited(reads_everything), headers=headers, pieces=pieces, path="/device/v1/enrol"
    )

    assert (answers[0]["status"], read) == (413, 7)


def test_whoever_answered_before_is_not_contradicted() -> None:
    async def hasty(_scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 403, "headers": []})
        for _ in range(10):
            await receive()

    answers, _ = knock(intake.limited(hasty), headers={}, pieces=[b"a" * (1 << 20)] * 10)

    assert [answer["status"] for answer in answers] == [403]


def test_other_conversations_pass_untouched() -> None:
    seen: list[str] = []

    async def lifespan(scope: Any, _receive: Any, _send: Any) -> None:
        seen.append(scope["type"])

    asyncio.run(intake.limited(lifespan)({"type": "lifespan"}, None, None))  # type: ignore[arg-type]

    assert seen == ["lifespan"]
