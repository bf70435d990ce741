"""What languages are called, where they are listened to, and which a bulletin lacks."""

import pytest
from loa.domain.languages import (
    NAMES,
    Lack,
    TooManyLanguages,
    UnknownLanguage,
    in_order,
    lacking,
    name_of,
    three_letters,
)
from loa_protocol.errors import Refusal


def test_a_language_is_called_what_its_speakers_call_it() -> None:
    assert name_of("rad") == "Ê Đê"


def test_an_unknown_language_is_called_by_its_tag() -> None:
    assert name_of("fr") == "fr"


def test_an_mp3_names_its_language_by_three_letters() -> None:
    assert [three_letters(one) for one in ("vi", "km", "tyz")] == ["vie", "khm", "tyz"]
    assert {len(three_letters(one)) for one in NAMES} == {3}


def test_a_place_listens_in_an_order_and_in_each_language_once() -> None:
    assert in_order(["hmn", "vi", "hmn"]) == ("hmn", "vi")
    assert in_order([]) == ()


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [(["vi", "xx"], UnknownLanguage), (["vi", "km", "rad", "jra"], TooManyLanguages)],
)
def test_languages_that_cannot_be_kept_are_refused(
    wanted: list[str], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        in_order(wanted)


def test_every_language_that_is_missing_is_named_with_its_places() -> None:
    spoken = [("Bản Mới", ["hmn", "vi"]), ("Thôn Hạ", ["tyz", "hmn"]), ("Thôn Thượng", ["vi"])]

    assert lacking(spoken, {"vi"}) == (
        Lack(language="tyz", places=("Thôn Hạ",)),
        Lack(language="hmn", places=("Bản Mới", "Thôn Hạ")),
    )
    assert lacking(spoken, {"vi", "hmn", "tyz"}) == ()
    assert lacking([], set()) == ()
