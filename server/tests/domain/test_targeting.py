"""Who belongs to a target, and when one person is not enough."""

from datetime import date, datetime, time, timedelta

import pytest
from loa.domain.areas import path_of
from loa.domain.days import VIETNAM
from loa.domain.permissions import ActorId, Duty, Grant, NotAllowed, Officer
from loa.domain.targeting import (
    STANDARD,
    InThePast,
    OutsideUnit,
    Reach,
    SamePerson,
    SpreadPolicy,
    TooFarAhead,
    Why,
    above_and_itself,
    allow_release,
    allow_second,
    reasons_for_second,
    topics_of,
    window,
)
from loa_protocol.messages import Place, Target
from loa_protocol.priority import Klass

HONG_BANG = "vn/31/11329"
NOON = datetime(2026, 11, 2, 12, tzinfo=VIETNAM)
MIDNIGHT = NOON.replace(hour=0)
HOUR = timedelta(hours=1)


def officer(unit: str, duty: Duty = Duty.RELEASE) -> Officer:
    grant = Grant(duty=duty, unit=path_of(unit), valid_from=date(2026, 1, 1))
    return Officer(id=ActorId("hoa"), grants=frozenset({grant}))


def place(device: str, area: str, cluster: str = "c-1") -> Place:
    return Place(device=device, home="home-1", serial=1, area=area, cluster=cluster, valid_from=0)


def test_a_leader_releases_to_villages_of_the_commune() -> None:
    allow_release(
        Target(areas=(f"{HONG_BANG}/11329-01",)), unit=HONG_BANG, by=officer(HONG_BANG), now=NOON
    )


def test_a_leader_does_not_release_to_another_commune() -> None:
    with pytest.raises(NotAllowed):
        allow_release(
            Target(areas=(HONG_BANG, "vn/31/11330")),
            unit=HONG_BANG,
            by=officer(HONG_BANG),
            now=NOON,
        )


def test_nobody_speaks_in_the_name_of_a_commune_to_the_whole_province() -> None:
    with pytest.raises(OutsideUnit):
        allow_release(Target(areas=("vn/31",)), unit=HONG_BANG, by=officer("vn/31"), now=NOON)


def test_a_technician_releases_nothing() -> None:
    with pytest.raises(NotAllowed):
        allow_release(
            Target(areas=(HONG_BANG,)),
            unit=HONG_BANG,
            by=officer(HONG_BANG, Duty.TECHNICIAN),
            now=NOON,
        )


@pytest.mark.parametrize(
    ("reach", "klass", "local", "reasons"),
    [
        (Reach(communes=1, clusters=12), Klass.ORDINARY, NOON, set()),
        (Reach(communes=4, clusters=12), Klass.ORDINARY, NOON, {Why.MANY_COMMUNES}),
        (Reach(communes=1, clusters=121), Klass.EMERGENCY, NOON, {Why.MANY_CLUSTERS}),
        (Reach(communes=1, clusters=12), Klass.PRIORITY, MIDNIGHT, {Why.NIGHT}),
        (Reach(communes=1, clusters=12), Klass.PRIORITY, NOON.replace(hour=22), {Why.NIGHT}),
        (Reach(communes=1, clusters=12), Klass.PRIORITY, NOON.replace(hour=5), set()),
        (Reach(communes=1, clusters=12), Klass.EMERGENCY, MIDNIGHT, set()),
        (Reach(communes=34, clusters=999), Klass.EMERGENCY, MIDNIGHT,
         {Why.MANY_COMMUNES, Why.MANY_CLUSTERS}),
    ],
)  # fmt: skip
def test_a_wide_or_late_release_needs_a_second_person(
    reach: Reach, klass: Klass, local: datetime, reasons: set[Why]
) -> None:
    assert reasons_for_second(reach, klass=klass, start=local) == reasons


def test_a_night_after_midnight_leaves_the_evening_to_the_day() -> None:
    late = SpreadPolicy(night_from=time(0, 30), night_until=time(4, 30))

    assert late.is_night(NOON.replace(hour=0, minute=30))
    assert not late.is_night(MIDNIGHT)
    assert not late.is_night(NOON.replace(hour=4, minute=30))
    assert not late.is_night(NOON.replace(hour=23))


def test_a_night_of_equal_ends_is_the_whole_day() -> None:
    assert SpreadPolicy(night_from=time(12), night_until=time(12)).is_night(NOON)


def test_a_window_over_several_days_touches_the_night() -> None:
    assert STANDARD.touches_night(NOON, NOON + 24 * HOUR)
    assert not STANDARD.touches_night(NOON, NOON + HOUR)


def test_the_second_person_is_another_one() -> None:
    allow_second(first=ActorId("minh"), by=officer("vn/31"))
    with pytest.raises(SamePerson):
        allow_second(first=ActorId("hoa"), by=officer("vn/31"))


def test_nothing_is_released_into_the_past() -> None:
    with pytest.raises(InThePast):
        window(MIDNIGHT, klass=Klass.ORDINARY, is_wide=False, now=NOON)


def test_an_order_at_once_expires_by_its_class() -> None:
    told = window(None, klass=Klass.PRIORITY, is_wide=True, now=NOON)

    assert (told.start_at, told.expires_at) == (None, NOON + 2 * HOUR)
    assert told.offline_until is None


@pytest.mark.parametrize(
    ("klass", "is_wide", "offline_until"),
    [
        (Klass.ORDINARY, False, None),
        (Klass.ORDINARY, True, NOON + 6 * HOUR),
        (Klass.PRIORITY, False, NOON + 6 * HOUR),
    ],
)
def test_what_is_wide_or_has_priority_asks_for_contact(
    klass: Klass, is_wide: bool, offline_until: datetime | None
) -> None:
    assert (
        window(NOON + HOUR, klass=klass, is_wide=is_wide, now=NOON).offline_until == offline_until
    )


def test_an_emergency_is_not_kept_for_days() -> None:
    with pytest.raises(TooFarAhead):
        window(NOON + 20 * HOUR, klass=Klass.EMERGENCY, is_wide=False, now=NOON)


def test_an_order_travels_once_on_each_topic_of_its_communes() -> None:
    target = Target(areas=(f"{HONG_BANG}/11329-01", f"{HONG_BANG}/11329-02", "vn/31/11330"))

    assert topics_of(target, klass=Klass.ORDINARY) == (
        "loa/1/dn/c/11329",
        "loa/1/dn/c/11330",
    )


def test_an_emergency_has_topics_of_its_own() -> None:
    assert topics_of(Target(areas=("vn", "vn/31")), klass=Klass.EMERGENCY) == (
        "loa/1/em/all",
        "loa/1/em/p/31",
    )


def test_an_area_is_listed_with_all_that_contain_it() -> None:
    assert above_and_itself(HONG_BANG) == ("vn", "vn/31", HONG_BANG)
