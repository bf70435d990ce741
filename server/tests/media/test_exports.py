"""A sound as other houses want it: Broadcast Wave at -23 LUFS, a podcast with tags, made once."""

import struct
from io import BytesIO
from pathlib import Path

import av
import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from loa.audit.models import Entry
from loa.media import exporting, exports, jobs, making
from loa.media.actions import take_upload
from loa.media.exports import Wish
from loa.media.models import Export, Sound
from loa.media.refusals import NotReady, TooHard
from loa.media.store import store
from loa.orgs.models import Person
from loa.orgs.testing import Cast
from loa_protocol.errors import NotFound
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.job_context import JobContext
from procrastinate.jobs import Job

BROADCAST = Wish(
    kind=Export.Kind.BROADCAST,
    name="hop-thon.wav",
    tags={
        "description": "Hop thon Thuong",
        "originator": "Vinh Hoa",
        "origination_date": "2026-11-26",
    },
)
PODCAST = Wish(
    kind=Export.Kind.PODCAST, name="hop-thon.mp3", tags={"title": "Họp thôn", "artist": "Vĩnh Hòa"}
)


@pytest.fixture
def voice(nam: Person, files: Path, recording: Path) -> Sound:
    with recording.open("rb") as file:
        return making.make(take_upload(nam, file, nam.unit, "vi").pk)


def chunks_of(content: bytes) -> dict[bytes, bytes]:
    """Take a RIFF file apart."""
    assert (content[:4], content[8:12]) == (b"RIFF", b"WAVE")
    chunks, at = {}, 12
    while at < len(content):
        name, size = struct.unpack("<4sI", content[at : at + 8])
        chunks[name] = content[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    return chunks


def made(actor: Person, sound: Sound, wish: Wish) -> Export:
    return exporting.make(exports.ask(actor, sound, wish).pk)


def test_a_broadcaster_gets_broadcast_wave_at_its_loudness(nam: Person, voice: Sound) -> None:
    export = made(nam, voice, BROADCAST)

    assert export.lufs == pytest.approx(-23, abs=0.5)
    with store().on_disk(str(export.file_id)) as path, av.open(str(path)) as container:
        stream = container.streams.audio[0]
        assert (stream.rate, stream.codec_context.name) == (48_000, "pcm_s16le")
        chunks = chunks_of(path.read_bytes())
    bext = chunks[b"bext"]
    assert len(bext) >= 602
    assert bext[:256].rstrip(b"\0") == b"Hop thon Thuong"
    assert bext[256:288].rstrip(b"\0") == b"Vinh Hoa"
    assert bext[320:330] == b"2026-11-26"
    assert struct.unpack("<HHI", chunks[b"fmt "][:8]) == (1, 1, 48_000)


def test_a_podcast_has_tags_in_its_own_letters(nam: Person, voice: Sound) -> None:
    export = made(nam, voice, PODCAST)

    assert export.lufs == pytest.approx(-16, abs=1)
    with store().on_disk(str(export.file_id)) as path, av.open(str(path)) as container:
        assert container.metadata["title"] == "Họp thôn"
        assert container.metadata["artist"] == "Vĩnh Hòa"


def test_the_same_wish_is_made_once(nam: Person, voice: Sound) -> None:
    first, second = (exports.ask(nam, voice, PODCAST) for _ in range(2))

    assert first == second == exports.made_of(nam, voice, PODCAST)
    assert exports.made_of(nam, voice, BROADCAST) is None
    assert ProcrastinateJob.objects.filter(task_name="media.export").count() == 1
    assert Entry.objects.filter(action="sound.exported").count() == 1
    assert made(nam, voice, PODCAST).file == exporting.make(first.pk).file


def test_others_export_nothing_and_get_nothing(cast: Cast, voice: Sound) -> None:
    export = made(cast.nam, voice, PODCAST)

    with pytest.raises(NotFound):
        exports.ask(cast.lan, voice, BROADCAST)
    with pytest.raises(NotFound):
        exports.export(cast.lan, export.pk)
    with pytest.raises(NotFound):
        exports.made_of(cast.lan, voice, PODCAST)
    assert Export.objects.count() == 1


def test_what_is_still_being_made_is_not_exported(nam: Person, files: Path) -> None:
    pending = take_upload(nam, BytesIO(b"not made yet"), nam.unit, "vi")

    with pytest.raises(NotReady):
        exports.ask(nam, pending, PODCAST)


def test_an_export_is_handed_over_under_its_name(nam: Person, voice: Sound) -> None:
    client = Client()
    client.force_login(nam)
    waiting = exports.ask(nam, voice, PODCAST)
    assert client.get(f"/sounds/exports/{waiting.pk}").status_code == 409

    exporting.make(waiting.pk)
    answer = client.get(f"/sounds/exports/{waiting.pk}")

    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="hop-thon.mp3"'
    assert answer.headers["Content-Type"] == "audio/mpeg"


def test_a_fault_is_told_the_fifth_time_and_may_be_asked_again(
    nam: Person, voice: Sound, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = exports.ask(nam, voice, PODCAST)

    def fails(_export: int) -> None:
        raise OSError("full")

    monkeypatch.setattr(exporting, "make", fails)
    with pytest.raises(OSError, match="full"):
        jobs.export.func(_context(attempts=0), export_id=export.pk)
    jobs.export.func(_context(attempts=4), export_id=export.pk)

    assert Export.objects.get(pk=export.pk).state == "refused"
    assert exports.ask(nam, voice, PODCAST) == export
    assert Export.objects.get(pk=export.pk).state == "pending"


def test_a_child_that_fails_is_no_file(
    nam: Person, voice: Sound, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = exports.ask(nam, voice, PODCAST)

    def dies(*_told: object, **_more: object) -> None:
        raise TooHard(why="died")

    monkeypatch.setattr(exporting, "ask", dies)

    assert exporting.make(export.pk).state == "refused"


def test_the_database_refuses_an_export_without_its_file(nam: Person, voice: Sound) -> None:
    export = exports.ask(nam, voice, PODCAST)

    with pytest.raises(IntegrityError), transaction.atomic():
        Export.objects.filter(pk=export.pk).update(state="ready")


def _context(*, attempts: int) -> JobContext:
    job = Job(
        queue="media", lock=None, queueing_lock=None, task_name="media.export", attempts=attempts
    )
    return JobContext(app=app, job=job, start_timestamp=0, abort_reason=lambda: None)
