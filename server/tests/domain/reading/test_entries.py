"""Which entries a unit's dictionary takes."""

import pytest
from loa.domain.reading.entries import (
    LONGEST_SPOKEN,
    LONGEST_WRITTEN,
    EntryChangesNumber,
    EntryHasFigures,
    EntryIsNoWord,
    EntryLoops,
    EntryTooLong,
    entry,
)
from loa.domain.wording import BadText, HasMarkup, TextIsEmpty
from loa_protocol.errors import Refusal

KNOWN = {"CHX": "chợ hôm xưa", "DHX": "CHX mới", "chợ": "phiên"}


def test_an_entry_is_kept_on_one_line() -> None:
    assert entry(" HTX ", " hợp  tác\nxã ", in_sight={}) == ("HTX", "hợp tác xã")


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("QL10", "quốc lộ mười"),
        ("H5N1", "hát năm nờ một"),
        ("CHX", "chợ hôm"),
        ("độ C", "độ xê"),
        ("3T", "ba tê"),
        ("EHX", "DHX"),
    ],
)
def test_names_and_abbreviations_are_taken(written: str, spoken: str) -> None:
    assert entry(written, spoken, in_sight=KNOWN) == (written, spoken)


@pytest.mark.parametrize(
    ("written", "spoken", "refusal"),
    [
        ("", "gì đó", TextIsEmpty),
        ("HTX", " ", TextIsEmpty),
        ("HTX", "<b>hợp tác xã</b>", HasMarkup),
        ("HTX\u202e", "hợp tác xã", BadText),
        ("H" * (LONGEST_WRITTEN + 1), "hợp tác xã", EntryTooLong),
        ("HTX", "a" * (LONGEST_SPOKEN + 1), EntryTooLong),
        ("-X", "ích", EntryIsNoWord),
        ("115", "một một năm", EntryIsNoWord),
        ("QL10", "quốc lộ 10", EntryHasFigures),
        ("HTX", "hợp tác xã ²", EntryHasFigures),
        ("QL10", "quốc lộ một", EntryChangesNumber),
        ("tháng 4", "tháng ba", EntryChangesNumber),
        ("HTX", "HTX mới", EntryLoops),
        ("hôm", "CHX", EntryLoops),
        ("mới", "DHX", EntryLoops),
        ("xưa", "chợ và DHX", EntryLoops),
    ],
)
def test_an_entry_is_refused(written: str, spoken: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        entry(written, spoken, in_sight=KNOWN)


def test_a_loop_is_named() -> None:
    with pytest.raises(EntryLoops) as refused:
        entry("B", "A cũ", in_sight={"A": "B mới"})

    assert (refused.value.facts["written"], refused.value.facts["through"]) == ("B", "A")


def test_a_loop_that_does_not_pass_through_the_entry_is_somebody_elses() -> None:
    assert entry("C", "A", in_sight={"A": "B", "B": "A"}) == ("C", "A")
