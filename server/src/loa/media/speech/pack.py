"""A voice pack: a Piper-type model, its settings, and what the runtime must be told about it.

The runtime (sherpa-onnx) reads a model's facts from inside the model file, and
Piper keeps them in a file beside it. A protocol-buffer message may be continued
by appending fields to it, so a copy of the model with a few more fields at its
end is all it takes.
"""

import json
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final

from loa.media.speech.protobuf import field

_METADATA_FIELD: Final = 14
_MODEL: Final = "model.onnx"
_SYMBOLS: Final = "tokens.txt"
_PHONEMES: Final = "phonemes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A voice as the runtime wants it, in a folder of this machine."""

    folder: Path

    @property
    def model(self) -> Path:
        """Return the model, which knows its own facts."""
        return self.folder / _MODEL

    @property
    def symbols(self) -> Path:
        """Return the list of phonemes that the model was taught, with their numbers."""
        return self.folder / _SYMBOLS

    @property
    def espeak_voice(self) -> str:
        """Return the espeak-ng voice whose phonemes those are."""
        return (self.folder / _PHONEMES).read_text(encoding="utf-8")


@dataclass(frozen=True, kw_only=True)
class VoicePack:
    """One voice as its maker packed it, already checked."""

    name: str
    language: str
    version: str
    """Changes with the pack: what was approved in one version is not said in another."""
    model: Path
    settings: Path
    tokens: Path | None = None
    """The phonemes and their numbers, where the maker lists them by themselves."""

    @cached_property
    def told(self) -> dict[str, Any]:
        """Return the settings that came with the model."""
        told: dict[str, Any] = json.loads(self.settings.read_text(encoding="utf-8"))
        return told

    @property
    def symbols(self) -> Mapping[str, int]:
        """Return the number of every phoneme that the model knows."""
        return {symbol: ids[0] for symbol, ids in self.told["phoneme_id_map"].items()}

    def make_ready(self, shelf: Path) -> Ready:
        """Put the voice on a shelf as the runtime wants it, whole or not at all, once a version."""
        ready = ready_on(shelf, self.version)
        if ready.folder.exists():
            return ready
        draft = Path(mkdtemp(prefix=".part-", dir=shelf))
        with self.model.open("rb") as model, (draft / _MODEL).open("wb") as copy:
            shutil.copyfileobj(model, copy)
            copy.write(self._facts())
            _sync(copy.fileno())
        _write(draft / _SYMBOLS, self._listed())
        _write(draft / _PHONEMES, str(self.told["espeak"]["voice"]).encode())
        with suppress(OSError):  # another worker was faster, with the same bytes
            draft.rename(ready.folder)
        shutil.rmtree(draft, ignore_errors=True)
        _sync_folder(shelf)
        return ready

    def _listed(self) -> bytes:
        """Return the list of symbols."""
        if self.tokens is not None:
            return self.tokens.read_bytes()
        lines = (f"{symbol} {number}\n" for symbol, number in self.symbols.items())
        return "".join(lines).encode()

    def _facts(self) -> bytes:
        """Return what the runtime asks of a model, as fields of the model's own message."""
        facts = {
            "model_type": "vits",
            "comment": "piper",
            "language": self.language,
            "voice": str(self.told["espeak"]["voice"]),
            "has_espeak": "1",
            "n_speakers": str(self.told["num_speakers"]),
            "sample_rate": str(self.told["audio"]["sample_rate"]),
        }
        return b"".join(
            field(_METADATA_FIELD, field(1, name.encode()) + field(2, fact.encode()))
            for name, fact in facts.items()
        )


def ready_on(shelf: Path, version: str) -> Ready:
    """Return where a version of a voice stands, or would stand, on a shelf."""
    return Ready(folder=shelf / version)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        _sync(file.fileno())


def _sync(descriptor: int) -> None:
    os.fsync(descriptor)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
