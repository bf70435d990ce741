"""The cue sheet says of each language's own file what sounds when, and how loud the file is."""

from pathlib import Path
from uuid import uuid4

import pytest
from loa.bulletins import actions, exports, programmes
from loa.bulletins.cues import cues
from loa.bulletins.models import Bulletin, VersionText
from loa.bulletins.programmes import Cut, Place
from loa.bulletins.testing import draft_of, finish, make_approved, make_waiting, stored, version_of
from loa.bulletins.writing import Wording
from loa.media import exports as media
from loa.media.models import Export
from loa.media.testing.sounds import ready_sound
from loa.orgs.models import Person
from loa.orgs.testing import Cast

HERE = "vn/31/11848"
TITLE = "Họp thôn"
TARGET = ("Độ to tệp cho đài", "−23,0 LUFS (mức phải đạt)")


def only_text(bulletin: Bulletin) -> VersionText:
    (text,) = version_of(bulletin).texts()
    return text


@pytest.fixture
def programme(nam: Person, files: Path) -> Bulletin:
    """A jingle and half a report of two seconds each, a pause between them, not put together."""
    bulletin = actions.write(nam, draft_of(HERE, title=TITLE))
    place = Place(bulletin_id=bulletin.pk, language="vi")
    for title in ("Nhạc hiệu", "Phóng sự"):
        sound = ready_sound(nam, nam.unit, said=title)
        programmes.add(nam, place, sound.pk, title, key=uuid4())
    _, kept = programmes.arrangement(nam, place)
    assert kept is not None
    jingle, report = kept.heard()
    programmes.cut(nam, place, jingle.pk, Cut(gap_ms=1500))
    programmes.cut(nam, place, report.pk, Cut(from_ms=500, to_ms=1500))
    return bulletin


def put_together(nam: Person, bulletin: Bulletin) -> None:
    programmes.put_together(nam, Place(bulletin_id=bulletin.pk, language="vi"))
    made = only_text(bulletin).sound
    assert made is not None
    finish(made, seconds=4.5)


def test_each_language_is_a_file_of_its_own_that_begins_at_zero(cast: Cast) -> None:
    wordings = [Wording(language="vi", text="Họp."), Wording(language="en", text="Meeting.")]
    bulletin = make_waiting(cast.nam, HERE, seconds=61, title=TITLE, wordings=wordings)
    VersionText.objects.filter(language="vi").update(speaker="Bà Mận")
    actions.approve(cast.hoa, bulletin.pk, version_of(bulletin).as_version().digest)

    vietnamese, english = cues(cast.nam, version_of(bulletin))

    assert vietnamese.name == "Tiếng Việt"
    assert vietnamese.facts == [("Dài", "0:01:01"), ("Người đọc", "Bà Mận"), TARGET]
    assert vietnamese.rows == [("0:00:00", "0:01:01", TITLE)]
    assert english.rows == [("0:00:00", "0:01:01", TITLE)]


def test_a_programme_is_listed_part_by_part(nam: Person, programme: Bulletin) -> None:
    put_together(nam, programme)

    (sheet,) = cues(nam, version_of(programme))

    assert sheet.rows == [
        ("0:00:00", "0:00:02", "Nhạc hiệu"),
        ("0:00:03", "0:00:01", "Phóng sự"),
    ]


def test_music_is_named_and_the_parts_come_in_after_it(nam: Person, programme: Bulletin) -> None:
    place = Place(bulletin_id=programme.pk, language="vi")
    programmes.lay_music(nam, place, ready_sound(nam, nam.unit, said="sáo").pk, "Tiếng sáo")
    put_together(nam, programme)

    (sheet,) = cues(nam, version_of(programme))

    assert sheet.rows == [
        ("0:00:00", "0:00:11", "Nhạc nền: Tiếng sáo"),
        ("0:00:03", "0:00:02", "Nhạc hiệu"),
        ("0:00:06", "0:00:01", "Phóng sự"),
    ]


def test_parts_that_were_not_put_together_are_not_what_sounds(
    nam: Person, programme: Bulletin
) -> None:
    (sheet,) = cues(nam, version_of(programme))

    assert sheet.rows == [("0:00:00", "0:00:00", TITLE)]


def test_the_loudness_is_that_of_the_broadcasters_file_once_it_is_measured(cast: Cast) -> None:
    bulletin = make_approved(cast.nam, cast.hoa, HERE)
    version, text = version_of(bulletin), only_text(bulletin)
    assert text.sound is not None
    assert TARGET in cues(cast.nam, version)[0].facts

    wish = exports.wish_of(version, text, Export.Kind.BROADCAST)
    asked = media.ask(cast.nam, text.sound, wish)
    file = stored(b"a broadcast wave", "audio/wav")
    Export.objects.filter(pk=asked.pk).update(state="ready", file=file, lufs_centi=-2312)

    facts = cues(cast.nam, version)[0].facts
    assert ("Độ to tệp cho đài", "−23,1 LUFS (đo được)") in facts
