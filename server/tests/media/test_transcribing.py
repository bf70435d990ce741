"""What a machine writes of a recording is a draft, or a reason; nobody waits for it in vain."""

from pathlib import Path

import numpy as np
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from loa.domain.transcripts import Confirmation
from loa.media import jobs, making, transcribing
from loa.media.actions import take_upload
from loa.media.audio.cutting import LONGEST, RATE
from loa.media.audio.transcribing import transcribe
from loa.media.children.messages import Line, Lines
from loa.media.mastering import master
from loa.media.models import Sound
from loa.media.refusals import NothingHeard
from loa.media.speech import scribe
from loa.media.testing import read_samples, voice, write_sound
from loa.media.testing.scribe import CHILD, CountingScribe
from loa.media.testing.sounds import ready_sound
from loa.media.transcripts import Transcript, of_sound
from loa.orgs.models import Person
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.job_context import JobContext
from procrastinate.jobs import Job


@pytest.fixture
def wanted(nam: Person, sound: Sound) -> Transcript:
    """Have Nam ask for a sound of which only the rows are real."""
    asked = Transcript(sound=sound)
    asked.wait(nam)
    return asked


@pytest.fixture
def heard(nam: Person, files: Path, recording: Path) -> Transcript:
    """Have Nam ask for a sound that can be read."""
    with recording.open("rb") as file:
        sound = making.make(take_upload(nam, file, nam.unit, "vi").pk)
    asked = Transcript(sound=sound)
    asked.wait(nam)
    return asked


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a machine in place that needs no package."""
    monkeypatch.setattr(scribe, "is_here", lambda: True)
    monkeypatch.setattr(transcribing, "CHILD", CHILD)


def context(attempts: int) -> JobContext:
    job = Job(
        queue="media",
        lock=None,
        queueing_lock=None,
        task_name="media.transcribe",
        attempts=attempts,
    )
    return JobContext(app=app, job=job, start_timestamp=0, abort_reason=lambda: None)


def test_a_master_is_written_down_piece_by_piece(tmp_path: Path) -> None:
    spoken = np.concatenate([voice(20), np.zeros(48_000, np.float32), voice(25, seed=2)])
    source = write_sound(tmp_path / "sent.wav", spoken)
    master(source, tmp_path)
    listener, shares = CountingScribe(), []

    said = transcribe(tmp_path / "master.flac", listener, lasts_ms=46_000, progress=shares.append)

    assert [line.text for line in said.lines] == ["đoạn 1", "đoạn 2"]
    assert said.lines[0].begins_ms == 0
    assert said.lines[1].begins_ms == pytest.approx(20_500, abs=600)
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)
    heard = [len(piece) - 2 * round(0.3 * RATE) for piece in listener.pieces]
    assert sum(heard) == pytest.approx(len(read_samples(source)) / 3, abs=100)
    assert max(heard) <= LONGEST


def test_silence_has_no_transcript(tmp_path: Path) -> None:
    quiet = write_sound(tmp_path / "quiet.flac", np.zeros(48_000 * 3, np.float32), "flac")

    with pytest.raises(NothingHeard):
        transcribe(quiet, CountingScribe(), lasts_ms=3_000, progress=lambda _: None)


def test_a_recording_that_is_asked_for_gets_its_draft(heard: Transcript) -> None:
    jobs.transcribe.func(context(attempts=0), transcript_id=heard.pk)

    written = of_sound(heard.sound_id)
    assert written is not None
    assert (written.state, written.draft, written.words) == ("draft", "đoạn 1", "")
    assert str(written) == "đoạn 1"
    assert Sound.objects.get(pk=heard.sound_id).text == ""


def test_twice_is_once(wanted: Transcript, monkeypatch: pytest.MonkeyPatch) -> None:
    transcribing.end(wanted.pk, draft="mời họp")
    monkeypatch.setattr(transcribing, "ask", lambda *_told, **_more: pytest.fail("asked again"))

    assert transcribing.make(wanted.pk).draft == "mời họp"


def test_what_a_person_wrote_meanwhile_stays(nam: Person, wanted: Transcript) -> None:
    by_hand = Confirmation(words="Mời họp.", edition=1, by=nam.as_officer().id, at=timezone.now())
    wanted.keep(by_hand)

    kept = transcribing.end(wanted.pk, draft="mời học")

    assert (kept.state, kept.words, kept.draft) == ("confirmed", "Mời họp.", "")


def test_a_machine_that_was_taken_away_is_told(
    wanted: Transcript, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scribe, "is_here", lambda: False)

    assert transcribing.make(wanted.pk).refusal_code == "media.no_scribe"


def test_a_sound_without_a_word_is_told_apart(
    wanted: Transcript, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hears_nothing(*_told: object, **_more: object) -> Lines:
        raise NothingHeard

    monkeypatch.setattr(transcribing, "ask", hears_nothing)
    ended = transcribing.make(wanted.pk)

    assert (ended.state, ended.refusal_code) == ("failed", "media.nothing_heard")


def test_a_child_that_dies_is_a_reason(wanted: Transcript, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcribing, "CHILD", "loa.media.testing.nobody")
    ended = transcribing.make(wanted.pk)

    assert (ended.state, ended.refusal_code) == ("failed", "media.could_not_transcribe")


@pytest.mark.parametrize(
    "lines", [(), (Line(begins_ms=0, text=" "),), (Line(begins_ms=0, text="a" * 200_000),)]
)
def test_a_child_that_talks_nonsense_is_not_believed(
    wanted: Transcript, monkeypatch: pytest.MonkeyPatch, lines: tuple[Line, ...]
) -> None:
    monkeypatch.setattr(transcribing, "ask", lambda *_told, **_more: Lines(lines=lines))

    assert transcribing.make(wanted.pk).refusal_code == "media.could_not_transcribe"


def test_how_far_it_came_is_on_record(wanted: Transcript, monkeypatch: pytest.MonkeyPatch) -> None:
    def writes(*_told: object, **how: object) -> Lines:
        (how["folder"] / "progress").write_text("40")  # type: ignore[operator]
        how["watch"]()  # type: ignore[operator]
        return Lines(lines=(Line(begins_ms=0, text="mời họp"),))

    monkeypatch.setattr(transcribing, "ask", writes)
    transcribing.make(wanted.pk)

    kept = Transcript.objects.get(pk=wanted.pk)
    assert (kept.percent, kept.working_at) == (40, None)


def test_one_recording_is_written_down_at_a_time(
    nam: Person, wanted: Transcript, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Transcript(sound=ready_sound(nam, nam.unit, said="Nước sạch"))
    other.wait(nam)

    def writes(*_told: object, **_more: object) -> Lines:
        jobs.transcribe.func(context(attempts=0), transcript_id=other.pk)
        return Lines(lines=(Line(begins_ms=0, text="mời họp"),))

    monkeypatch.setattr(transcribing, "ask", writes)
    jobs.transcribe.func(context(attempts=0), transcript_id=wanted.pk)

    assert {kept.pk: kept.state for kept in Transcript.objects.all()} == {
        wanted.pk: "draft",
        other.pk: "pending",
    }
    (later,) = ProcrastinateJob.objects.filter(task_name="media.transcribe")
    assert later.args == {"transcript_id": other.pk}
    assert later.scheduled_at is not None


def test_a_worker_that_was_killed_holds_nobody_up(wanted: Transcript) -> None:
    Transcript.objects.update(working_at=timezone.now() - transcribing.STILL_THERE)

    assert not transcribing.is_busy()


def test_a_machine_that_failed_is_no_longer_at_work(
    wanted: Transcript, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_told: object, **_more: object) -> Lines:
        assert transcribing.is_busy()
        raise OSError("full")

    monkeypatch.setattr(transcribing, "ask", fails)
    with pytest.raises(OSError, match="full"):
        jobs.transcribe.func(context(attempts=0), transcript_id=wanted.pk)

    assert not transcribing.is_busy()


def test_a_fault_of_ours_is_tried_again_and_then_told(
    wanted: Transcript, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_transcript: int) -> None:
        raise OSError("full")

    monkeypatch.setattr(transcribing, "make", fails)
    with pytest.raises(OSError, match="full"):
        jobs.transcribe.func(context(attempts=0), transcript_id=wanted.pk)
    jobs.transcribe.func(context(attempts=4), transcript_id=wanted.pk)

    wanted.refresh_from_db()
    assert (wanted.state, wanted.refusal_code) == ("failed", "media.could_not_transcribe")


def test_sounds_that_are_to_be_heard_come_first() -> None:
    assert jobs.transcribe.priority < jobs.produce.priority


@pytest.mark.parametrize(
    "lie",
    [
        {"state": "confirmed"},
        {"state": "draft"},
        {"state": "failed"},
        {"words": "Mời họp."},
        {"asked_by": None},
        {"refusal_code": "media.no_scribe"},
    ],
)
def test_the_database_refuses_what_nobody_wrote_or_confirmed(
    wanted: Transcript, lie: dict[str, object]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Transcript.objects.filter(pk=wanted.pk).update(**lie)
