"""A voice pack: a Piper-type model, its settings, and what the runtime must be told about it.

The runtime (sherpa-onnx) reads a model's facts from inside the model file, and
Piper keeps them in a file beside it. A protocol-buffer message may be continued
by appending fields to it, so a copy of the model with a few more fields at its
end is all it takes.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import file_digest
from pathlib import Path
from typing import Any, Final

from loa.media.speech.protobuf import field

_METADATA_FIELD: Final = 14


@dataclass(frozen=True, kw_only=True)
class VoicePack:
    """One voice as its maker packed it."""

    name: str
    language: str
    model: Path
    settings: Path

    @cached_property
    def told(self) -> dict[str, Any]:
        """Return the settings that came with the model."""
        told: dict[str, Any] = json.loads(self.settings.read_text(encoding="utf-8"))
        return told

    @cached_property
    def digest(self) -> str:
        """Return the digest of the model: its version."""
        with self.model.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()

    @property
    def espeak_voice(self) -> str:
        """Return the espeak-ng voice whose phonemes the model was taught with."""
        return str(self.told["espeak"]["voice"])

    @property
    def symbols(self) -> Mapping[str, int]:
        """Return the number of every phoneme that the model knows."""
        return {symbol: ids[0] for symbol, ids in self.told["phoneme_id_map"].items()}

    def unpack(self, folder: Path) -> tuple[Path, Path]:
        """Write the model and its symbols as the runtime wants them; once for each version."""
        home = folder / self.digest[:16]
        model, symbols = home / "model.onnx", home / "tokens.txt"
        if not symbols.exists():
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(model, self.model.read_bytes() + self._facts())
            lines = (f"{symbol} {number}\n" for symbol, number in self.symbols.items())
            _write(symbols, "".join(lines).encode())
        return model, symbols

    def _facts(self) -> bytes:
        """Return what the runtime asks of a model, as fields of the model's own message."""
        facts = {
            "model_type": "vits",
            "comment": "piper",
            "language": self.language,
            "voice": self.espeak_voice,
            "has_espeak": "1",
            "n_speakers": str(self.told["num_speakers"]),
            "sample_rate": str(self.told["audio"]["sample_rate"]),
        }
        return b"".join(
            field(_METADATA_FIELD, field(1, name.encode()) + field(2, fact.encode()))
            for name, fact in facts.items()
        )


def _write(path: Path, content: bytes) -> None:
    """Write beside, then rename: another worker may be doing the same."""
    draft = path.with_suffix(".part")
    draft.write_bytes(content)
    draft.replace(path)
