"""A box that did not play what was promised is found out, whatever the difference."""

from dataclasses import replace

import pytest
from loa.config.proof.verdict import Played, Promise, faults

PROMISE = Promise(start_ms=1_000_000, samples=480_000, lufs=-14.0)
PLAYED = Played(start_ms=1_000_020, samples=480_000, lufs=-14.2, likeness=0.93, is_clipped=False)


def test_what_was_promised_has_no_fault() -> None:
    assert faults(PROMISE, PLAYED) == []


def test_nothing_played_is_a_fault() -> None:
    assert faults(PROMISE, None) == ["played nothing"]


@pytest.mark.parametrize(
    ("played", "fault"),
    [
        (replace(PLAYED, start_ms=1_000_301), "began +301 ms from its time"),
        (replace(PLAYED, start_ms=999_699), "began -301 ms from its time"),
        (replace(PLAYED, samples=470_000), "is -209 ms from its length"),
        (replace(PLAYED, lufs=-12.9), "is +1.1 LU from its loudness"),
        (replace(PLAYED, likeness=0.89), "likeness 0.89"),
        (replace(PLAYED, is_clipped=True), "is clipped"),
    ],
)
def test_each_difference_is_named(played: Played, fault: str) -> None:
    assert faults(PROMISE, played) == [fault]
