"""A file outlives its bytes; the bytes go when nobody needs them, and may come back."""

import io
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from loa.media import exports, files, making, queries
from loa.media.actions import take_upload
from loa.media.files import VanishedError
from loa.media.models import Export, InstalledVoice, Rendition, Sound, StoredFile
from loa.media.refusals import SoundRemoved
from loa.media.store import store
from loa.media.testing.routes import make_voice
from loa.media.testing.sounds import pending_sound, ready_sound
from loa.orgs.models import Person
from loa.orgs.testing import Cast

pytestmark = pytest.mark.usefixtures("files")


def digests_of(sound: Sound) -> set[str]:
    made = Rendition.objects.filter(sound=sound).values_list("file", flat=True)
    return {str(sound.source_file_id), str(sound.master_id), *made}


def bytes_of(sound: Sound) -> bytes:
    with store().open(str(sound.source_file_id)) as file:
        return file.read()


def made_of(nam: Person, recording: Path) -> Sound:
    with recording.open("rb") as file:
        return making.make(take_upload(nam, file, nam.unit, "vi").pk)


def remove(*sounds: Sound) -> tuple[str, ...]:
    return files.remove_sounds([sound.pk for sound in sounds], timezone.now())


def test_the_bytes_of_a_removed_sound_go_and_its_rows_stay(nam: Person) -> None:
    sound = ready_sound(nam, nam.unit)
    digests = digests_of(sound)

    assert set(remove(sound)) == digests
    assert all(store().exists(digest) for digest in digests)
    assert (files.erase(), files.erase()) == (len(digests), 0)

    assert not any(store().exists(digest) for digest in digests)
    assert StoredFile.objects.filter(pk__in=digests, erased_at__isnull=False).count() == 7
    assert Sound.objects.get(pk=sound.pk).master_id == sound.master_id


def test_what_another_sound_needs_stays(nam: Person, cast: Cast) -> None:
    ours, theirs = ready_sound(nam, nam.unit), ready_sound(cast.lan, cast.lan.unit)
    assert digests_of(ours) == digests_of(theirs)

    assert remove(ours) == ()
    assert set(remove(theirs)) == digests_of(theirs)


def test_an_export_goes_with_its_sound(nam: Person) -> None:
    sound = ready_sound(nam, nam.unit)
    made = StoredFile.objects.create(digest="e" * 64, size=1, media_type="audio/mpeg")
    Export.objects.create(
        sound=sound,
        kind="podcast",
        tags={},
        name="a.mp3",
        recipe="1" * 64,
        state="ready",
        file=made,
        asked_by=nam.actor_id,
    )

    assert made.pk in remove(sound)


def test_a_voice_that_is_installed_stays(cast: Cast) -> None:
    pack = InstalledVoice.objects.get(pk=make_voice(cast.binh).pk).file
    sound = pending_sound(cast.nam, cast.nam.unit)
    Sound.objects.filter(pk=sound.pk).update(source_file=pack)

    assert remove(sound) == ()


def test_bytes_that_come_again_are_back(nam: Person) -> None:
    sound = ready_sound(nam, nam.unit)
    content = bytes_of(sound)
    remove(sound)
    kept = store().put(io.BytesIO(content))

    assert files.noted(kept, "x").removed_at is None
    assert files.erase() == 6
    assert store().exists(kept.digest)


def test_bytes_that_are_taken_away_this_very_moment_are_sent_again(nam: Person) -> None:
    sound = ready_sound(nam, nam.unit)
    content = bytes_of(sound)
    kept = store().put(io.BytesIO(content))
    remove(sound)
    files.erase()

    with pytest.raises(VanishedError):
        files.noted(kept, "x")
    assert files.noted(store().put(io.BytesIO(content)), "x").erased_at is None


def test_a_removed_sound_is_not_served_again(nam: Person, recording: Path) -> None:
    remove(made_of(nam, recording))
    files.erase()

    again = made_of(nam, recording)

    assert again.is_to_hear
    assert all(store().exists(digest) for digest in digests_of(again))


def test_whoever_asks_for_a_removed_sound_is_told(nam: Person) -> None:
    sound = ready_sound(nam, nam.unit)
    remove(sound)
    sound.refresh_from_db()
    client = Client()
    client.force_login(nam)

    answer = client.get(reverse("media:listen", args=[sound.pk, "opus"]))
    player = client.get(reverse("media:player", args=[sound.pk])).text

    assert answer.status_code == 410
    assert "đã hết thời hạn lưu" in answer.text
    assert "đã hết thời hạn lưu" in player
    assert "<audio" not in player
    assert queries.lengths_ms(nam, [str(sound.master_id)]) == {}
    wish = exports.Wish(kind=Export.Kind.PODCAST, name="a.mp3")
    for asked in (
        lambda: queries.as_sound(sound),
        lambda: exports.ask(nam, sound, wish),
    ):
        with pytest.raises(SoundRemoved):
            asked()
