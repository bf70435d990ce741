"""A finished sound and the addresses where it is heard, for tests."""

from io import BytesIO

from loa.media.models import Export, InstalledVoice, Rendition, Sound, StoredFile
from loa.media.store import store
from loa.orgs.examples import Example, OpenTo
from loa.orgs.models import Person
from loa.orgs.testing import Cast, Places

A_SECOND = 48_000


def example_routes(places: Places, cast: Cast) -> dict[str, Example]:
    """Return one example for each address of a sound of the commune."""
    sound = make_sound(places.commune.path, cast)
    heard = {"sound_id": sound.pk}
    export = Export.objects.create(
        sound=sound,
        kind=Export.Kind.PODCAST,
        tags={},
        name="podcast.mp3",
        recipe="1" * 64,
        state=Sound.State.READY,
        file=sound.master,
        asked_by=cast.nam.actor_id,
    )
    return {
        **_voices(cast),
        "media:export": Example(
            open_to=OpenTo.THE_UNIT, by=cast.nam, kwargs={"export_id": export.pk}
        ),
        "media:heard": Example(open_to=OpenTo.THE_UNIT, by=cast.nam, kwargs=heard),
        "media:player": Example(open_to=OpenTo.THE_UNIT, by=cast.nam, kwargs=heard),
        "media:listen": Example(
            open_to=OpenTo.THE_UNIT, by=cast.nam, kwargs={**heard, "codec": "opus"}
        ),
    }


def _voices(cast: Cast) -> dict[str, Example]:
    """Return what is done to a voice: everybody sees it, the province's administrator acts."""
    voice = {"voice_id": make_voice(cast.binh).pk}
    return {
        "media:voices": Example(open_to=OpenTo.SIGNED_IN),
        "media:voice": Example(open_to=OpenTo.SIGNED_IN, kwargs=voice),
        "media:accept-voice": Example(open_to=OpenTo.THE_UNIT, by=cast.binh, kwargs=voice),
        "media:remove-voice": Example(open_to=OpenTo.THE_UNIT, by=cast.binh, kwargs=voice),
    }


def make_voice(person: Person, name: str = "thu") -> InstalledVoice:
    """Make a voice as it is after somebody brought it, without making it speak."""
    return InstalledVoice.objects.create(
        name=name,
        language="vi",
        licence="CC-BY-4.0",
        licence_text="You may use it.",
        source="https://voices.example/thu",
        file=_kept(b"not really a pack"),
        brought_by=person.actor_id,
    )


def make_sound(unit_path: str, cast: Cast) -> Sound:
    """Make a sound as it is when the worker is done, without making it sound."""
    file = _kept(b"not really a sound")
    sound = Sound.objects.create(
        unit_code=unit_path.rpartition("/")[2],
        unit_path=unit_path,
        language="vi",
        kind=Sound.Kind.UPLOAD,
        state=Sound.State.READY,
        recipe="0" * 64,
        source_file=file,
        master=file,
        master_samples=A_SECOND,
        lufs_centi=-1600,
        true_peak_centi=-300,
        created_by=cast.nam.actor_id,
    )
    Rendition.objects.create(
        sound=sound,
        role=Rendition.Role.LISTEN,
        file=file,
        codec="opus",
        bitrate=24_000,
        samples=A_SECOND,
        lufs_centi=-1600,
        true_peak_centi=-300,
    )
    return sound


def _kept(content: bytes) -> StoredFile:
    """Put bytes into the store and into its table."""
    kept = store().put(BytesIO(content))
    return StoredFile.objects.get_or_create(
        digest=kept.digest, defaults={"size": kept.size, "media_type": "audio/ogg"}
    )[0]
