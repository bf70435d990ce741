"""Voices of a speech service, on the premises or with a domestic provider.

The site's own operator names one address; nothing else is ever asked, and no
redirect is followed. What comes back is a stranger's file: it is bounded in time
and size, read as plain WAV, and mastered in the sealed child like any other.
"""

import json
import logging
import ssl
import wave
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from pathlib import Path
from socket import SHUT_RDWR, socket
from threading import Event, Timer
from typing import IO, Final

from loa.media.refusals import SpeechServiceFailed, VoiceNotHere
from loa.media.speech import plausible
from loa.media.speech.port import Voice
from loa.media.speech.service import Service

logger = logging.getLogger(__name__)

ENGINE: Final = "http"
CONNECT_S: Final = 10
ANSWER_S: Final = 120
"""From the question to the last byte of the answer."""
MOST_BYTES: Final = 128 * 1024 * 1024
"""Twenty minutes at 48 kHz."""
_PIECE: Final = 64 * 1024


class RemoteEngine:
    """The voices that one service offers."""

    def __init__(self, service: Service) -> None:
        """Ask this service, and nobody else."""
        self._service = service

    def voices(self) -> tuple[Voice, ...]:
        """List what the operator named, in that order."""
        return tuple(
            Voice(
                engine=ENGINE,
                name=each.name,
                language=each.language,
                version=self._service.version_of(each.name),
                is_robot=False,
            )
            for each in self._service.voices
        )

    def synthesise(self, text: str, voice: Voice, folder: Path, *, pace: int = 100) -> Path:
        """Have a plain text read aloud, into a WAV inside a folder.

        Raises:
            VoiceNotHere: the operator no longer names that voice.
            SpeechServiceFailed: no answer, or one that is no sound.
            SpeechFailed: what came back cannot be that text.
        """
        if voice not in self.voices():
            raise VoiceNotHere(voice=voice.key)
        answer, spoken = folder / "answer.wav", folder / "speech.wav"
        try:
            self._fetch(self._question(text, voice, pace), answer)
            seconds = _copy_as_wav(answer, spoken)
        except SpeechServiceFailed as refusal:
            logger.warning(
                "The speech service failed",
                extra={"action": "speech.service_failed", **refusal.facts},
            )
            raise
        plausible.check(text, seconds)
        return spoken

    def _question(self, text: str, voice: Voice, pace: int) -> bytes:
        told = {
            "model": self._service.model,
            "input": text,
            "voice": voice.name,
            "response_format": "wav",
            "speed": pace / 100,
        }
        return json.dumps(told, ensure_ascii=False).encode()

    def _fetch(self, question: bytes, into: Path) -> None:
        """Ask, and write down the answer."""
        connection = self._connection()
        try:
            connection.connect()
            with _for_at_most(ANSWER_S, connection.sock), into.open("wb") as file:
                connection.request("POST", self._service.path, question, self._headers())
                with connection.getresponse() as response:
                    _write(response, file)
        except TimeoutError:
            raise SpeechServiceFailed(why="time") from None
        except (OSError, HTTPException) as fault:
            raise SpeechServiceFailed(why=type(fault).__name__) from None
        finally:
            connection.close()

    def _connection(self) -> HTTPConnection:
        """Neither proxies of the environment nor redirects: this class knows neither."""
        service = self._service
        if not service.is_encrypted:
            return HTTPConnection(service.host, service.port, timeout=CONNECT_S)
        trust = ssl.create_default_context()
        return HTTPSConnection(service.host, service.port, timeout=CONNECT_S, context=trust)

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "Accept": "audio/wav"}
        if self._service.key:
            headers["Authorization"] = f"Bearer {self._service.key}"
        return {**headers, **dict(self._service.headers)}


@contextmanager
def _for_at_most(seconds: float, sock: socket) -> Iterator[None]:
    """Cut the line in the end, however slowly the other side goes on talking.

    Raises:
        TimeoutError: it was cut.
    """
    expired = Event()

    def cut() -> None:
        expired.set()
        with suppress(OSError):
            sock.shutdown(SHUT_RDWR)

    sock.settimeout(seconds)
    timer = Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (OSError, HTTPException):
        if not expired.is_set():
            raise
    finally:
        timer.cancel()
    if expired.is_set():
        raise TimeoutError


def _write(response: HTTPResponse, file: IO[bytes]) -> None:
    """Write down the answer, if it is one and not endless."""
    if response.status != HTTPStatus.OK:
        raise SpeechServiceFailed(why="status", status=response.status)
    left = MOST_BYTES
    while piece := response.read1(_PIECE):
        left -= len(piece)
        if left < 0:
            raise SpeechServiceFailed(why="size")
        file.write(piece)


def _copy_as_wav(answer: Path, into: Path) -> float:
    """Copy the samples into a WAV that tells its true length; return how many seconds it plays.

    Services that begin to answer before they are done cannot know the length,
    and write a wrong one.
    """
    try:
        with wave.open(str(answer), "rb") as heard, wave.open(str(into), "wb") as kept:
            kept.setparams(heard.getparams())
            kept.setnframes(0)
            while frames := heard.readframes(_PIECE):
                kept.writeframes(frames)
            return kept.getnframes() / kept.getframerate()
    except (wave.Error, EOFError, ZeroDivisionError):
        raise SpeechServiceFailed(why="not_sound") from None
