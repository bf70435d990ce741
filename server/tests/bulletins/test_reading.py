"""What might be misheard is confirmed by a person before it goes to whoever approves."""

from io import BytesIO
from pathlib import Path

import pytest
from django.utils import timezone
from loa.audit.models import Entry
from loa.bulletins import actions, reading
from loa.bulletins.models import Bulletin, ReadingConfirmation, VersionText
from loa.bulletins.parts import Arrangement
from loa.bulletins.testing import draft_of, finish, version_of
from loa.bulletins.writing import Wording
from loa.domain.bulletins import OwnWork, ReadingChanged, ReadingDoubted, State
from loa.domain.permissions import Duty
from loa.domain.phrases import PhraseIsMissing
from loa.media import phrases
from loa.media.dictionary import add_entry, change_entry
from loa.media.models import Phrase, Sound
from loa.orgs.models import Person
from loa.orgs.testing import Cast, Places, entrust
from loa_protocol.errors import NotAllowed, NotFound, WrongState

HERE = "vn/31/11848"
DOUBTFUL = "Bà con nghỉ 5/9, chia ½ diện tích."
CLEAR = "Bà con họp ngày 5/9."


def doubtful(nam: Person, text: str = DOUBTFUL) -> Bulletin:
    return actions.write(nam, draft_of(HERE, text))


def open_pieces(bulletin: Bulletin) -> list[str]:
    return [doubted.piece for doubted in reading.doubts(version_of(bulletin))]


def test_what_might_be_misheard_is_not_submitted(nam: Person) -> None:
    bulletin = doubtful(nam)

    with pytest.raises(ReadingDoubted) as refused:
        actions.submit(nam, bulletin.pk)

    assert refused.value.facts == {
        "written": "5/9",
        "spoken": "mùng năm tháng chín",
        "language": "Tiếng Việt",
        "count": 2,
    }
    version = version_of(bulletin)
    assert version.state == State.DRAFT
    assert [text.sound for text in version.texts()] == [None]


def test_each_piece_is_confirmed_by_somebody_at_some_time(nam: Person) -> None:
    bulletin = doubtful(nam)
    first, second = open_pieces(bulletin)

    actions.confirm_reading(nam, bulletin.pk, [first])
    with pytest.raises(ReadingDoubted) as refused:
        actions.submit(nam, bulletin.pk)
    assert refused.value.facts["written"] == "½"
    actions.confirm_reading(nam, bulletin.pk, [first, second])
    actions.submit(nam, bulletin.pk)

    kept = ReadingConfirmation.objects.values_list("written", "spoken", "confirmed_by")
    assert list(kept) == [
        ("5/9", "mùng năm tháng chín", nam.actor_id),
        ("½", "½", nam.actor_id),
    ]
    assert version_of(bulletin).state == State.SUBMITTED
    (text,) = version_of(bulletin).texts()
    assert text.sound is not None
    assert text.sound.spoken == "Bà con nghỉ mùng năm tháng chín, chia ½ diện tích."
    told = Entry.objects.filter(action="bulletin.reading_confirmed")
    assert told.count() == 2


def test_an_announcement_with_a_doubt_stays_a_draft(nam: Person) -> None:
    bulletin = actions.announce(nam, draft_of(HERE, DOUBTFUL))

    assert version_of(bulletin).state == State.DRAFT
    assert len(open_pieces(bulletin)) == 2


def test_a_clear_text_asks_nobody(nam: Person) -> None:
    assert version_of(actions.announce(nam, draft_of(HERE, CLEAR))).state == State.SUBMITTED


def test_a_confirmation_holds_for_exactly_that_text(nam: Person) -> None:
    bulletin = doubtful(nam)
    actions.confirm_reading(nam, bulletin.pk, open_pieces(bulletin))

    actions.put_wording(nam, bulletin.pk, Wording(language="vi", text=f"{DOUBTFUL} Hết."))
    assert len(open_pieces(bulletin)) == 2

    actions.put_wording(nam, bulletin.pk, Wording(language="vi", text=DOUBTFUL))
    assert open_pieces(bulletin) == []


def test_an_entry_of_the_dictionary_settles_a_doubt(nam: Person) -> None:
    bulletin = doubtful(nam, "Tổ 2,5 họp.")
    assert len(open_pieces(bulletin)) == 1

    add_entry(nam, HERE, written="tổ 2,5", spoken="tổ hai phẩy năm")

    assert open_pieces(bulletin) == []


def test_pieces_that_are_not_open_are_refused(nam: Person) -> None:
    bulletin = doubtful(nam)
    pieces = open_pieces(bulletin)
    actions.confirm_reading(nam, bulletin.pk, pieces)

    for nothing in ([], pieces, ["0" * 64]):
        with pytest.raises(ReadingChanged):
            actions.confirm_reading(nam, bulletin.pk, nothing)

    assert ReadingConfirmation.objects.count() == 2


def test_only_who_may_change_it_confirms(cast: Cast) -> None:
    bulletin = doubtful(cast.nam)
    pieces = open_pieces(bulletin)

    with pytest.raises(NotAllowed):
        actions.confirm_reading(cast.hoa, bulletin.pk, pieces)
    with pytest.raises(NotFound):
        actions.confirm_reading(cast.lan, bulletin.pk, pieces)
    actions.confirm_reading(cast.nam, bulletin.pk, pieces)
    actions.submit(cast.nam, bulletin.pk)
    with pytest.raises(WrongState):
        actions.confirm_reading(cast.nam, bulletin.pk, pieces)


