"""The cue sheet of a bulletin: in the file of each language, what sounds when, and how loud it is.

It goes with the files for a broadcaster, of which every language has its own: each begins at
zero, and its loudness is that of the file, not of our master.
"""

from dataclasses import dataclass
from typing import Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from loa.bulletins import exports
from loa.bulletins.models import Version, VersionText
from loa.bulletins.parts import Arrangement
from loa.bulletins.programmes import is_put_together
from loa.domain.bulletins import CLEARED
from loa.domain.languages import name_of
from loa.media import exports as media
from loa.media.audio.formats import BROADCAST_LUFS
from loa.media.models import Export
from loa.orgs.models import Person

_SECOND_MS: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class CueSheet:
    """What sounds in the file of one language."""

    name: str
    facts: list[tuple[str, str]]
    """Its length, who speaks, how loud it is; each with what it is called."""
    rows: list[tuple[str, str, str]]
    """When, for how long, what."""


def cues(actor: Person, version: Version) -> list[CueSheet]:
    """List each language with its length, speaker and loudness, and what sounds in it when."""
    return [
        CueSheet(
            name=name_of(text.language),
            facts=_facts(actor, version, text),
            rows=_rows(version, text),
        )
        for text in version.texts()
    ]


def clock(ms: int) -> str:
    """Write a duration as broadcasters do, "0:01:23"."""
    seconds = -(-ms // _SECOND_MS)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _facts(actor: Person, version: Version, text: VersionText) -> list[tuple[str, str]]:
    facts = [
        (pgettext("cột", "Dài"), clock(text.sound.duration_ms) if text.sound else ""),
        (pgettext("cột", "Người đọc"), text.speaker),
        (_("Độ to tệp cho đài"), _loudness(actor, version, text)),
    ]
    return [(name, value) for name, value in facts if value]


def _loudness(actor: Person, version: Version, text: VersionText) -> str:
    """Say how loud the broadcaster's file is: as measured once it is made, as it will be before."""
    sound, made = text.sound, None
    if sound and version.state in CLEARED:
        wish = exports.wish_of(version, text, Export.Kind.BROADCAST)
        made = media.made_of(actor, sound, wish)
    if made is None or made.lufs is None:
        return _("%(lufs)s LUFS (mức phải đạt)") % {"lufs": _lufs(BROADCAST_LUFS)}
    return _("%(lufs)s LUFS (đo được)") % {"lufs": _lufs(made.lufs)}


def _lufs(value: float) -> str:
    return number_format(value, decimal_pos=1).replace("-", "−")


def _rows(version: Version, text: VersionText) -> list[tuple[str, str, str]]:
    """List what sounds: the parts of a programme, or the one sound there is."""
    kept = Arrangement.objects.filter(text=text).select_related("music", "made").first()
    if kept is None or not is_put_together(text, kept):
        lasts_ms = text.sound.duration_ms if text.sound else 0
        return [_row(0, lasts_ms, version.bulletin.title)]
    whole = kept.as_arrangement()
    music = _("Nhạc nền: %(title)s") % {"title": kept.music_title}
    return [
        *([_row(0, whole.lasts_ms, music)] if whole.music else []),
        *(
            _row(at_ms, part.lasts_ms, part.title)
            for at_ms, part in zip(whole.begins_ms, kept.heard(), strict=True)
        ),
    ]


def _row(at_ms: int, lasts_ms: int, title: str) -> tuple[str, str, str]:
    """Write one row; nobody is to come in late, so the second that has begun counts."""
    return clock(at_ms // _SECOND_MS * _SECOND_MS), clock(lasts_ms), title
