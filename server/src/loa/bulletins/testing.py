"""Bulletins and sounds that every test may ask for, without an engine that speaks."""

from hashlib import sha256
from importlib import import_module
from io import BytesIO
from uuid import uuid4

from loa.bulletins import actions
from loa.bulletins.actions import Draft
from loa.bulletins.models import Bulletin, Topic, Version
from loa.bulletins.writing import Wording
from loa.media.models import Rendition, Sound, StoredFile
from loa.orgs.models import Person

MEETING = "Kính mời bà con thôn Thượng họp lúc 19 giờ 30 tại nhà văn hóa."


def ship_topics() -> None:
    """Put the topics that come with Loa where they are missing, as the migration does."""
    shipped = import_module("loa.bulletins.migrations.0002_kinds_topics_archive")
    Topic.objects.bulk_create(
        (
            Topic(code=code, name=name, english=english, position=position)
            for position, (code, name, english) in enumerate(shipped.TOPICS)
        ),
        ignore_conflicts=True,
    )


def draft_of(unit: str, text: str = MEETING, **told: object) -> Draft:
    """Fill in the page for a new bulletin in Vietnamese."""
    wordings = (Wording(language="vi", text=text),)
    return Draft(**{"unit": unit, "key": uuid4(), "wordings": wordings, **told})  # type: ignore[arg-type]


def stored(content: bytes, media_type: str = "audio/flac") -> StoredFile:
    """Note a file that the store need not hold."""
    kept, _ = StoredFile.objects.get_or_create(
        digest=sha256(content).hexdigest(),
        defaults={"size": len(content), "media_type": media_type},
    )
    return kept


def finish(sound: Sound, *, seconds: float = 10) -> Sound:
    """Do what the worker does, without making a sound; no robot is heard in it."""
    sound.is_robot = False
    samples = round(seconds * 48_000)
    sound.master = stored(f"master of {sound.recipe} {samples}".encode())
    sound.master_samples = samples
    sound.lufs_centi, sound.true_peak_centi = -1600, -300
    sound.state = Sound.State.READY
    sound.save()
    for role, codec in (("horn", "opus"), ("listen", "opus"), ("listen", "mp3")):
        Rendition.objects.create(
            sound=sound,
            role=role,
            codec=codec,
            file=stored(f"{role} {codec} of {sound.recipe}".encode(), "audio/ogg"),
            bitrate=24_000,
            samples=samples,
            lufs_centi=-1400,
            true_peak_centi=-300,
        )
    return sound


def refuse(sound: Sound, code: str = "media.not_sound") -> Sound:
    """Say that a sound could not be made."""
    sound.state, sound.refusal_code = Sound.State.REFUSED, code
    sound.save(update_fields=["state", "refusal_code"])
    return sound


def version_of(bulletin: Bulletin) -> Version:
    """Return the newest wording as the database has it now."""
    versions = Version.objects.filter(bulletin=bulletin).select_related("bulletin__unit")
    return versions.order_by("-number")[0]


def make_waiting(writer: Person, unit: str, *, seconds: float = 10, **told: object) -> Bulletin:
    """Have somebody announce something, and have its sound made."""
    bulletin = actions.announce(writer, draft_of(unit, **told))  # type: ignore[arg-type]
    for text in version_of(bulletin).texts():
        if text.sound and text.sound.state == Sound.State.PENDING:
            finish(text.sound, seconds=seconds)
    return bulletin


def make_recorded(
    writer: Person, unit: str, *, language: str = "vi", said: bytes = b"a voice"
) -> Bulletin:
    """Have somebody announce something by their voice alone, without a word in writing."""
    wording = Wording(language=language, upload=BytesIO(said), is_recording=True)
    return make_waiting(writer, unit, wordings=(wording,))


def make_approved(
    writer: Person, leader: Person, unit: str, *, seconds: float = 10, **told: object
) -> Bulletin:
    """Have somebody announce something, and somebody else approve it."""
    bulletin = make_waiting(writer, unit, seconds=seconds, **told)
    return actions.approve(leader, bulletin.pk, version_of(bulletin).as_version().digest)
