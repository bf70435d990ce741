"""Finished sounds for the tests of other apps, without the seconds that mastering takes.

The rows are what mastering leaves, and the store holds every file they name; only
nobody could hear those files.
"""

import io
from hashlib import sha256

from loa.media.models import Rendition, Sound, StoredFile
from loa.media.store import store
from loa.orgs.models import AdminUnit, Person

SAMPLES = 96_000
"""Two seconds."""
_MEDIA_TYPES = {"opus": "audio/ogg", "mp3": "audio/mpeg"}
_FILES = (
    ("horn", "opus", 24_000, -1400),
    ("listen", "opus", 24_000, -1600),
    ("listen", "mp3", 64_000, -1600),
    ("low", "opus", 16_000, -1400),
    ("loud", "opus", 24_000, -1200),
)


def ready_sound(
    person: Person,
    unit: AdminUnit,
    language: str = "vi",
    *,
    samples: int = SAMPLES,
    said: str = "Kính thưa bà con",
) -> Sound:
    """Return a recording that can be heard. Other words give other files."""
    sound = Sound.objects.create(
        unit_code=unit.code,
        unit_path=unit.path,
        language=language,
        kind=Sound.Kind.RECORDING,
        state=Sound.State.READY,
        recipe=sha256(said.encode()).hexdigest(),
        source_file=_file(f"{said} as it was sent", "application/octet-stream"),
        master=_file(f"{said} as a master", "audio/flac"),
        master_samples=samples,
        lufs_centi=-1600,
        true_peak_centi=-150,
        leading_ms=0,
        trailing_ms=0,
        created_by=person.actor_id,
    )
    Rendition.objects.bulk_create(
        Rendition(
            sound=sound,
            role=role,
            file=_file(
                f"{said} as {role} {codec}", f"audio/{'ogg' if codec == 'opus' else 'mpeg'}"
            ),
            codec=codec,
            bitrate=bitrate,
            samples=samples,
            lufs_centi=lufs,
            true_peak_centi=-50,
        )
        for role, codec, bitrate, lufs in _FILES
    )
    return sound


def pending_sound(person: Person, unit: AdminUnit, language: str = "vi") -> Sound:
    """Return a recording that the worker has not come to yet."""
    return Sound.objects.create(
        unit_code=unit.code,
        unit_path=unit.path,
        language=language,
        kind=Sound.Kind.RECORDING,
        recipe=sha256(b"waiting").hexdigest(),
        source_file=_file("waiting", "application/octet-stream"),
        created_by=person.actor_id,
    )


def _file(content: str, media_type: str) -> StoredFile:
    """Keep something that stands for a file."""
    kept = store().put(io.BytesIO(content.encode() * 200))
    file, _ = StoredFile.objects.get_or_create(
        digest=kept.digest, defaults={"size": kept.size, "media_type": media_type}
    )
    return file
