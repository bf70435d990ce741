"""A unit says how its words are read; what changed, and what did not."""

import pytest
from django.db import IntegrityError, transaction
from loa.audit.models import Entry
from loa.domain.permissions import Duty
from loa.domain.reading.entries import DictionaryIsFull, EntryIsThere, EntryLoops
from loa.media import dictionary
from loa.media.actions import speak
from loa.media.dictionary import add_entry, change_entry, remove_entry, words_of
from loa.media.models import DictionaryEntry
from loa.orgs.models import Person
from loa.orgs.testing import Cast, Places, entrust
from loa_protocol.errors import NotAllowed, NotFound

HERE = "vn/31/11848"


def told() -> list[tuple[str, str]]:
    return list(Entry.objects.order_by("id").values_list("unit", "action"))


def test_a_word_is_read_as_the_unit_says(nam: Person) -> None:
    added = add_entry(nam, HERE, written="CHX", spoken="Chợ Hôm")

    assert (added.unit_path, added.changed_by) == (HERE, nam.actor_id)
    assert speak(nam, "Họp tại CHX.", "vi", nam.unit).spoken == "Họp tại Chợ Hôm."
    assert told()[0] == (HERE, "dictionary.added")


def test_another_reading_makes_another_sound_and_leaves_the_first(nam: Person) -> None:
    before = speak(nam, "Họp tại CHX.", "vi", nam.unit)
    add_entry(nam, HERE, written="CHX", spoken="Chợ Hôm")

    after = speak(nam, "Họp tại CHX.", "vi", nam.unit)

    before.refresh_from_db()
    assert before.recipe != after.recipe
    assert before.spoken != after.spoken
    assert before.text == after.text


def test_the_nearest_unit_wins(cast: Cast, places: Places) -> None:
    entrust(cast.minh, Duty.WRITE, places.nation)
    add_entry(cast.minh, "vn", written="CHX", spoken="cả nước")
    add_entry(cast.minh, "vn", written="DHX", spoken="đi hôm xa")
    add_entry(cast.minh, "vn/31", written="CHX", spoken="cả tỉnh")
    add_entry(cast.nam, HERE, written="CHX", spoken="cả xã")

    assert words_of(HERE) == {"CHX": "cả xã", "DHX": "đi hôm xa"}
    assert words_of("vn/31/11755")["CHX"] == "cả tỉnh"
    assert words_of("vn/04/01321")["CHX"] == "cả nước"
    assert words_of(f"{HERE}/11848-01")["CHX"] == "cả xã"
    assert dictionary.reading_of("UBND CHX", "vi", HERE).spoken == "ủy ban nhân dân cả xã"


def test_a_word_is_changed_and_taken_out(nam: Person) -> None:
    added = add_entry(nam, HERE, written="CHX", spoken="Chợ Hôm")

    change_entry(nam, added.pk, spoken="Chợ Hôm Xưa")
    assert words_of(HERE) == {"CHX": "Chợ Hôm Xưa"}

    remove_entry(nam, added.pk)
    assert words_of(HERE) == {}
    assert [action for _, action in told()] == [
        "dictionary.added",
        "dictionary.changed",
        "dictionary.removed",
    ]


def test_a_word_is_there_once(nam: Person) -> None:
    add_entry(nam, HERE, written="CHX", spoken="Chợ Hôm")

    with pytest.raises(EntryIsThere):
        add_entry(nam, HERE, written="CHX", spoken="Chợ Huyện")

    assert words_of(HERE) == {"CHX": "Chợ Hôm"}


def test_words_that_lead_back_are_refused_over_the_levels_too(cast: Cast) -> None:
    add_entry(cast.minh, "vn/31", written="CHX", spoken="chợ DHX")

    with pytest.raises(EntryLoops):
        add_entry(cast.nam, HERE, written="DHX", spoken="phố CHX")
    added = add_entry(cast.nam, HERE, written="DHX", spoken="phố mới")
    with pytest.raises(EntryLoops):
        change_entry(cast.nam, added.pk, spoken="phố CHX")

    assert words_of(HERE)["DHX"] == "phố mới"


def test_a_dictionary_has_an_end(nam: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loa.domain.reading.entries.MOST_ENTRIES", 1)
    add_entry(nam, HERE, written="CHX", spoken="Chợ Hôm")

    with pytest.raises(DictionaryIsFull):
        add_entry(nam, HERE, written="DHX", spoken="Đi Hôm")


@pytest.mark.parametrize("who", ["hoa", "lan", "tuan", "an", "vy"])
def test_only_who_writes_for_the_unit_changes_its_words(cast: Cast, who: str) -> None:
    added = add_entry(cast.nam, HERE, written="CHX", spoken="Chợ Hôm")
    person = getattr(cast, who)

    with pytest.raises(NotAllowed):
        add_entry(person, HERE, written="DHX", spoken="Đi Hôm")
    with pytest.raises(NotFound):
        change_entry(person, added.pk, spoken="Chợ Huyện")
    with pytest.raises(NotFound):
        remove_entry(person, added.pk)

    assert words_of(HERE) == {"CHX": "Chợ Hôm"}
    assert len(told()) == 1


def test_the_database_keeps_figures_out_of_what_is_spoken(nam: Person) -> None:
    added = add_entry(nam, HERE, written="CHX", spoken="Chợ Hôm")

    with pytest.raises(IntegrityError), transaction.atomic():
        DictionaryEntry.objects.filter(pk=added.pk).update(spoken="chợ 2")
