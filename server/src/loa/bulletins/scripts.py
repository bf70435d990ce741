"""The script and cue sheet of a bulletin, as a PDF: for an announcer, a broadcaster, the files.

The page is fixed; titles, names and words reach it as data, never as markup.
"""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Final

import fontpkg_be_vietnam_pro
import typst
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from loa.bulletins import queries, transcripts
from loa.bulletins.cues import cues
from loa.bulletins.models import Version
from loa.domain.bulletins import CLEARED, State
from loa.domain.languages import name_of
from loa.orgs import queries as orgs
from loa.orgs.models import Person

_FONTS: Final = Path(fontpkg_be_vietnam_pro.__file__).parent / "files"
_PAGE: Final = Path(__file__).parent / "script" / "script.typ"


def pdf(actor: Person, bulletin_id: int) -> bytes:
    """Write the newest approved wording of a bulletin, or the newest if none is, as a PDF.

    Raises:
        NotFound: there is no such bulletin, or not for this actor.
    """
    return typeset(_told(actor, queries.to_be_read_out(actor, bulletin_id)))


def typeset(told: dict[str, object]) -> bytes:
    """Set what is told on paper."""
    page: bytes = typst.compile(
        _PAGE,
        font_paths=[_FONTS],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(told)},
    )
    return page


def _told(actor: Person, version: Version) -> dict[str, object]:
    """Gather everything that the page says."""
    bulletin = version.bulletin
    return {
        "lang": (get_language() or "vi")[:2],
        "title": bulletin.title,
        "number": bulletin.human_number,
        "unit": bulletin.unit.full_name,
        "warning": _warning(version),
        "facts": _facts(version),
        "cues": [asdict(sheet) for sheet in cues(actor, version)],
        "texts": _texts(version),
        "labels": {
            "cues": _("Thứ tự phát"),
            "no_words": _("Chỉ có âm thanh, không có chữ."),
            "columns": [
                pgettext("cột", "Bắt đầu"),
                pgettext("cột", "Dài"),
                pgettext("cột", "Nội dung"),
            ],
        },
    }


def _warning(version: Version) -> str:
    """Say why these words must not be played, if they must not."""
    if version.state in CLEARED:
        return ""
    if version.state == State.WITHDRAWN:
        return _("ĐÃ RÚT – không được phát")
    return _("CHƯA DUYỆT – không được phát")


def _texts(version: Version) -> list[dict[str, object]]:
    """List the words of each language: approved ones, or what was written of its recording."""
    heard = transcripts.confirmed(version)
    return [
        {
            "name": name_of(text.language),
            "lines": (text.text or heard.get(text.language, "")).splitlines(),
            "note": transcripts.label() if text.language in heard else "",
        }
        for text in version.texts()
    ]


def _facts(version: Version) -> list[tuple[str, str]]:
    """List what is known of a wording: what it is, who wrote it, who approved it."""
    bulletin = version.bulletin
    names = orgs.names_of({str(one) for one in (version.author, version.approved_by) if one})
    facts = [
        (_("Số"), bulletin.human_number),
        (_("Thể loại"), bulletin.get_kind_display()),
        (_("Lĩnh vực"), str(bulletin.topic or "")),
        (_("Người soạn"), names.get(str(version.author), "")),
        (_("Người duyệt"), names.get(str(version.approved_by), "")),
        (_("Duyệt lúc"), _moment(version.approved_at)),
        (_("Mã nội dung"), version.digest[:16]),
    ]
    return [(name, value) for name, value in facts if value]


def _moment(at: datetime | None) -> str:
    return timezone.localtime(at).strftime("%H:%M %d/%m/%Y") if at else ""
