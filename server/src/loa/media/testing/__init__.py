"""Make sounds for tests: real files in every format that people send, and hostile ones."""

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
import numpy as np
from numpy.typing import NDArray

RATE: Final = 48_000
VOICE_LIKE_PITCH_HZ: Final = 140

Samples = NDArray[np.float32]

FORMATS: Final[Mapping[str, tuple[str, str, int, str]]] = {
    "mp3": ("mp3", "libmp3lame", 44_100, "stereo"),
    "m4a": ("ipod", "aac", 44_100, "stereo"),
    "wav": ("wav", "pcm_s16le", 44_100, "stereo"),
    "ogg": ("ogg", "libopus", 48_000, "mono"),
    "flac": ("flac", "flac", 22_050, "mono"),
    "webm": ("webm", "libopus", 48_000, "mono"),
    "mp4": ("mp4", "aac", 48_000, "stereo"),
}
"""What people send: container, codec, rate, channels."""


def voice(seconds: float, *, level: float = 0.2, rate: int = RATE, seed: int = 1) -> Samples:
    """Return something like speech: a buzz with harmonics, in syllables, over a little breath."""
    at = np.arange(round(seconds * rate)) / rate
    noise = np.random.default_rng(seed)
    buzz = sum(np.sin(2 * np.pi * VOICE_LIKE_PITCH_HZ * k * at + k * k) / k for k in range(1, 24))
    # Syllables of uneven length and strength, so that no two moments are alike.
    steps = noise.uniform(0.15, 1.0, size=int(seconds * 5) + 2)
    syllables = np.interp(at * 5, np.arange(len(steps)), steps)
    breath = noise.normal(0, 0.02, len(at))
    spoken: Samples = (level * syllables * (buzz / 2 + breath)).astype(np.float32)
    return spoken


def write_sound(
    path: Path,
    samples: Samples,
    kind: str = "wav",
    *,
    options: Mapping[str, str] | None = None,
) -> Path:
    """Write samples at 48 kHz into a file of one of the `FORMATS`."""
    container_name, codec, rate, layout = FORMATS[kind]
    with av.open(str(path), "w", format=container_name, options=dict(options or {})) as container:
        film = _add_film(container) if kind == "mp4" else None
        stream: Any = container.add_stream(codec, rate=rate, layout=layout)
        context = stream.codec_context
        context.open()
        if film:
            _shoot(container, film)
        convert = av.AudioResampler(
            format=context.format.name,
            layout=layout,
            rate=rate,
            frame_size=context.frame_size or 1024,
        )
        frame = av.AudioFrame.from_ndarray(samples[None, :], format="fltp", layout="mono")
        frame.sample_rate = RATE
        for ready in (*convert.resample(frame), *convert.resample(None)):
            container.mux(stream.encode(ready))
        container.mux(stream.encode(None))
    return path


def write_film_without_sound(path: Path) -> Path:
    """Write a short film that has no sound track."""
    with av.open(str(path), "w", format="mp4") as container:
        _shoot(container, _add_film(container))
    return path


def write_live_webm(path: Path, samples: Samples) -> Path:
    """Write what a browser's MediaRecorder gives: WebM that does not know its own length."""
    return write_sound(path, samples, "webm", options={"live": "1"})


def cut(path: Path, share: float = 0.6) -> Path:
    """Keep only the first part of a file, as a broken upload does."""
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    return path


def read_samples(path: Path) -> Samples:
    """Return a file's sound as mono floats at 48 kHz."""
    convert = av.AudioResampler(format="flt", layout="mono", rate=RATE)
    pieces = []
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            frame.pts = None
            pieces += [ready.to_ndarray()[0] for ready in convert.resample(frame)]
    pieces += [ready.to_ndarray()[0] for ready in convert.resample(None)]
    return np.concatenate(pieces)


def _add_film(container: Any) -> Any:
    """Add a track for pictures."""
    film = container.add_stream("libx264", rate=25)
    film.width, film.height, film.pix_fmt = 64, 64, "yuv420p"
    return film


def _shoot(container: Any, film: Any) -> None:
    """Write one second of a grey picture."""
    for shade in range(25):
        picture = av.VideoFrame.from_ndarray(
            np.full((64, 64, 3), shade, dtype=np.uint8), format="rgb24"
        )
        picture.pts, picture.time_base = shade, Fraction(1, 25)
        container.mux(film.encode(picture))
    container.mux(film.encode(None))
