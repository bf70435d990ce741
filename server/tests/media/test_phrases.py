"""The phrase bank: recorded once, joined often, and a hole is named."""

from io import BytesIO
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from loa.domain.permissions import NotAllowed
from loa.domain.phrases import BadPhrase, PhraseIsMissing
from loa.media import making, phrases, queries
from loa.media.models import Phrase, Sound
from loa.media.phrases import Said
from loa.media.refusals import EmptyFile
from loa.orgs.models import AdminUnit, Person
from loa.orgs.testing import Cast, Places
from loa_protocol.errors import NotFound


def record(actor: Person, unit: AdminUnit, text: str, content: bytes = b"a voice") -> Phrase:
    said = Said(text=text, kind=Phrase.Kind.SENTENCE, file=BytesIO(content))
    return phrases.record(actor, unit, "vi", said)


def made(actor: Person, unit: AdminUnit, text: str, recording: Path) -> Phrase:
    """Record a phrase, and do what the worker does."""
    phrase = record(actor, unit, text, recording.read_bytes())
    making.make(phrase.sound_id)
    return phrase


def texts(actor: Person, unit: AdminUnit) -> set[str]:
    return {phrase.text for phrase in phrases.phrases(actor, unit, "vi")}


def test_an_announcement_is_joined_from_what_was_recorded(
    nam: Person, files: Path, recording: Path
) -> None:
    for text in ("Kính mời bà con", "thôn Thượng", "họp lúc"):
        made(nam, nam.unit, text, recording)

    sound = phrases.announce(nam, "Kính mời bà con thôn Thượng, họp lúc", "vi", nam.unit)

    made_of = Sound.objects.get(pk=sound.pk).arrangement
    assert len(made_of["parts"]) == 3
    assert making.make(sound.pk).state == "ready"


def test_numbers_are_joined_from_their_words(nam: Person, files: Path, recording: Path) -> None:
    for text in ("họp lúc", "mười", "chín", "giờ"):
        made(nam, nam.unit, text, recording)

    sound = phrases.announce(nam, "Họp lúc 19h.", "vi", nam.unit)

    assert len(Sound.objects.get(pk=sound.pk).arrangement["parts"]) == 4


def test_a_hole_is_named_and_nothing_is_kept(nam: Person, files: Path, recording: Path) -> None:
    made(nam, nam.unit, "Kính mời bà con", recording)
    before = Sound.objects.count()

    with pytest.raises(PhraseIsMissing) as told:
        phrases.announce(nam, "Kính mời bà con xóm Hạ", "vi", nam.unit)

    assert told.value.facts["missing"] == "xóm hạ"
    assert Sound.objects.count() == before


def test_what_is_not_made_yet_cannot_be_joined(nam: Person, files: Path) -> None:
    record(nam, nam.unit, "Kính mời")

    with pytest.raises(PhraseIsMissing):
        phrases.announce(nam, "Kính mời", "vi", nam.unit)


def test_the_same_words_recorded_again_are_used_from_then_on(nam: Person, files: Path) -> None:
    old, new = (record(nam, nam.unit, text) for text in ("Kính mời", "KÍNH  mời!"))

    assert set(phrases.phrases(nam, nam.unit, "vi")) == {new}
    assert Phrase.objects.get(pk=old.pk).ended_at is not None


def test_the_database_holds_one_recording_for_the_same_words(nam: Person, files: Path) -> None:
    phrase = record(nam, nam.unit, "Kính mời")
    phrase.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        phrase.save(force_insert=True)


def test_a_commune_uses_the_phrases_of_its_province_and_its_own_first(
    cast: Cast, places: Places, files: Path, recording: Path
) -> None:
    made(cast.minh, places.province, "mười", recording)
    assert phrases.announce(cast.nam, "mười", "vi", cast.nam.unit).kind == "joined"

    own = made(cast.nam, cast.nam.unit, "mười", recording)
    Sound.objects.filter(pk=own.sound_id).update(leading_ms=777)

    assert phrases.bank(cast.nam, cast.nam.unit, "vi")["mười",].leading_ms == 777


def test_only_phrases_are_heard_from_below(
    cast: Cast, places: Places, files: Path, recording: Path
) -> None:
    phrase = made(cast.minh, places.province, "mười", recording)
    sound = Sound.objects.get(pk=phrase.sound_id)

    assert queries.may_hear(cast.nam, sound)
    assert not queries.may_hear(cast.vy, sound)
    phrases.take_out(cast.minh, phrase.pk)
    assert not queries.may_hear(cast.nam, sound)


def test_a_phrase_that_was_taken_out_is_used_no_more(nam: Person, files: Path) -> None:
    phrase = record(nam, nam.unit, "Kính mời")

    phrases.take_out(nam, phrase.pk)
    phrases.take_out(nam, phrase.pk)

    assert texts(nam, nam.unit) == set()


def test_others_find_no_phrase_and_take_none_out(cast: Cast, files: Path) -> None:
    phrase = record(cast.nam, cast.nam.unit, "Kính mời")

    with pytest.raises(NotFound):
        phrases.phrases(cast.lan, cast.nam.unit, "vi")
    with pytest.raises(NotFound):
        phrases.take_out(cast.lan, phrase.pk)
    with pytest.raises(NotFound):
        phrases.take_out(cast.nam, phrase.pk + 1)
    with pytest.raises(NotAllowed):
        phrases.take_out(cast.hoa, phrase.pk)

    assert texts(cast.nam, cast.nam.unit) == {"Kính mời"}


def test_bad_phrases_keep_nothing(cast: Cast, files: Path) -> None:
    nam = cast.nam
    for text, content, refusal in (("…", b"x", BadPhrase), ("Kính mời", b"", EmptyFile)):
        with pytest.raises(refusal):
            record(nam, nam.unit, text, content)
    with pytest.raises(NotAllowed):
        record(cast.hoa, cast.hoa.unit, "Kính mời")

    assert not Phrase.objects.exists()


def test_what_is_missing_is_listed_until_it_is_recorded(
    cast: Cast, places: Places, files: Path, recording: Path
) -> None:
    unit = cast.nam.unit
    village = str(places.village)
    before = phrases.still_to_record(cast.nam, unit, "vi")
    assert {"mười", village} <= set(before)

    made(cast.nam, unit, village, recording)

    assert set(before) - set(phrases.still_to_record(cast.nam, unit, "vi")) == {village}
    assert "mười" not in phrases.still_to_record(cast.nam, unit, "tyz")
