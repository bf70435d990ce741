"""Have a recording written down by the machine: what the worker does, once."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from loa.domain.transcripts import LONGEST
from loa.media.children.ask import Watch, ask
from loa.media.children.limits import Limits
from loa.media.children.messages import Lines, TranscribeRequest
from loa.media.children.progress import percent
from loa.media.making import WORK_FOLDER
from loa.media.refusals import (
    CouldNotTranscribe,
    NoScribe,
    NothingHeard,
    SoundRefused,
    TooHard,
)
from loa.media.speech import scribe
from loa.media.store import store
from loa.media.transcripts import Transcript

logger = logging.getLogger(__name__)

CHILD: Final = "loa.media.children.transcribe"
STILL_THERE: Final = timedelta(minutes=1)
"""How long a machine is believed to be at work that says nothing: its worker may be dead."""
LIMITS: Final = Limits(wall_s=7200, cpu_s=7200, address_mib=2048, written_mib=1)


def is_busy() -> bool:
    """Tell whether the machine is at some recording now."""
    return Transcript.objects.filter(working_at__gt=timezone.now() - STILL_THERE).exists()


def make(transcript_id: int) -> Transcript:
    """Bring a transcript that is asked for to its draft, or to why there is none."""
    wanted = Transcript.objects.select_related("sound").get(pk=transcript_id)
    if wanted.state != Transcript.State.PENDING:
        return wanted
    try:
        draft = _written(wanted)
    except (NothingHeard, NoScribe) as refusal:
        return end(transcript_id, refusal=refusal)
    except SoundRefused:
        return end(transcript_id, refusal=CouldNotTranscribe())
    return end(transcript_id, draft=draft)


@transaction.atomic
def end(transcript_id: int, *, draft: str = "", refusal: SoundRefused | None = None) -> Transcript:
    """Keep how the machine ended, unless a person has written the words meanwhile."""
    wanted = Transcript.objects.select_for_update(no_key=True).get(pk=transcript_id)
    if wanted.state == Transcript.State.PENDING:
        wanted.end(draft=draft, refusal_code=refusal.code if refusal else "")
        logger.info(
            "Transcript ended",
            extra={"action": "transcript.ended", "sound": wanted.sound_id, "state": wanted.state},
        )
    return wanted


def _written(wanted: Transcript) -> str:
    """Have a child write down the master. A line for each piece.

    Raises:
        NoScribe: the extra is not installed any more.
        NothingHeard: no word was made out.
        TooHard: it took too much, or broke the child.
    """
    if not scribe.is_here():
        raise NoScribe
    sound = wanted.sound
    with (
        TemporaryDirectory(dir=settings.HOME.folder(WORK_FOLDER)) as name,
        store().on_disk(str(sound.master_id)) as master,
        _at_work(wanted, Path(name)) as watch,
    ):
        request = TranscribeRequest(master=str(master), lasts_ms=sound.duration_ms, folder=name)
        told = ask(CHILD, request, Lines, folder=Path(name), limits=LIMITS, watch=watch)
    draft = "\n".join(line.text for line in told.lines)
    if not draft.strip() or len(draft) > LONGEST:
        raise TooHard(why="nonsense")
    return draft


@contextmanager
def _at_work(wanted: Transcript, folder: Path) -> Iterator[Watch]:
    """Say from the beginning to the end that the machine is at it, and how far it came."""
    row = Transcript.objects.filter(pk=wanted.pk)

    def watch() -> None:
        row.update(percent=percent(folder), working_at=timezone.now())

    watch()
    try:
        yield watch
    finally:
        row.update(working_at=None)
