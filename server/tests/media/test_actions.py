"""What people send or write becomes a sound that can be heard, once, or says why not."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from loa.audit.models import Entry
from loa.domain.permissions import NotAllowed
from loa.domain.wording import BadText
from loa.media import making, queries
from loa.media.actions import speak, take_upload
from loa.media.jobs import ATTEMPTS, produce, tidy
from loa.media.models import Rendition, Sound, StoredFile
from loa.media.refusals import EmptyFile, LanguageNotSpoken, NotReady, TooBig, VoiceNotHere
from loa.media.speech.espeak import EspeakEngine
from loa.media.store import store
from loa.media.testing.models import Tone, write_voice
from loa.media.testing.shelves import engine_with
from loa.orgs.models import Person
from loa.orgs.testing import Cast, Places
from loa.web import refusals
from loa_protocol import messages
from loa_protocol.errors import NotFound
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.job_context import JobContext
from procrastinate.jobs import Job

WARNING = "Attention please, the water will rise."
NOTICE = "Kính thưa bà con, ngày mai mất điện."


def told() -> list[tuple[str, str]]:
    return list(Entry.objects.order_by("id").values_list("unit", "action"))


def taken(nam: Person, content: bytes = b"not a sound at all") -> Sound:
    return take_upload(nam, io.BytesIO(content), nam.unit, "vi")


# --- Sending a recording -------------------------------------------------------------------------


def test_a_recording_is_kept_and_waits_for_the_worker(
    nam: Person, files: Path, recording: Path
) -> None:
    sound = recorded(nam, recording)

    assert (sound.state, sound.kind, sound.unit_code) == ("pending", "recording", nam.unit.code)
    assert sound.created_by == nam.actor_id
    assert store().size(str(sound.source_file_id)) == recording.stat().st_size
    job = ProcrastinateJob.objects.get(task_name="media.produce")
    assert (job.args, job.lock) == ({"sound_id": sound.pk}, f"sound:{sound.pk}")
    assert told() == [(nam.unit.path, "sound.taken")]


def recorded(nam: Person, recording: Path, language: str = "vi") -> Sound:
    with recording.open("rb") as file:
        return take_upload(nam, file, nam.unit, language, is_recording=True)


def test_a_recording_becomes_a_master_and_its_renditions(
    nam: Person, files: Path, recording: Path
) -> None:
    sound = making.make(recorded(nam, recording).pk)

    assert (sound.state, sound.master_samples, sound.duration_ms) == ("ready", 96_000, 2000)
    assert sound.lufs == pytest.approx(-16, abs=0.5)
    made = list(queries.renditions(sound).values_list("role", "codec", "samples"))
    assert made == [
        ("horn", "opus", 96_000),
        ("listen", "opus", 96_000),
        ("listen", "mp3", 96_000),
        ("low", "opus", 96_000),
        ("loud", "opus", 96_000),
    ]
    for file in StoredFile.objects.all():
        assert store().size(file.digest) == file.size
    assert [action for _, action in told()] == ["sound.taken", "sound.ready"]


def test_making_a_sound_twice_is_making_it_once(sound: Sound) -> None:
    making.make(sound.pk)
    making.refuse(sound.pk, NotReady())

    assert Rendition.objects.filter(sound=sound).count() == 5
    assert told() == []


def test_the_same_recording_sent_again_is_not_mastered_again(
    nam: Person, files: Path, recording: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = making.make(recorded(nam, recording).pk)
    monkeypatch.setattr(making, "master_safely", None)

    again = making.make(recorded(nam, recording, "tyz").pk)

    assert (again.state, again.master_id) == ("ready", sound.master_id)
    assert queries.as_sound(again).renditions == queries.as_sound(sound).renditions
    assert again.language == "tyz"


def test_a_file_that_is_no_sound_says_why(nam: Person, files: Path) -> None:
    sound = making.make(taken(nam).pk)

    assert (sound.state, sound.refusal_code, sound.master) == ("refused", "media.not_sound", None)
    assert [action for _, action in told()] == ["sound.taken", "sound.refused"]


def test_an_empty_file_is_refused_at_once(nam: Person, files: Path) -> None:
    with pytest.raises(EmptyFile):
        taken(nam, b"")

    assert (Sound.objects.count(), told()) == (0, [])


def test_a_file_that_is_too_big_is_refused_at_once(
    nam: Person, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loa.media.actions.MOST_BYTES", 10)

    with pytest.raises(TooBig):
        taken(nam)

    assert (Sound.objects.count(), told()) == (0, [])


@pytest.mark.parametrize("who", ["hoa", "lan", "tuan", "an", "vy"])
def test_only_who_writes_for_a_unit_sends_sound_for_it(
    cast: Cast, places: Places, files: Path, who: str
) -> None:
    person = getattr(cast, who)

    with pytest.raises(NotAllowed):
        take_upload(person, io.BytesIO(b"a"), places.commune, "vi")
    with pytest.raises(NotAllowed):
        speak(person, NOTICE, "vi", places.commune)

    assert (Sound.objects.count(), told(), ProcrastinateJob.objects.count()) == (0, [], 0)


# --- Having a text read --------------------------------------------------------------------------


def test_a_text_is_read_by_the_robot_that_says_so(nam: Person, files: Path) -> None:
    asked = speak(nam, NOTICE, "vi", nam.unit)
    sound = making.make(asked.pk)

    assert (sound.state, sound.kind, sound.voice_key) == ("ready", "speech", "espeak:vi")
    assert sound.is_robot
    assert 2000 < sound.duration_ms < 8000
    assert [action for _, action in told()] == ["sound.asked", "sound.ready"]


def test_the_text_stays_as_it_is_written_and_the_voice_gets_words(
    nam: Person, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    synthesise = EspeakEngine.synthesise

    def listening(self: EspeakEngine, text: str, *told: Any) -> Path:
        said.append(text)
        return synthesise(self, text, *told)

    monkeypatch.setattr(EspeakEngine, "synthesise", listening)
    sound = making.make(speak(nam, "UBND xã họp lúc 7h30.", "vi", nam.unit).pk)

    assert sound.text == "UBND xã họp lúc 7h30."
    assert sound.spoken == "ủy ban nhân dân xã họp lúc bảy giờ ba mươi phút."
    assert (said, sound.state) == ([sound.spoken], "ready")


def test_a_sound_asked_for_before_texts_were_read_has_its_text_alone(nam: Person) -> None:
    asked = Sound(kind=Sound.Kind.SPEECH, text="Họp lúc 7h30.")

    assert asked.words_for_voice == "Họp lúc 7h30."


def test_a_language_that_is_not_ours_is_read_as_it_is_written(nam: Person, files: Path) -> None:
    sound = speak(nam, "Meeting at 7h30, 25 people.", "en", nam.unit)

    assert sound.spoken == sound.text


def test_another_way_of_reading_is_another_sound(
    nam: Person, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = speak(nam, NOTICE, "vi", nam.unit)
    monkeypatch.setattr("loa.domain.reading.VERSION", "next")

    assert speak(nam, NOTICE, "vi", nam.unit).recipe != first.recipe


@pytest.fixture
def only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let there be one voice alone, of a name and a version; a version hums at its own pitch."""

    def put(name: str, version: str) -> None:
        hum = Tone(seconds=1 + int(version) / 2)
        pack = write_voice(tmp_path / f"{name}-{version}", hum, name=name)
        there = engine_with(tmp_path / "shelf", replace(pack, version=version))
        for where in ("loa.media.speech.engines", "loa.media.making"):
            monkeypatch.setattr(f"{where}.engines", lambda: {"voicepack": there})

    return put


