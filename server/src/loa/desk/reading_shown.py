"""What a bulletin's page shows of how its texts are read."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from loa.bulletins import reading
from loa.bulletins.models import Version, VersionText
from loa.domain.bulletins import Doubted
from loa.domain.languages import name_of
from loa.domain.reading import Doubt, Reading
from loa.orgs import queries as orgs

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

WHY: "Final[dict[str, _StrOrPromise]]" = {
    Doubt.DIGITS: _("còn chữ số, mỗi giọng đọc một kiểu"),
    Doubt.VALUE: _("nghe có thể thành số khác"),
    Doubt.AMBIGUOUS: _("có thể hiểu hai cách"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A piece that somebody has to confirm."""

    doubted: Doubted
    why: "_StrOrPromise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """A piece that somebody confirmed."""

    written: str
    spoken: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAloud:
    """How one language is read: by which words, what is doubted, what was confirmed."""

    reading: Reading
    is_as_written: bool
    asked: tuple[Asked, ...]
    confirmed: tuple[Confirmed, ...]


def read_aloud(version: Version, kept: VersionText) -> ReadAloud | None:
    """Gather how a text is read; None where a person's own recording is heard."""
    shown = reading.reading_of(version, kept)
    if shown is None:
        return None
    known = reading.confirmed(version, kept.language)
    names = orgs.names_of({str(one.confirmed_by) for one in known})
    return ReadAloud(
        reading=shown,
        is_as_written=shown.spoken == kept.text,
        asked=tuple(
            Asked(doubted=doubted, why=WHY[doubted.why])
            for doubted in reading.doubts(version)
            if doubted.language == name_of(kept.language)
        ),
        confirmed=tuple(
            Confirmed(
                written=one.written,
                spoken=one.spoken,
                who=names.get(str(one.confirmed_by), ""),
                at=one.confirmed_at,
            )
            for one in known
        ),
    )
