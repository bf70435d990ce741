"""What the worker does with sound."""

import logging
import shutil
import time
from typing import Final

from django.conf import settings
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from loa.media import exporting, making, transcribing
from loa.media.refusals import CouldNotMake, CouldNotTranscribe

logger = logging.getLogger(__name__)

ATTEMPTS: Final = 5
_FORGOTTEN_AFTER_S: Final = 24 * 3600


@app.task(
    name="media.produce",
    queue="media",
    retry=RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=4),
    pass_context=True,
)
def produce(context: JobContext, *, sound_id: int) -> None:
    """Make one sound. A fault of ours is tried again; the fifth time somebody is told."""
    try:
        making.make(sound_id)
    except Exception:
        if context.job.attempts + 1 < ATTEMPTS:
            raise
        logger.exception(
            "Sound could not be made", extra={"action": "sound.failed", "sound": sound_id}
        )
        making.refuse(sound_id, CouldNotMake())


@app.task(
    name="media.export",
    queue="media",
    retry=RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=4),
    pass_context=True,
)
def export(context: JobContext, *, export_id: int) -> None:
    """Write one sound as another house wants it; the fifth time in vain, say so."""
    try:
        exporting.make(export_id)
    except Exception:
        if context.job.attempts + 1 < ATTEMPTS:
            raise
        logger.exception(
            "Export could not be made", extra={"action": "export.failed", "export": export_id}
        )
        exporting.give_up(export_id)


@app.task(
    name="media.transcribe",
    queue="media",
    priority=-10,
    retry=RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=4),
    pass_context=True,
)
def transcribe(context: JobContext, *, transcript_id: int) -> None:
    """Write one recording down, after everything that is to be heard, and one at a time.

    A lock of the queue's would be held for ever by a worker that was killed.
    """
    if transcribing.is_busy():
        transcribe.configure(schedule_in={"minutes": 1}).defer(transcript_id=transcript_id)
        return
    try:
        transcribing.make(transcript_id)
    except Exception:
        if context.job.attempts + 1 < ATTEMPTS:
            raise
        logger.exception(
            "Transcript could not be made",
            extra={"action": "transcript.failed", "transcript": transcript_id},
        )
        transcribing.end(transcript_id, refusal=CouldNotTranscribe())


@app.periodic(cron="40 18 * * *")  # 01:40 in Vietnam
@app.task(name="media.tidy", queue="media", queueing_lock="media.tidy")
def tidy(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the due time
    """Remove working folders that a worker left behind when it was killed."""
    for folder in settings.HOME.folder(making.WORK_FOLDER).iterdir():
        if time.time() - folder.stat().st_mtime > _FORGOTTEN_AFTER_S:
            shutil.rmtree(folder)
