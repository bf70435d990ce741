"""Make voices for tests: real models of a few hundred bytes that hum one tone, or misbehave.

An ONNX model is a protocol-buffer message. These hold one node, which fills the
output with one value whatever the phonemes; that is a voice as far as the
runtime knows.
"""

import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from loa.media.speech.pack import VoicePack
from loa.media.speech.protobuf import field, whole

RATE: Final = 16_000
_INT64: Final = 7
_FLOAT: Final = 1
_A_TENSOR: Final = 4
_SETTINGS: Final = {
    "audio": {"sample_rate": RATE},
    "espeak": {"voice": "en-us"},
    "num_speakers": 1,
    "phoneme_type": "espeak",
    "phoneme_id_map": {
        mark: [number] for number, mark in enumerate("_^$ .,!?;:abcdefhijklmnopstuvwzɐəɚɛɪʊˈˌː")
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """What a model answers to every breath."""

    seconds: float = 1.0
    value: float = 0.2


def write_voice(folder: Path, tone: Tone | None = None, *, name: str = "thu") -> VoicePack:
    """Write a model and its settings."""
    folder.mkdir(exist_ok=True)
    model, settings = folder / "model.onnx", folder / "model.onnx.json"
    model.write_bytes(a_model(tone or Tone()))
    settings.write_text(json.dumps(_SETTINGS), encoding="utf-8")
    return VoicePack(name=name, language="en", version="1", model=model, settings=settings)


def a_model(tone: Tone) -> bytes:
    """Return the bytes of a model that answers with a tone."""
    length = struct.pack("<3q", 1, 1, round(tone.seconds * RATE))
    shape = whole(1, 3) + whole(2, _INT64) + field(8, b"shape") + field(9, length)
    value = whole(1, 1) + whole(2, _FLOAT) + field(9, struct.pack("<f", tone.value))
    fill = field(1, b"value") + field(5, value) + whole(20, _A_TENSOR)
    node = field(1, b"shape") + field(2, b"output") + field(4, b"ConstantOfShape") + field(5, fill)
    graph = (
        field(1, node)
        + field(2, b"tone")
        + field(5, shape)
        + field(11, _about("input", _INT64, "one", "phonemes"))
        + field(11, _about("input_lengths", _INT64, "one"))
        + field(11, _about("scales", _FLOAT, "three"))
        + field(12, _about("output", _FLOAT, "one", "channel", "samples"))
    )
    return whole(1, 8) + field(8, field(1, b"") + whole(2, 13)) + field(7, graph)


def _about(name: str, kind: int, *sides: str) -> bytes:
    """Return what the model says of an input or of its output."""
    shape = b"".join(field(1, field(2, side.encode())) for side in sides)
    tensor = whole(1, kind) + field(2, shape)
    return field(1, name.encode()) + field(2, field(1, tensor))