def test_another_voice_or_another_version_of_it_is_another_recipe(
    nam: Person, files: Path, only: Callable[..., None]
) -> None:
    recipes = set()
    for name, version in (("thu", "1"), ("thu", "2"), ("lan", "1"), ("thu", "1")):
        only(name, version)
        recipes.add(speak(nam, WARNING, "en", nam.unit).recipe)

    assert len(recipes) == 3


def test_a_voice_that_was_replaced_meanwhile_is_not_kept_as_the_old_one(
    nam: Person, files: Path, only: Callable[..., None]
) -> None:
    only("thu", "1")
    asked = speak(nam, WARNING, "en", nam.unit)
    only("thu", "2")

    made = making.make(asked.pk)

    assert (made.state, made.voice_version) == ("ready", "2")
    assert made.recipe == speak(nam, WARNING, "en", nam.unit).recipe != asked.recipe
    only("thu", "1")
    again = making.make(speak(nam, WARNING, "en", nam.unit).pk)
    assert (again.recipe, again.master_id != made.master_id) == (asked.recipe, True)


def test_what_the_present_version_read_already_is_served_in_place_of_the_old_one(
    nam: Person, files: Path, only: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    only("thu", "1")
    asked = speak(nam, WARNING, "en", nam.unit)
    only("thu", "2")
    there = making.make(speak(nam, WARNING, "en", nam.unit).pk)
    monkeypatch.setattr(making, "engines", None)

    assert making.make(asked.pk).master_id == there.master_id


def test_the_same_text_is_read_once(
    nam: Person, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = making.make(speak(nam, NOTICE, "vi", nam.unit).pk)
    monkeypatch.setattr(making, "engines", None)

    second = making.make(speak(nam, f"  {NOTICE}\r\n", "vi", nam.unit).pk)

    assert second.master_id == first.master_id


def test_a_voice_can_be_named(nam: Person, files: Path) -> None:
    sound = speak(nam, "Good morning.", "en", nam.unit, voice_key="espeak:en")

    assert (sound.voice_key, sound.is_robot) == ("espeak:en", True)


@pytest.mark.parametrize("text", ["", "<speak>Xin chào</speak>", "Xin chào 😀", "a" * 200_000])
def test_a_text_that_cannot_be_spoken_changes_nothing(nam: Person, files: Path, text: str) -> None:
    with pytest.raises(BadText):
        speak(nam, text, "vi", nam.unit)

    assert (Sound.objects.count(), told()) == (0, [])


def test_a_language_without_a_voice_changes_nothing(nam: Person, files: Path) -> None:
    with pytest.raises(LanguageNotSpoken):
        speak(nam, "Chảu kha", "tyz", nam.unit)

    assert Sound.objects.count() == 0


def test_a_voice_that_is_taken_away_meanwhile_says_so(nam: Person, files: Path) -> None:
    with pytest.raises(VoiceNotHere):
        speak(nam, NOTICE, "vi", nam.unit, voice_key="voicepack:hoa")
    asked = speak(nam, NOTICE, "vi", nam.unit)
    Sound.objects.filter(pk=asked.pk).update(voice="gone")

    assert making.make(asked.pk).refusal_code == "media.voice_not_here"


# --- The worker ----------------------------------------------------------------------------------


def context(attempts: int) -> JobContext:
    job = Job(
        queue="media", lock=None, queueing_lock=None, task_name="media.produce", attempts=attempts
    )
    return JobContext(app=app, job=job, start_timestamp=0, abort_reason=lambda: None)


def test_the_worker_makes_the_sound(nam: Person, files: Path) -> None:
    sound = taken(nam)

    produce(context(0), sound_id=sound.pk)

    sound.refresh_from_db()
    assert sound.state == "refused"


def test_a_fault_of_ours_is_tried_again_and_in_the_end_told(
    nam: Person, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    sound = taken(nam)
    monkeypatch.setattr(making, "master_safely", full)

    with pytest.raises(OSError, match="No space"):
        produce(context(0), sound_id=sound.pk)
    sound.refresh_from_db()
    assert sound.state == "pending"

    produce(context(ATTEMPTS - 1), sound_id=sound.pk)
    sound.refresh_from_db()
    assert sound.refusal_code == "media.could_not_make"


def test_folders_that_a_killed_worker_left_are_removed(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = settings.HOME.folder(making.WORK_FOLDER)
    (work / "left-behind").mkdir(exist_ok=True)

    tidy(0)
    assert (work / "left-behind").exists(), "it may still be at work"
    monkeypatch.setattr("loa.media.jobs._FORGOTTEN_AFTER_S", -1)
    tidy(0)
    assert not (work / "left-behind").exists()


# --- Reading -------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["nam", "hoa", "minh", "tuan", "binh"])
def test_whoever_has_a_duty_there_hears_it(cast: Cast, sound: Sound, who: str) -> None:
    assert queries.sound(getattr(cast, who), sound.pk) == sound


@pytest.mark.parametrize("who", ["lan", "vy"])
def test_for_others_there_is_no_such_sound(cast: Cast, sound: Sound, who: str) -> None:
    with pytest.raises(NotFound):
        queries.sound(getattr(cast, who), sound.pk)


def test_a_sound_that_is_not_there_is_not_found(nam: Person) -> None:
    with pytest.raises(NotFound):
        queries.sound(nam, 0)


def test_a_browser_chooses_the_smallest_file_that_it_can_play(sound: Sound) -> None:
    choices = [(each.codec, kind) for each, kind in queries.to_listen(sound)]

    assert choices == [("opus", 'audio/ogg; codecs="opus"'), ("mp3", "audio/mpeg")]


def test_a_finished_sound_is_handed_to_whoever_signs(sound: Sound) -> None:
    signed = queries.as_sound(sound)

    assert (signed.master, signed.samples, signed.language) == (sound.master_id, 96_000, "vi")
    assert [each.role for each in signed.renditions] == [
        messages.Role.HORN,
        messages.Role.LISTEN,
        messages.Role.LISTEN,
        messages.Role.LOW,
        messages.Role.HORN,
    ]
    assert signed.renditions[0].size == store().size(signed.renditions[0].file)


def test_an_unfinished_sound_is_handed_to_nobody(nam: Person, files: Path) -> None:
    sound = taken(nam)

    for read in (queries.as_sound, lambda it: queries.rendition(it, "listen", "opus")):
        with pytest.raises(NotReady):
            read(sound)


def test_a_rendition_that_was_never_made_is_not_found(sound: Sound) -> None:
    assert queries.rendition(sound, "horn", "opus").samples == 96_000
    with pytest.raises(NotFound):
        queries.rendition(sound, "horn", "mp3")


@pytest.mark.django_db
def test_the_languages_that_a_voice_speaks_are_named() -> None:
    assert queries.languages_spoken() == {"vi", "en"}
    assert [voice.key for voice in queries.voices("en")] == ["espeak:en"]


def test_the_words_of_a_refusal_say_what_to_do() -> None:
    assert "ghi âm" in refusals.words(LanguageNotSpoken(language="tyz"))
    assert refusals.status(NotReady()) == 409


# --- What the database promises ------------------------------------------------------------------


@pytest.mark.parametrize(
    "lie",
    [
        {"state": "ready"},
        {"state": "refused"},
        {"refusal_code": "media.not_sound"},
        {"kind": "speech"},
        {"text": "Xin chào"},
        {"source_file": None},
    ],
)
def test_the_database_refuses_what_can_never_be(
    nam: Person, files: Path, lie: dict[str, Any]
) -> None:
    sound = taken(nam)

    with pytest.raises(IntegrityError), transaction.atomic():
        Sound.objects.filter(pk=sound.pk).update(**lie)
