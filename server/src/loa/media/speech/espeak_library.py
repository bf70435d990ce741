"""Speak to the espeak-ng library (GPL-3.0). Loaded only inside a child process of its own.

The library is not safe with threads and reads a text up to the first NUL; its
state is global, so a child serves one request and ends. The text goes in as
plain UTF-8: neither SSML nor phoneme input is switched on.
"""

import ctypes
import re
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import espeakng_loader

_AUDIO_TO_US: Final = 2
_UTF8: Final = 1
_IPA: Final = 2
_FROM_START: Final = 1
_PACE: Final = 1
_VOLUME: Final = 2
_VOLUME_WITH_HEADROOM: Final = 70
_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")

_Heard = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


class EspeakFailed(RuntimeError):  # noqa: N818 - read as a sentence
    """The library answered with an error code."""


class Espeak:
    """The library, ready to read in one voice."""

    def __init__(self, voice: str) -> None:
        """Load it and choose the voice.

        Raises:
            EspeakFailed: there is no such voice.
        """
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        folder = espeakng_loader.get_data_path().encode()
        self.rate: int = self._library.espeak_Initialize(_AUDIO_TO_US, 0, folder, 0)
        if self.rate <= 0:
            raise EspeakFailed("no data")
        self._insist(self._library.espeak_SetVoiceByName(voice.encode()))

    def read_aloud(self, text: str, path: Path, *, words_a_minute: int) -> float:
        """Read into a WAV file. Return how many seconds it became."""
        self._insist(self._library.espeak_SetParameter(_PACE, words_a_minute, 0))
        self._insist(self._library.espeak_SetParameter(_VOLUME, _VOLUME_WITH_HEADROOM, 0))
        content = _neutral(text)
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(self.rate)

            def heard(samples: "ctypes._Pointer[ctypes.c_short]", count: int, _: object) -> int:
                if count > 0:
                    file.writeframesraw(ctypes.string_at(samples, count * 2))
                return 0

            callback = _Heard(heard)
            self._library.espeak_SetSynthCallback(callback)
            self._insist(
                self._library.espeak_Synth(
                    content, len(content) + 1, 0, _FROM_START, 0, _UTF8, None, None
                )
            )
            self._insist(self._library.espeak_Synchronize())
            return file.tell() / self.rate

    def phonemes(self, text: str) -> str:
        """Return the IPA of a piece of text, on one line."""
        function = self._library.espeak_TextToPhonemes
        function.restype = ctypes.c_char_p
        rest = ctypes.c_char_p(_neutral(text))
        return " ".join(_clauses(function, rest)).strip()

    @staticmethod
    def _insist(code: int) -> None:
        if code != 0:
            raise EspeakFailed(code)


def _clauses(function: "ctypes._FuncPointer", rest: ctypes.c_char_p) -> Iterator[str]:
    """Yield clause after clause; the library moves the pointer on, and clears it at the end."""
    while rest.value:
        yield function(ctypes.byref(rest), _UTF8, _IPA).decode()


def _neutral(text: str) -> bytes:
    """Take out what the library would obey instead of read."""
    return _CONTROL.sub(" ", text).encode("utf-8", "ignore")