def test_whoever_confirmed_does_not_approve(cast: Cast, places: Places) -> None:
    entrust(cast.hoa, Duty.WRITE, places.commune)
    bulletin = doubtful(cast.nam)
    actions.confirm_reading(cast.hoa, bulletin.pk, open_pieces(bulletin))
    actions.submit(cast.nam, bulletin.pk)

    with pytest.raises(OwnWork):
        actions.approve(cast.hoa, bulletin.pk, version_of(bulletin).as_version().digest)


def test_a_draft_that_would_be_read_otherwise_by_now_is_spoken_again(nam: Person) -> None:
    bulletin = actions.write_to_hear(nam, draft_of(HERE, "Họp tại CHX."))
    (before,) = version_of(bulletin).texts()
    assert before.sound is not None
    finish(before.sound)
    add_entry(nam, HERE, written="CHX", spoken="Chợ Hôm")

    shown = reading.reading_of(version_of(bulletin), before)
    assert shown is not None
    assert shown.spoken == before.sound.spoken  # what is there to hear, not what would be
    actions.submit(nam, bulletin.pk)

    (after,) = version_of(bulletin).texts()
    assert after.sound is not None
    assert (after.sound.pk != before.sound.pk, after.sound.spoken) == (True, "Họp tại Chợ Hôm.")


# --- Joined from the phrase bank -----------------------------------------------------------------


def recorded(nam: Person, *texts: str) -> None:
    """Nam recorded these phrases."""
    for text in texts:
        said = phrases.Said(text=text, kind=Phrase.Kind.SENTENCE, file=BytesIO(text.encode()))
        finish(phrases.record(nam, nam.unit, "vi", said).sound)


def joined(nam: Person, text: str) -> Bulletin:
    return actions.use_phrases(nam, doubtful(nam, text).pk, "vi")


def only_text(bulletin: Bulletin) -> VersionText:
    (text,) = version_of(bulletin).texts()
    assert text.sound is not None
    return text


def shown_words(bulletin: Bulletin) -> str:
    shown = reading.reading_of(version_of(bulletin), only_text(bulletin))
    assert shown is not None
    return shown.spoken


def test_what_is_joined_from_phrases_is_confirmed_and_shown_as_it_is_heard(
    nam: Person, files: Path
) -> None:
    recorded(nam, "Bà con nghỉ", "mùng năm tháng chín")
    bulletin = joined(nam, "Bà con nghỉ 5/9.")

    with pytest.raises(ReadingDoubted):
        actions.submit(nam, bulletin.pk)
    actions.confirm_reading(nam, bulletin.pk, open_pieces(bulletin))
    actions.submit(nam, bulletin.pk)

    assert shown_words(bulletin) == "Bà con nghỉ mùng năm tháng chín."
    (known,) = reading.confirmed(version_of(bulletin), "vi")
    assert (known.written, known.confirmed_by) == ("5/9", nam.actor_id)


def test_phrases_say_a_word_as_the_unit_has_it_read(nam: Person, files: Path) -> None:
    recorded(nam, "Họp tại", "Chợ Hôm")
    add_entry(nam, HERE, written="CHX", spoken="Chợ Hôm")

    assert shown_words(joined(nam, "Họp tại CHX.")) == "Họp tại Chợ Hôm."


def test_a_draft_that_would_be_read_otherwise_by_now_is_joined_again(
    nam: Person, files: Path
) -> None:
    recorded(nam, "Họp tại", "xê hát ích xì", "Chợ Hôm")
    entry = add_entry(nam, HERE, written="CHX", spoken="xê hát ích xì")
    bulletin = joined(nam, "Họp tại CHX.")
    before = only_text(bulletin).sound_id

    change_entry(nam, entry.pk, spoken="Chợ Đình")
    with pytest.raises(PhraseIsMissing):
        actions.submit(nam, bulletin.pk)
    assert only_text(bulletin).sound_id == before
    change_entry(nam, entry.pk, spoken="Chợ Hôm")
    actions.submit(nam, bulletin.pk)

    assert only_text(bulletin).sound_id != before
    assert shown_words(bulletin) == "Họp tại Chợ Hôm."


def test_what_an_older_release_joined_is_shown_as_it_is_read_today(
    nam: Person, files: Path
) -> None:
    recorded(nam, "Bà con nghỉ", "mùng năm tháng chín")
    bulletin = joined(nam, "Bà con nghỉ 5/9.")
    Sound.objects.filter(kind=Sound.Kind.JOINED).update(spoken="")

    assert shown_words(bulletin) == "Bà con nghỉ mùng năm tháng chín."


def test_a_programme_is_not_read_so_nothing_of_it_is_doubted(nam: Person, files: Path) -> None:
    recorded(nam, "Bà con nghỉ", "mùng năm tháng chín")
    text = only_text(joined(nam, "Bà con nghỉ 5/9."))
    assert reading.is_read(text)

    Arrangement.objects.create(
        text=text, made=text.sound, changed_by=nam.actor_id, changed_at=timezone.now()
    )

    assert reading.doubts(text.version) == []
    assert reading.reading_of(text.version, text) is None
