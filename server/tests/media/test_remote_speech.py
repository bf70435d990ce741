"""A speech service may be slow, dead, broken or false: it is asked alone, and each is a refusal."""

import io
import json
import threading
import wave
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from loa.media.refusals import SpeechFailed, SpeechServiceFailed, VoiceNotHere
from loa.media.speech import remote
from loa.media.speech.engines import engines, voice_for
from loa.media.speech.remote import RemoteEngine
from loa.media.speech.service import Offered, Service
from loa.media.testing import read_samples
from pytest_django import Settings

TEXT = "Kính thưa bà con, ngày mai mất điện."
A_SECOND = 16_000


def a_wav(seconds: float = 3) -> bytes:
    packed = io.BytesIO()
    with wave.open(packed, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(A_SECOND)
        file.writeframes(b"\1\0" * round(seconds * A_SECOND))
    return packed.getvalue()


class Neighbour(ThreadingHTTPServer):
    """A service on this machine that does what its voice is called."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.asked: list[tuple[dict[str, str], dict[str, Any]]] = []
        self.over = threading.Event()
        self.elsewhere = ""


class Answer(BaseHTTPRequestHandler):
    server: Neighbour

    def do_POST(self) -> None:
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((dict(self.headers), {**told, "path": self.path}))
        getattr(self, told["voice"])()

    def do_GET(self) -> None:
        self.server.asked.append((dict(self.headers), {"path": self.path}))
        self.say(a_wav())

    def say(self, content: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        for name, told in headers.items():
            self.send_header(name, told)
        self.end_headers()
        self.wfile.write(content)

    def good(self) -> None:
        self.say(a_wav())

    def streaming(self) -> None:
        content = bytearray(a_wav())
        content[4:8] = content[40:44] = b"\xff\xff\xff\xff"
        self.send_response(200)
        self.end_headers()
        self.wfile.write(bytes(content))

    def broken(self) -> None:
        self.say(b"{}", 500)

    def moved(self) -> None:
        self.say(b"", 302, Location=self.server.elsewhere)

    def garbage(self) -> None:
        self.say(b"Xin loi, toi khong noi duoc. " * 99)

    def compressed(self) -> None:
        self.say(b"ID3\4" + b"\0" * 4000)

    def empty(self) -> None:
        self.say(b"")

    def silent(self) -> None:
        self.say(a_wav(0))

    def endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        with suppress(OSError):
            while not self.server.over.is_set():
                self.wfile.write(b"\0" * 65536)

    def cut(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        self.wfile.write(a_wav(0.5))

    def slow(self) -> None:
        self.server.over.wait(30)

    def drips(self) -> None:
        self.send_response(200)
        self.end_headers()
        with suppress(OSError):
            while not self.server.over.wait(0.05):
                self.wfile.write(b"\0")

    def gibberish(self) -> None:
        self.wfile.write(b"\0\1\2 no HTTP at all\r\n\r\n")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def neighbour() -> Iterator[Neighbour]:
    with Neighbour() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.over.set()
        running.shutdown()
        thread.join()


def service_at(neighbour: Neighbour, *voices: str) -> Service:
    return Service(
        is_encrypted=False,
        host="127.0.0.1",
        port=neighbour.server_address[1],
        path="/v1/audio/speech",
        model="tts-1",
        voices=tuple(Offered(name=voice, language="vi") for voice in voices),
        key="secret",
        headers=(("X-Tenant", "hai-phong"),),
    )


def said(neighbour: Neighbour, how: str, folder: Path) -> Path:
    engine = RemoteEngine(service_at(neighbour, how))
    return engine.synthesise(TEXT, engine.voices()[0], folder, pace=90)


@pytest.mark.parametrize("how", ["good", "streaming"])
def test_a_service_reads_a_text(neighbour: Neighbour, tmp_path: Path, how: str) -> None:
    samples = read_samples(said(neighbour, how, tmp_path))

    assert len(samples) == 3 * 48_000
    [(headers, told)] = neighbour.asked
    assert told["input"] == TEXT
    assert (told["model"], told["speed"], told["path"]) == ("tts-1", 0.9, "/v1/audio/speech")
    assert headers["Authorization"] == "Bearer secret"
    assert headers["X-Tenant"] == "hai-phong"


@pytest.mark.parametrize(
    ("how", "facts"),
    [
        ("broken", {"why": "status", "status": 500}),
        ("garbage", {"why": "not_sound"}),
        ("compressed", {"why": "not_sound"}),
        ("empty", {"why": "not_sound"}),
        ("gibberish", {"why": "BadStatusLine"}),
    ],
)
def test_an_answer_that_is_no_sound_is_a_refusal(
    neighbour: Neighbour,
    tmp_path: Path,
    how: str,
    facts: dict[str, object],
    caplog: pytest.LogCaptureFixture,
) -> None:
    with pytest.raises(SpeechServiceFailed) as caught:
        said(neighbour, how, tmp_path)

    assert caught.value.facts == facts
    assert TEXT not in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize("how", ["silent", "cut"])
def test_silence_and_half_a_sentence_are_refused(
    neighbour: Neighbour, tmp_path: Path, how: str
) -> None:
    with pytest.raises((SpeechFailed, SpeechServiceFailed)):
        said(neighbour, how, tmp_path)


@pytest.mark.parametrize("how", ["slow", "drips"])
def test_a_service_that_takes_for_ever_is_cut_off(
    neighbour: Neighbour, tmp_path: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "ANSWER_S", 0.4)

    with pytest.raises(SpeechServiceFailed) as caught:
        said(neighbour, how, tmp_path)

    assert caught.value.facts == {"why": "time"}


def test_an_endless_answer_is_cut_off(
    neighbour: Neighbour, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "MOST_BYTES", 300_000)

    with pytest.raises(SpeechServiceFailed) as caught:
        said(neighbour, "endless", tmp_path)

    assert caught.value.facts == {"why": "size"}
    assert (tmp_path / "answer.wav").stat().st_size <= 300_000


def test_nobody_else_is_asked_when_the_service_points_elsewhere(
    neighbour: Neighbour, tmp_path: Path
) -> None:
    neighbour.elsewhere = f"http://127.0.0.1:{neighbour.server_address[1]}/elsewhere"

    with pytest.raises(SpeechServiceFailed) as caught:
        said(neighbour, "moved", tmp_path)

    assert caught.value.facts == {"why": "status", "status": 302}
    assert len(neighbour.asked) == 1


def test_a_proxy_of_the_environment_is_not_asked(
    neighbour: Neighbour, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")

    assert said(neighbour, "good", tmp_path).exists()


def test_a_dead_service_is_a_refusal(neighbour: Neighbour, tmp_path: Path) -> None:
    engine = RemoteEngine(replace(service_at(neighbour, "good"), port=9))

    with pytest.raises(SpeechServiceFailed) as caught:
        engine.synthesise(TEXT, engine.voices()[0], tmp_path)

    assert caught.value.facts == {"why": "ConnectionRefusedError"}


def test_plain_words_are_not_sent_to_a_service_that_must_be_encrypted(
    neighbour: Neighbour, tmp_path: Path
) -> None:
    engine = RemoteEngine(replace(service_at(neighbour, "good"), is_encrypted=True))

    with pytest.raises(SpeechServiceFailed):
        engine.synthesise(TEXT, engine.voices()[0], tmp_path)

    assert neighbour.asked == []


def test_a_voice_that_is_no_longer_offered_is_a_refusal(
    neighbour: Neighbour, tmp_path: Path
) -> None:
    (old,) = RemoteEngine(service_at(neighbour, "good")).voices()

    with pytest.raises(VoiceNotHere):
        RemoteEngine(service_at(neighbour, "other")).synthesise(TEXT, old, tmp_path)


def test_another_model_is_another_version(neighbour: Neighbour) -> None:
    service = service_at(neighbour, "good")

    assert service.version_of("good") != replace(service, model="tts-2").version_of("good")
    assert "secret" not in repr(service)


@pytest.mark.django_db
def test_a_site_that_names_a_service_reads_with_it(
    neighbour: Neighbour, settings: Settings
) -> None:
    settings.SPEECH_SERVICE = service_at(neighbour, "good")
    engines.cache_clear()
    try:
        assert voice_for("vi").key == "http:good"
    finally:
        engines.cache_clear()
