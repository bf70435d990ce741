"""The readings that people expect: written down before the code that reads, and well formed."""

import re
from collections import Counter
from pathlib import Path

from loa.domain.reading.testing import Expected, load, words

EXPECTED = load(Path(__file__).parent / "expected")
KINDS = {
    "document", "date", "hour", "money", "percentage", "decimal", "range", "unit", "phone",
    "abbreviation", "roman", "river level", "kilometre post", "alarm level", "number",
}  # fmt: skip


def test_there_are_enough_strings_and_ten_for_each_kind() -> None:
    counted = Counter(each.kind for each in EXPECTED)

    assert len(EXPECTED) >= 240
    assert set(counted) == KINDS
    assert min(counted.values()) >= 10


def test_no_string_is_there_twice() -> None:
    assert Counter(each.text for each in EXPECTED).most_common(1)[0][1] == 1


def test_every_string_says_where_its_reading_comes_from() -> None:
    assert [each.text for each in EXPECTED if not each.source] == []


def test_an_expected_reading_is_words_alone() -> None:
    odd = [each.reading for each in EXPECTED if re.search(r"[^\w {|}]|\d", each.reading)]

    assert odd == []


def test_alternatives_are_accepted_and_nothing_else() -> None:
    expected = Expected(text="", reading="một {nghìn|ngàn} {phút|} rưỡi")

    assert expected.accepts("Một nghìn phút, rưỡi.")
    assert expected.accepts("một ngàn rưỡi")
    assert not expected.accepts("một nghìn ngàn rưỡi")
    assert not expected.accepts("một rưỡi")


def test_the_ear_hears_neither_capitals_nor_marks() -> None:
    assert words("UBND xã – (họp), vắc-xin!") == "ubnd xã họp vắc xin"
