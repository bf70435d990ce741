"""A unit's own words."""

import pytest
from loa.domain.reading import Kind, read


@pytest.mark.parametrize(
    ("text", "entries", "spoken"),
    [
        ("UBND xã", {"UBND": "ủy ban"}, "ủy ban xã"),
        ("số 5/QĐ-UBND", {"UBND": "ủy ban"}, "số năm trên quyết định ủy ban"),
        ("Vắc-xin, VẮC-XIN", {"vắc-xin": "vắc xin"}, "vắc xin, vắc xin"),
        ("ca trực, CA xã", {"CA": "công an"}, "ca trực, công an xã"),
        ("đường QL1A cũ", {"QL1A": "quốc lộ một"}, "đường quốc lộ một cũ"),
        ("Bôi và Bôi lội", {"Bôi": "sông Bôi", "Bôi lội": "bơi"}, "sông Bôi và bơi"),
        ("XBôi Bôix Bôi", {"Bôi": "bồi"}, "XBôi Bôix bồi"),
        ("Q. 5", {"Q.": "quận"}, "quận năm"),
        ("một a hai b", {"a": "b", "b": "a"}, "một b hai a"),
        ("còn lại", {"": "gì", "…": "gì"}, "còn lại"),
    ],
)
def test_words_are_read_as_the_unit_says(text: str, entries: dict[str, str], spoken: str) -> None:
    assert read(text, dictionary=entries).spoken == spoken


def test_a_piece_says_that_it_comes_from_the_dictionary() -> None:
    pieces = read("CA xã", dictionary={"CA": "công an"}).pieces

    assert [(p.written, p.kind) for p in pieces] == [("CA", Kind.DICTIONARY), (" xã", Kind.PLAIN)]
