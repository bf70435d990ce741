"""What pages show of what is written of a recording."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from loa.bulletins import transcripts
from loa.bulletins.models import Bulletin, VersionText
from loa.domain.languages import name_of
from loa.domain.permissions import Duty
from loa.domain.transcripts import NotNeeded
from loa.media.models import Sound
from loa.media.speech import scribe
from loa.media.transcripts import Transcript
from loa.orgs import queries as orgs
from loa.orgs.models import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The words of one recording: confirmed, drafted, awaited, or lacking."""

    words: str
    """What a person confirmed."""
    who: str
    at: datetime | None
    edition: int
    draft: str
    """What a machine wrote and nobody confirmed."""
    is_awaited: bool
    percent: int
    why_not: str
    """The code of why the machine wrote nothing."""
    may_write: bool
    may_ask: bool

    @property
    def to_begin_with(self) -> str:
        """Return what somebody who writes has before them."""
        return self.words or self.draft


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptPage:
    """The page where a recording is written down."""

    bulletin: Bulletin
    language: str
    name: str
    sound: Sound
    written: Written


def page_of(actor: Person, text: VersionText) -> TranscriptPage:
    """Gather the page of one recording.

    Raises:
        NotNeeded: its words stand in writing, or no person is heard.
    """
    kept = transcripts.of_version(text.version).get(text.language)
    written = written_of(actor, text, kept)
    if written is None or text.sound is None:
        raise NotNeeded(language=text.language)
    return TranscriptPage(
        bulletin=text.version.bulletin,
        language=text.language,
        name=name_of(text.language),
        sound=text.sound,
        written=written,
    )


def written_of(actor: Person, text: VersionText, kept: Transcript | None) -> Written | None:
    """Gather what is written of a recording; None where the words stand in writing."""
    recording = transcripts.recording_of(text, kept)
    if not recording.wants_words:
        return None
    officer, now = actor.as_officer(), timezone.now()
    is_awaited = recording.is_awaited(now)
    may_write = recording.is_ready and officer.may(
        Duty.WRITE, recording.unit, timezone.localdate(now)
    )
    may_ask = may_write and recording.is_for_machine() and not is_awaited
    who = str(kept.confirmed_by) if kept and kept.confirmed_by else ""
    return Written(
        words=recording.words,
        who=orgs.names_of({who}).get(who, "") if who else "",
        at=kept.confirmed_at if kept else None,
        edition=recording.edition,
        draft=kept.draft if kept else "",
        is_awaited=is_awaited,
        percent=kept.percent if kept else 0,
        why_not=kept.refusal_code if kept else "",
        may_write=may_write,
        may_ask=may_ask and scribe.is_here(),
    )
