"""Who writes or approves sees which bulletins of theirs have this recording already."""

import pytest
from loa.bulletins.models import Bulletin, Version, VersionText
from loa.bulletins.testing import make_waiting, version_of
from loa.bulletins.twins import heard_before
from loa.media import likeness
from loa.orgs.models import Person
from loa.orgs.testing import Cast, Places


def with_marks(bulletin: Bulletin, marks: range) -> Version:
    for text in VersionText.objects.filter(version__bulletin=bulletin):
        assert text.sound is not None
        likeness.keep(text.sound, marks)
    return version_of(bulletin)


@pytest.fixture
def known(cast: Cast, places: Places) -> Bulletin:
    bulletin = make_waiting(cast.nam, places.commune.path, text="Phòng cúm.")
    with_marks(bulletin, range(100))
    return bulletin


def test_a_recording_that_was_sent_before_is_named(
    nam: Person, hoa: Person, places: Places, known: Bulletin
) -> None:
    again = with_marks(make_waiting(nam, places.commune.path, text="Cúm."), range(20, 120))
    other = with_marks(make_waiting(nam, places.commune.path, text="Lũ."), range(500, 600))

    assert heard_before(hoa, again) == heard_before(nam, again) == [known]
    assert heard_before(hoa, other) == heard_before(hoa, version_of(known)) == []


def test_what_others_have_is_not_told(lan: Person, places: Places, known: Bulletin) -> None:
    theirs = with_marks(make_waiting(lan, places.other_commune.path, text="Cúm."), range(100))

    assert heard_before(lan, theirs) == []


def test_a_bulletin_is_no_copy_of_itself(nam: Person, places: Places, known: Bulletin) -> None:
    (text,) = version_of(known).texts()
    assert text.sound is not None
    marks = likeness.SoundMarks.objects.get(sound=text.sound)
    marks.twins = [text.sound_id]
    marks.save()

    assert heard_before(nam, version_of(known)) == []
