"""What languages are called."""

from loa.domain.languages import name_of


def test_a_language_is_called_what_its_speakers_call_it() -> None:
    assert name_of("rad") == "Ê Đê"


def test_an_unknown_language_is_called_by_its_tag() -> None:
    assert name_of("fr") == "fr"
