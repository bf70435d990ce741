"""Sounds for tests: a rising tone that resembles nothing but itself, as Opus or WAV."""

import io
import wave
from functools import cache
from pathlib import Path
from typing import Final

import av
import numpy as np

from loa_player.audio.blocks import RATE, Block, to_pcm

LEVEL: Final = 0.25


def chirp(seconds: float) -> Block:
    """Return a tone that rises from 200 Hz to 2 kHz."""
    at = np.arange(int(seconds * RATE)) / RATE
    phase = 2 * np.pi * (200 * at + 900 * at * at / seconds)
    return np.asarray(LEVEL * np.sin(phase), dtype=np.float32)


@cache
def opus(seconds: float) -> bytes:
    """Return the chirp as a box gets it: Opus, 24 kbit/s."""
    held = io.BytesIO()
    with av.open(held, mode="w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=RATE, layout="mono")
        stream.bit_rate = 24_000
        frame = av.AudioFrame.from_ndarray(
            chirp(seconds).reshape(1, -1), format="flt", layout="mono"
        )
        frame.sample_rate = RATE
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
    return held.getvalue()


def wav(seconds: float) -> bytes:
    """Return the chirp exactly."""
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(to_pcm(chirp(seconds)))
    return held.getvalue()


def heard(path: Path) -> Block:
    """Return the samples of a WAV file that a sink wrote."""
    with wave.open(str(path), "rb") as file:
        pcm = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
    return np.asarray(pcm / 32767, dtype=np.float32)


def likeness(one: Block, other: Block) -> float:
    """Return the highest normalised cross-correlation of two sounds (1: the same)."""
    size = 1 << (len(one) + len(other)).bit_length()
    across = np.fft.irfft(np.fft.rfft(one, size) * np.conj(np.fft.rfft(other, size)), size)
    return float(np.max(np.abs(across)) / (np.linalg.norm(one) * np.linalg.norm(other)))
