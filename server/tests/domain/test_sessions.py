"""What a session may hold, and when its items start."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from loa.domain.areas import path_of
from loa.domain.bulletins import Item, State, UnitIsGone, Version
from loa.domain.days import VIETNAM
from loa.domain.permissions import ActorId, Duty, Grant, Officer
from loa.domain.sessions import (
    GAP_MS,
    LONGEST,
    AtNight,
    BadWindow,
    DoesNotFit,
    HourIsPast,
    NoSuchPlace,
    NotOfThisUnit,
    RobotIsOff,
    Session,
    SessionIsPast,
    SessionsOverlap,
    Slot,
    TooFarAhead,
    TooManyItems,
    fits,
    move,
    open_session,
    place,
    remove,
    starts_of,
)
from loa.domain.targeting import STANDARD, SpreadPolicy
from loa_protocol.errors import NotAllowed, WrongState

COMMUNE = path_of("vn/31/11848")
NOW = datetime(2026, 6, 1, 5, 0, tzinfo=UTC)
FIVE = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)
"""Five in the afternoon in Vietnam."""
MINUTE_MS = 60_000


def officer(name: str, duty: Duty) -> Officer:
    grant = Grant(duty=duty, unit=COMMUNE, valid_from=date(2025, 7, 1))
    return Officer(id=ActorId(name), grants=frozenset({grant}))


NAM = officer("nam", Duty.PROGRAMME)
TUAN = officer("tuan", Duty.TECHNICIAN)
EVENING = Session(unit=COMMUNE, name="Buổi chiều", starts=FIVE, ends=FIVE + timedelta(minutes=30))
NEWS = Slot(id="news", duration_ms=10 * MINUTE_MS)
MUSIC = Slot(id="music", duration_ms=5 * MINUTE_MS)
BLINK = Slot(id="blink", duration_ms=1)
FILLED = replace(EVENING, slots=(NEWS, MUSIC))
APPROVED = Version(
    bulletin="b-1", number=1, unit=COMMUNE, state=State.APPROVED, writers=frozenset()
)


def test_an_officer_opens_a_session() -> None:
    noon = replace(EVENING, starts=FIVE - timedelta(hours=1), ends=FIVE)

    open_session(EVENING, others=[noon], policy=STANDARD, by=NAM, now=NOW)


def window(*, hours: int, lasting: int) -> Session:
    """Return a session that begins so many hours after five."""
    starts = FIVE + timedelta(hours=hours)
    return replace(EVENING, starts=starts, ends=starts + timedelta(hours=lasting))


@pytest.mark.parametrize(
    ("session", "refusal"),
    [
        (replace(EVENING, unit=path_of("vn/31/11755")), NotAllowed),
        (replace(EVENING, unit_is_in_force=False), UnitIsGone),
        (replace(EVENING, ends=FIVE), BadWindow),
        (replace(EVENING, ends=FIVE + timedelta(hours=5)), BadWindow),
        (window(hours=6, lasting=2), BadWindow),
        (window(hours=-5, lasting=1), HourIsPast),
        (window(hours=-24, lasting=1), HourIsPast),
        (window(hours=90 * 24, lasting=1), TooFarAhead),
    ],
)
def test_a_session_is_refused(session: Session, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        open_session(session, others=[], policy=STANDARD, by=NAM, now=NOW)


def test_whoever_opens_a_session_too_late_is_told_the_hour() -> None:
    with pytest.raises(HourIsPast) as refused:
        open_session(window(hours=-5, lasting=1), others=[], policy=STANDARD, by=NAM, now=NOW)

    assert refused.value.facts == {"now": f"{NOW.astimezone(VIETNAM):%H:%M}"}


def between(starts: time, ends: time) -> Session:
    """Return a session of tomorrow, by the clock of Vietnam."""
    day = date(2026, 6, 2)
    hours = (datetime.combine(day, at, VIETNAM).astimezone(UTC) for at in (starts, ends))
    return replace(EVENING, **dict(zip(("starts", "ends"), hours, strict=True)))


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (time(3, 15), time(3, 45)),  # a slip of the pen for 15:15
        (time(21, 45), time(22, 1)),  # only ends in the night
        (time(4, 59), time(5, 30)),  # only begins in it
        (time(22), time(23)),
        (time(23), time(23, 59)),
        (time(0), time(0, 30)),
    ],
)
def test_a_session_that_touches_the_night_is_refused(starts: time, ends: time) -> None:
    with pytest.raises(AtNight) as refused:
        open_session(between(starts, ends), others=[], policy=STANDARD, by=NAM, now=NOW)

    assert refused.value.facts == {"night": "22:00–05:00"}


@pytest.mark.parametrize(
    ("starts", "ends"), [(time(5), time(5, 30)), (time(21), time(22)), (time(11), time(12))]
)
def test_a_session_may_fill_the_day_to_the_edge_of_the_night(starts: time, ends: time) -> None:
    open_session(between(starts, ends), others=[], policy=STANDARD, by=NAM, now=NOW)


MINUTES = st.integers(min_value=0, max_value=24 * 60 - 1)


@given(
    first=MINUTES,
    lasting=st.integers(min_value=1, max_value=LONGEST // timedelta(minutes=1)),
    night=st.tuples(MINUTES, MINUTES),
)
def test_a_session_is_opened_only_if_no_minute_of_it_is_night(
    first: int, lasting: int, night: tuple[int, int]
) -> None:
    night_from, night_until = (time(*divmod(minute, 60)) for minute in night)
    policy = SpreadPolicy(night_from=night_from, night_until=night_until)
    last = min(first + lasting, 24 * 60 - 1)
    assume(first < last)
    session = between(time(*divmod(first, 60)), time(*divmod(last, 60)))

    minutes = (session.starts + timedelta(minutes=passed) for passed in range(last - first))
    if any(policy.is_night(at) for at in minutes):
        with pytest.raises(AtNight):
            open_session(session, others=[], policy=policy, by=NAM, now=NOW)
    else:
        open_session(session, others=[], policy=policy, by=NAM, now=NOW)


def test_a_robot_voice_is_placed_only_where_the_unit_switched_it_on() -> None:
    by_robot = replace(APPROVED, items=(Item(language="vi", text="Họp dân.", is_robot=True),))

    with pytest.raises(RobotIsOff):
        place(EVENING, NEWS, by_robot, by=NAM, now=NOW)
    placed = place(EVENING, NEWS, by_robot, robot_may_speak=True, by=NAM, now=NOW)

    assert placed.slots == (NEWS,)


def test_two_sessions_of_a_commune_never_overlap() -> None:
    later = replace(EVENING, starts=FIVE + timedelta(minutes=29), ends=FIVE + timedelta(hours=1))

    with pytest.raises(SessionsOverlap) as refused:
        open_session(later, others=[EVENING], policy=STANDARD, by=NAM, now=NOW)

    assert refused.value.facts == {"name": "Buổi chiều", "hours": "17:00–17:30"}


def test_an_approved_item_goes_to_the_end_of_the_row() -> None:
    placed = place(FILLED, Slot(id="new", duration_ms=MINUTE_MS), APPROVED, by=NAM, now=NOW)

    assert [slot.id for slot in placed.slots] == ["news", "music", "new"]


def test_the_province_speaks_in_a_session_of_its_commune() -> None:
    of_province = replace(APPROVED, unit=COMMUNE[:2])

    assert place(EVENING, NEWS, of_province, by=NAM, now=NOW).slots == (NEWS,)


@pytest.mark.parametrize(
    ("session", "slot", "version", "by", "refusal"),
    [
        (FILLED, NEWS, APPROVED, TUAN, NotAllowed),
        (replace(FILLED, starts=NOW), NEWS, APPROVED, NAM, SessionIsPast),
        (replace(FILLED, unit_is_in_force=False), NEWS, APPROVED, NAM, UnitIsGone),
        (FILLED, NEWS, replace(APPROVED, state=State.SUBMITTED), NAM, WrongState),
        (FILLED, NEWS, replace(APPROVED, state=State.WITHDRAWN), NAM, WrongState),
        (FILLED, NEWS, replace(APPROVED, unit=path_of("vn/31/11755")), NAM, NotOfThisUnit),
        (replace(EVENING, slots=(BLINK,) * 50), NEWS, APPROVED, NAM, TooManyItems),
        (FILLED, replace(NEWS, duration_ms=16 * MINUTE_MS), APPROVED, NAM, DoesNotFit),
    ],
)
def test_placing_is_refused(
    session: Session, slot: Slot, version: Version, by: Officer, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        place(session, slot, version, by=by, now=NOW)


def test_the_refusal_says_by_how_much_it_does_not_fit() -> None:
    with pytest.raises(DoesNotFit) as refused:
        place(FILLED, replace(NEWS, duration_ms=16 * MINUTE_MS), APPROVED, by=NAM, now=NOW)

    assert refused.value.facts == {"needed_s": 1862, "window_s": 1800, "over_s": 62}


def test_an_item_fits_when_its_breath_does_too() -> None:
    assert fits(30 * MINUTE_MS, into=EVENING)
    assert fits(15 * MINUTE_MS - 2 * GAP_MS, into=FILLED)
    assert not fits(15 * MINUTE_MS - GAP_MS, into=FILLED)


def test_items_move_and_leave() -> None:
    assert move(FILLED, "music", steps=-1, by=NAM, now=NOW).slots == (MUSIC, NEWS)
    assert move(FILLED, "news", steps=1, by=NAM, now=NOW).slots == (MUSIC, NEWS)
    assert remove(FILLED, "news", by=NAM, now=NOW).slots == (MUSIC,)


def test_an_item_does_not_leave_the_row() -> None:
    with pytest.raises(NoSuchPlace):
        move(FILLED, "news", steps=-1, by=NAM, now=NOW)
    with pytest.raises(NoSuchPlace):
        move(FILLED, "music", steps=1, by=NAM, now=NOW)
    with pytest.raises(NoSuchPlace):
        remove(FILLED, "gone", by=NAM, now=NOW)


def test_what_has_begun_is_not_rewritten() -> None:
    with pytest.raises(SessionIsPast):
        move(FILLED, "music", steps=-1, by=NAM, now=FIVE)
    with pytest.raises(SessionIsPast):
        remove(FILLED, "music", by=NAM, now=FIVE)


def test_items_start_one_after_the_other_with_a_breath_between() -> None:
    start = round(FIVE.timestamp() * 1000)

    assert starts_of(FILLED) == (start, start + 10 * MINUTE_MS + GAP_MS)


@given(st.lists(st.integers(min_value=1, max_value=10 * MINUTE_MS), max_size=20))
def test_items_placed_one_by_one_never_leave_the_window(durations: list[int]) -> None:
    session = EVENING
    for number, duration in enumerate(durations):
        if fits(duration, into=session):
            slot = Slot(id=str(number), duration_ms=duration)
            session = place(session, slot, APPROVED, by=NAM, now=NOW)

    ends = [s + slot.duration_ms for s, slot in zip(starts_of(session), session.slots, strict=True)]
    assert all(end <= session.ends.timestamp() * 1000 for end in ends)
