"""Files made to trick the reader find no reader."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from loa.media.audio.opening import read
from loa.media.audio.values import Bounds
from loa.media.refusals import NotSound
from loa.media.testing import voice, write_sound

SDP = "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n"


@contextmanager
def listener() -> Iterator[tuple[int, list[str]]]:
    """Listen on loopback, and remember who came."""
    visits: list[str] = []

    class Remember(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            visits.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Remember)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port, visits
    server.shutdown()
    server.server_close()
    thread.join()


def hostile(port: int, secret: Path) -> dict[str, str]:
    return {
        "session.mp3": SDP,
        "playlist.mp3": f"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nhttp://127.0.0.1:{port}/a.ts\n",
        "local.m3u8": f"#EXTM3U\n#EXTINF:5,\nfile://{secret}\n",
        "list.mp3": f"ffconcat version 1.0\nfile '{secret}'\n",
        "dash.mp3": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>',
        "picture.mp3": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    }


@pytest.mark.parametrize("name", hostile(0, Path("/")))
def test_a_list_of_other_files_is_not_sound(tmp_path: Path, name: str) -> None:
    secret = write_sound(tmp_path / "secret.wav", voice(1))
    with listener() as (port, visits):
        (tmp_path / name).write_text(hostile(port, secret)[name])

        with pytest.raises(NotSound):
            list(read(tmp_path / name, Bounds()))

    assert visits == []


def test_a_name_that_looks_like_an_address_is_only_a_name(tmp_path: Path) -> None:
    (tmp_path / "http:").mkdir()
    source = write_sound(tmp_path / "http:" / "concat:a|b.wav", voice(1))

    assert sum(frame.samples for frame in read(source, Bounds())) == 48_000
