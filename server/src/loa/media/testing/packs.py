"""Make voice packs for tests: whole ones, and every wrong one that somebody may bring."""

import json
import zipfile
from collections.abc import Mapping
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from loa.domain.voicepacks import FORMAT, LICENCE, MANIFEST, MODEL, SETTINGS
from loa.media.testing.models import Tone, write_voice

LICENCE_TEXT = b"Anybody may use this voice for anything."


def files_of(folder: Path, tone: Tone | None = None) -> dict[str, bytes]:
    """Return the files of a pack whose voice hums, without the manifest."""
    voice = write_voice(folder, tone)
    return {
        MODEL: voice.model.read_bytes(),
        SETTINGS: voice.settings.read_bytes(),
        LICENCE: LICENCE_TEXT,
    }


def manifest_of(files: Mapping[str, bytes], **changes: Any) -> dict[str, Any]:
    """Return what a pack with these files truly says of itself, with changes."""
    told: dict[str, Any] = {
        "format": FORMAT,
        "name": "thu",
        "language": "en",
        "licence": "CC0-1.0",
        "source": "made for a test",
        "files": {name: sha256(content).hexdigest() for name, content in files.items()},
    }
    return {**told, **changes}


def zipped(
    files: Mapping[str | zipfile.ZipInfo, bytes], manifest: dict[str, Any] | bytes | None
) -> BytesIO:
    """Return a zip of these entries, as they are."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as parcel:
        if manifest is not None:
            told = manifest if isinstance(manifest, bytes) else json.dumps(manifest).encode()
            parcel.writestr(MANIFEST, told)
        for name, content in files.items():
            parcel.writestr(name, content)
    packed.seek(0)
    return packed


def a_pack(folder: Path, tone: Tone | None = None, **changes: Any) -> BytesIO:
    """Return a whole pack; `changes` are made to its manifest."""
    files = files_of(folder, tone)
    return zipped(dict(files.items()), manifest_of(files, **changes))
