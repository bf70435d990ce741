"""The speech service of a site is named by its operator, or not at all."""

import pytest
from loa.config.env import Env
from loa.config.speech import service
from loa.media.speech.service import Offered

NAMED = {"LOA_SPEECH_URL": "https://tts.example", "LOA_SPEECH_VOICES": "hoa:vi, a:b:en"}


def test_none_is_named_none_is_asked() -> None:
    assert service(Env()) is None


def test_a_service_is_read_whole() -> None:
    named = service(Env(**NAMED, LOA_SPEECH_KEY="k", LOA_SPEECH_HEADERS="X-A: 1; X-B: b:2"))

    assert named is not None
    assert (named.is_encrypted, named.host, named.port) == (True, "tts.example", 443)
    assert named.path == "/v1/audio/speech"
    assert named.voices == (Offered(name="hoa", language="vi"), Offered(name="a:b", language="en"))
    assert named.headers == (("X-A", "1"), ("X-B", "b:2"))
    assert "'k'" not in repr(named)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:5000/speech", "http://[::1]", "http://localhost"]
)
def test_plain_http_stays_on_this_machine(url: str) -> None:
    named = service(Env(**{**NAMED, "LOA_SPEECH_URL": url}))

    assert named is not None
    assert not named.is_encrypted


@pytest.mark.parametrize(
    "wrong",
    [
        {"LOA_SPEECH_URL": "http://tts.example"},
        {"LOA_SPEECH_URL": "http://10.0.0.5"},
        {"LOA_SPEECH_URL": "ftp://tts.example"},
        {"LOA_SPEECH_URL": "https://"},
        {"LOA_SPEECH_URL": "https://tts.example:port"},
        {"LOA_SPEECH_URL": "https://key@tts.example"},
        {"LOA_SPEECH_URL": "https://tts.example/?key=1"},
        {"LOA_SPEECH_VOICES": ""},
        {"LOA_SPEECH_VOICES": "hoa"},
        {"LOA_SPEECH_VOICES": "hoa:tlh"},
        {"LOA_SPEECH_VOICES": f"{'a' * 65}:vi"},
        {"LOA_SPEECH_HEADERS": "X-Tenant"},
    ],
)
def test_what_cannot_be_used_is_said_before_the_site_starts(wrong: dict[str, str]) -> None:
    with pytest.raises(SystemExit, match="LOA_SPEECH_"):
        service(Env(**{**NAMED, **wrong}))
