import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from loa_protocol.messages import Occurrence, Programme
from loa_protocol.testing import COMMUNE, MANIFEST, NOW
from loa_protocol.timetable import (
    GRACE_MS,
    BadTimetable,
    check,
    latest_start,
    lay_out,
    overlaps,
    plan,
)


def item(name: str, after: int, duration: int = 1000, **more: object) -> Occurrence:
    known = {"id": name, "start_at": NOW + after, "duration_ms": duration, "item": 0}
    return Occurrence(**{**known, **more})


NEWS = item("news", 0, 60_000)
NOTICE = item("notice", 60_000)
REPEAT = item("repeat", 0, 60_000, play_late_until=NOW + 600_000)

OCCURRENCES = st.lists(
    st.builds(
        item,
        st.uuids().map(str),
        st.integers(0, 100_000),
        st.integers(0, 50_000),
        clusters=st.lists(st.sampled_from(["c-1", "c-2", "c-3"]), unique=True).map(tuple),
    ),
    max_size=8,
)


def test_before_its_time_nothing_is_due() -> None:
    assert plan([NEWS], at=NOW - 1, done=()).due == ()
    assert plan([NEWS], at=NOW - 1, done=()).next_at == NOW


def test_on_its_time_an_item_is_due() -> None:
    assert plan([NOTICE, NEWS], at=NOW, done=()).due == (NEWS,)


def test_a_little_late_an_item_still_starts_whole() -> None:
    assert plan([NEWS], at=NOW + GRACE_MS, done=()).due == (NEWS,)


def test_too_late_it_is_missed_and_never_joined_in_the_middle() -> None:
    assert plan([NEWS], at=NOW + GRACE_MS + 1, done=()).missed == (NEWS,)


def test_an_item_that_may_be_late_is_due_until_it_may_not() -> None:
    assert plan([REPEAT], at=NOW + 600_000, done=()).due == (REPEAT,)
    assert plan([REPEAT], at=NOW + 600_001, done=()).missed == (REPEAT,)


def test_what_has_an_end_is_never_due_again() -> None:
    assert plan([NEWS], at=NOW, done={"news"}) == plan([], at=NOW, done=())


@given(OCCURRENCES, st.integers(0, 200_000))
def test_every_item_is_due_or_missed_or_ahead_exactly_once(
    occurrences: list[Occurrence], after: int
) -> None:
    now = plan(occurrences, at=NOW + after, done=())
    ahead = [one for one in occurrences if one.start_at > NOW + after]

    assert len(now.due) + len(now.missed) + len(ahead) == len(occurrences)
    assert now.next_at == min((one.start_at for one in ahead), default=None)
    assert all(latest_start(one) >= NOW + after for one in now.due)


@given(st.lists(st.integers(0, 10_000), max_size=10), st.integers(0, 500))
def test_a_row_of_items_never_overlaps_and_never_leaves_more_than_the_gap(
    durations: list[int], gap: int
) -> None:
    starts = lay_out(NOW, durations, gap_ms=gap)

    assert len(starts) == len(durations)
    for (start, duration), after in zip(
        zip(starts, durations, strict=True), starts[1:], strict=False
    ):
        assert after == start + duration + gap


@given(OCCURRENCES)
def test_overlaps_are_found_as_by_comparing_all_with_all(occurrences: list[Occurrence]) -> None:
    def clash(one: Occurrence, other: Occurrence) -> bool:
        first, second = sorted((one, other), key=lambda each: (each.start_at, each.id))
        together = (
            not one.clusters or not other.clusters or bool(set(one.clusters) & set(other.clusters))
        )
        return second.start_at < first.start_at + first.duration_ms and together

    slow = {
        frozenset((one.id, other.id))
        for place, one in enumerate(occurrences)
        for other in occurrences[place + 1 :]
        if clash(one, other)
    }

    assert {frozenset((one.id, other.id)) for one, other in overlaps(occurrences)} == slow


PROGRAMME = Programme(
    id="p",
    serial=1,
    area=COMMUNE,
    issued_at=NOW,
    start=NOW,
    end=NOW + 100_000,
    manifests=(MANIFEST,),
    occurrences=(NEWS, NOTICE),
)


def test_a_sound_programme_passes() -> None:
    check(PROGRAMME)


@pytest.mark.parametrize(
    "occurrences",
    [
        (NEWS, NEWS),
        (item("a", 0, item=1),),
        (item("a", 100_000),),
        (item("a", -1),),
        (NEWS, item("a", 59_999)),
    ],
)
def test_a_programme_that_contradicts_itself_is_refused(
    occurrences: tuple[Occurrence, ...],
) -> None:
    with pytest.raises(BadTimetable):
        check(msgspec.structs.replace(PROGRAMME, occurrences=occurrences))
