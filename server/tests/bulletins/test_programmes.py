"""Parts of a programme: added, cut, ordered, put together; never changed once approved."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from loa.audit.models import Entry
from loa.bulletins import actions, programme_sources, programmes
from loa.bulletins.models import Bulletin, VersionText
from loa.bulletins.parts import Arrangement, ArrangementPart
from loa.bulletins.programmes import Cut, Place, Sent
from loa.bulletins.testing import draft_of, finish, make_approved, refuse, version_of
from loa.bulletins.writing import Wording
from loa.domain.arrangement import BadLevel, BadTrim, NothingInIt, PartIsGone
from loa.domain.bulletins import LooseParts, State
from loa.media import phrases
from loa.media.models import Phrase, Sound
from loa.media.refusals import NotReady
from loa.media.testing.sounds import pending_sound, ready_sound
from loa.orgs.models import Person
from loa.orgs.testing import Cast
from loa_protocol.errors import NotAllowed, NotFound, WrongState

HERE = "vn/31/11848"


@dataclass(frozen=True, kw_only=True)
class Studio:
    """Nam at the desk, with a draft and two recordings of two seconds."""

    nam: Person
    bulletin: Bulletin
    voice: Sound
    jingle: Sound

    @property
    def place(self) -> Place:
        return Place(bulletin_id=self.bulletin.pk, language="vi")

    @property
    def text(self) -> VersionText:
        return version_of(self.bulletin).texts()[0]

    @property
    def kept(self) -> Arrangement:
        return Arrangement.objects.get(text=self.text)

    @property
    def titles(self) -> list[str]:
        return [part.title for part in self.kept.heard()]

    def part(self, title: str) -> int:
        return ArrangementPart.objects.get(arrangement=self.kept, title=title).pk

    def add(self, sound: Sound, title: str, *, key: UUID | None = None) -> None:
        programmes.add(self.nam, self.place, sound.pk, title, key=key or uuid4())

    def render(self) -> Sound:
        programmes.put_together(self.nam, self.place)
        made = self.text.sound
        assert made
        return made


@pytest.fixture
def studio(nam: Person, files: Path) -> Studio:
    bulletin = actions.write(nam, draft_of(HERE))
    studio = Studio(
        nam=nam,
        bulletin=bulletin,
        voice=ready_sound(nam, nam.unit),
        jingle=ready_sound(nam, nam.unit, said="nhạc hiệu"),
    )
    studio.add(studio.jingle, "Nhạc hiệu")
    studio.add(studio.voice, "Lời dẫn")
    return studio


def test_parts_stand_in_the_order_in_which_they_were_added(studio: Studio) -> None:
    assert studio.titles == ["Nhạc hiệu", "Lời dẫn"]
    assert studio.kept.as_arrangement().lasts_ms == 4000
    assert studio.text.has_loose_parts
    arranged = Entry.objects.filter(action="bulletin.arranged")
    assert [entry.facts["what"] for entry in arranged] == ["add", "add"]


def test_the_same_key_adds_one_part(studio: Studio) -> None:
    key = uuid4()
    studio.add(studio.voice, "Kết", key=key)
    studio.add(studio.voice, "Kết", key=key)

    assert studio.titles == ["Nhạc hiệu", "Lời dẫn", "Kết"]


def test_a_part_is_moved_taken_out_and_put_back_with_its_cut(studio: Studio) -> None:
    voice = studio.part("Lời dẫn")
    programmes.cut(studio.nam, studio.place, voice, Cut(from_ms=500, to_ms=1500))
    programmes.move(studio.nam, studio.place, voice, steps=-1)
    assert studio.titles == ["Lời dẫn", "Nhạc hiệu"]

    programmes.take_out(studio.nam, studio.place, voice)
    programmes.take_out(studio.nam, studio.place, voice)
    assert studio.titles == ["Nhạc hiệu"]

    programmes.put_back(studio.nam, studio.place, voice)
    assert studio.titles == ["Nhạc hiệu", "Lời dẫn"]
    assert studio.kept.heard()[1].from_ms == 500
    with pytest.raises(NotFound):
        programmes.put_back(studio.nam, studio.place, voice)


@pytest.mark.parametrize(
    ("cut", "refusal"),
    [
        (Cut(from_ms=1500, to_ms=1000), BadTrim),
        (Cut(to_ms=2001), BadTrim),
        (Cut(level_db=40), BadLevel),
    ],
)
def test_a_bad_cut_leaves_the_part_as_it_was(
    studio: Studio, cut: Cut, refusal: type[Exception]
) -> None:
    voice = studio.part("Lời dẫn")

    with pytest.raises(refusal) as refused:
        programmes.cut(studio.nam, studio.place, voice, cut)

    assert refused.value.facts["part"] == 2  # type: ignore[attr-defined]
    assert studio.kept.heard()[1].as_part().lasts_ms == 2000


def test_parts_put_together_are_what_is_heard(studio: Studio) -> None:
    voice = studio.part("Lời dẫn")
    programmes.cut(studio.nam, studio.place, voice, Cut(from_ms=500, fade_in_ms=100, level_db=-3))
    programmes.lay_music(studio.nam, studio.place, studio.jingle.pk, "Sáo trúc")
    programmes.level_music(
        studio.nam,
        studio.place,
        under_db=-18,
        alone_db=-8,
        lead_in_ms=1000,
        lead_out_ms=2000,
        fade_ms=500,
    )

    made = studio.render()

    assert made.arrangement is not None
    first, second = made.arrangement["parts"]
    assert (first["master"], first["to_ms"]) == (studio.jingle.master_id, 2000)
    assert (second["from_ms"], second["fade_in_ms"], second["level_db"]) == (500, 100, -3)
    assert made.arrangement["music"]["under_db"] == -18
    assert made.arrangement["music"]["fade_ms"] == 500
    assert studio.text.is_recorded
    assert not studio.text.has_loose_parts
    assert studio.render() == made, "twice is once"


def test_what_could_not_be_made_is_tried_again(studio: Studio) -> None:
    refused = refuse(studio.render(), "media.could_not_make")

    assert studio.render() != refused


def test_a_programme_is_no_part_of_itself(studio: Studio) -> None:
    finish(studio.render())

    found = programme_sources.sources(studio.nam, studio.text)

    assert found.bulletins == ()


def test_no_parts_are_not_put_together(nam: Person, files: Path) -> None:
    bulletin = actions.write(nam, draft_of(HERE))

    with pytest.raises(NothingInIt):
        programmes.put_together(nam, Place(bulletin_id=bulletin.pk, language="vi"))


def test_what_was_recorded_here_is_heard_once_it_is_made(studio: Studio) -> None:
    sent = Sent(file=BytesIO(b"a voice"), title="Phỏng vấn", is_recording=True)
    key = uuid4()
    programmes.send(studio.nam, studio.place, sent, key=key)
    programmes.send(studio.nam, studio.place, sent, key=key)

    assert studio.titles == ["Nhạc hiệu", "Lời dẫn", "Phỏng vấn"]
    with pytest.raises(PartIsGone):
        studio.render()
    with pytest.raises(PartIsGone):
        programmes.cut(studio.nam, studio.place, studio.part("Phỏng vấn"), Cut(to_ms=10))
    finish(studio.kept.heard()[2].sound, seconds=3)
    assert studio.kept.as_arrangement().lasts_ms == 7000
    assert studio.render().arrangement


def test_music_may_be_sent_and_dropped(studio: Studio) -> None:
    programmes.send_music(studio.nam, studio.place, Sent(file=BytesIO(b"a flute"), title="Sáo"))
    music = studio.kept.music
    assert music
    assert studio.kept.music_title == "Sáo"

    programmes.drop_music(studio.nam, studio.place)

    assert (studio.kept.music, studio.kept.music_title) == (None, "")
    levels = {"under_db": 0, "alone_db": 0, "lead_in_ms": 0, "lead_out_ms": 0, "fade_ms": 0}
    with pytest.raises(NotFound):
        programmes.level_music(studio.nam, studio.place, **levels)


def test_of_a_phrase_the_silence_around_it_is_left_out(studio: Studio) -> None:
    said = phrases.Said(text="Kính mời", kind=Phrase.Kind.SENTENCE, file=BytesIO(b"please"))
    phrase = phrases.record(studio.nam, studio.nam.unit, "vi", said)
    finish(phrase.sound, seconds=2)
    Sound.objects.filter(pk=phrase.sound_id).update(leading_ms=400, trailing_ms=300)

    studio.add(phrase.sound, "Kính mời")

    part = studio.kept.heard()[2]
    assert (part.from_ms, part.to_ms) == (360, 1740)


def test_changed_parts_are_not_submitted_until_they_are_put_together(studio: Studio) -> None:
    finish_rendering(studio)
    programmes.move(studio.nam, studio.place, studio.part("Lời dẫn"), steps=-1)

    with pytest.raises(LooseParts):
        actions.submit(studio.nam, studio.bulletin.pk)
    assert version_of(studio.bulletin).state == State.DRAFT

    finish_rendering(studio)
    actions.submit(studio.nam, studio.bulletin.pk)
    assert version_of(studio.bulletin).state == State.SUBMITTED


def finish_rendering(studio: Studio) -> None:
    made = studio.render()
    if made.state == Sound.State.PENDING:
        finish(made)


def test_no_voice_speaks_in_place_of_loose_parts(studio: Studio) -> None:
    actions.hear(studio.nam, studio.bulletin.pk)

    assert studio.text.sound is None


def test_another_sound_chosen_instead_leaves_nothing_loose(studio: Studio) -> None:
    upload = Wording(language="vi", text="Họp", upload=BytesIO(b"a voice"))
    actions.put_wording(studio.nam, studio.bulletin.pk, upload)
    assert not studio.text.has_loose_parts

    programmes.move(studio.nam, studio.place, studio.part("Lời dẫn"), steps=-1)
    assert studio.text.has_loose_parts
    actions.drop_recording(studio.nam, studio.bulletin.pk, "vi")
    assert not studio.text.has_loose_parts


def test_without_any_part_nothing_is_loose_but_what_was_made_of_them(studio: Studio) -> None:
    for title in ("Lời dẫn", "Nhạc hiệu"):
        programmes.take_out(studio.nam, studio.place, studio.part(title))
    assert not studio.text.has_loose_parts

    programmes.put_back(studio.nam, studio.place, studio.part("Lời dẫn"))
    finish_rendering(studio)
    programmes.take_out(studio.nam, studio.place, studio.part("Lời dẫn"))
    with pytest.raises(LooseParts):
        actions.submit(studio.nam, studio.bulletin.pk)


def test_a_programme_stays_when_its_words_are_corrected(studio: Studio) -> None:
    made = studio.render()

    actions.put_wording(studio.nam, studio.bulletin.pk, Wording(language="vi", text="Sửa lỗi."))

    assert studio.text.sound == made
    assert studio.text.is_recorded


def test_a_new_version_begins_with_the_parts_of_the_one_before(studio: Studio, cast: Cast) -> None:
    finish_rendering(studio)
    actions.submit(studio.nam, studio.bulletin.pk)
    digest = version_of(studio.bulletin).as_version().digest
    actions.approve(cast.hoa, studio.bulletin.pk, digest)
    approved = studio.kept

    with pytest.raises(WrongState):
        programmes.take_out(studio.nam, studio.place, studio.part("Lời dẫn"))
    actions.new_version(studio.nam, studio.bulletin.pk)
    programmes.take_out(studio.nam, studio.place, studio.part("Lời dẫn"))

    assert studio.titles == ["Nhạc hiệu"]
    assert [part.title for part in approved.heard()] == ["Nhạc hiệu", "Lời dẫn"]


def test_the_database_keeps_the_parts_of_what_was_approved(studio: Studio, cast: Cast) -> None:
    finish_rendering(studio)
    actions.submit(studio.nam, studio.bulletin.pk)
    digest = version_of(studio.bulletin).as_version().digest
    actions.approve(cast.hoa, studio.bulletin.pk, digest)
    parts = ArrangementPart.objects.filter(arrangement=studio.kept)

    with pytest.raises(IntegrityError), transaction.atomic():
        parts.update(level_db=3)
    with pytest.raises(IntegrityError), transaction.atomic():
        parts.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Arrangement.objects.filter(pk=studio.kept.pk).update(music_title="khác")


def test_a_language_goes_with_its_programme(studio: Studio) -> None:
    english = Wording(language="en", text="Meeting")
    actions.put_wording(studio.nam, studio.bulletin.pk, english)

    actions.drop_language(studio.nam, studio.bulletin.pk, "vi")

    assert not Arrangement.objects.exists()
    assert not ArrangementPart.objects.exists()
    assert Sound.objects.filter(pk=studio.voice.pk).exists()


def test_only_sounds_that_can_be_heard_become_parts(studio: Studio, cast: Cast) -> None:
    waiting = pending_sound(studio.nam, studio.nam.unit)
    foreign = ready_sound(cast.lan, cast.lan.unit, said="xã khác")

    with pytest.raises(NotReady):
        studio.add(waiting, "Đang xử lý")
    with pytest.raises(NotFound):
        studio.add(foreign, "Của xã khác")
    assert studio.titles == ["Nhạc hiệu", "Lời dẫn"]


def test_only_those_who_write_here_change_the_parts(studio: Studio, cast: Cast) -> None:
    part = studio.part("Lời dẫn")

    with pytest.raises(NotAllowed):
        programmes.take_out(cast.hoa, studio.place, part)
    with pytest.raises(NotFound):
        programmes.take_out(cast.lan, studio.place, part)
    with pytest.raises(NotFound):
        programmes.take_out(studio.nam, Place(bulletin_id=studio.bulletin.pk, language="en"), part)
    assert studio.titles == ["Nhạc hiệu", "Lời dẫn"]


def test_a_part_of_another_programme_is_not_found(studio: Studio) -> None:
    other = actions.write(studio.nam, draft_of(HERE))

    with pytest.raises(NotFound):
        programmes.take_out(
            studio.nam,
            Place(bulletin_id=other.pk, language="vi"),
            studio.part("Lời dẫn"),
        )


def test_sounds_are_found_without_diacritics(studio: Studio, cast: Cast) -> None:
    make_approved(studio.nam, cast.hoa, HERE, title="Nước sạch xóm Hạ")

    def found(words: str) -> dict[str, list[str]]:
        some = programme_sources.sources(studio.nam, studio.text, words)
        kinds = {"bulletins": some.bulletins, "used": some.used_before, "bank": some.phrases}
        return {kind: [one.title for one in them] for kind, them in kinds.items() if them}

    assert found("nuoc sach") == {"bulletins": ["Nước sạch xóm Hạ · Tiếng Việt"]}
    assert found("nhac hieu") == {"used": ["Nhạc hiệu"]}
    assert set(found("")) == {"bulletins", "used"}
    assert not programme_sources.sources(studio.nam, studio.text, "không có gì")


def test_two_parts_never_share_a_place(studio: Studio) -> None:
    parts = ArrangementPart.objects.filter(arrangement=studio.kept)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(IntegrityError), transaction.atomic():
        parts.update(position=1)
