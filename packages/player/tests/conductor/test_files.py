"""Which file of a sound a box plays: the small one, or the louder one, where it was told so."""

from dataclasses import replace
from typing import Any

import pytest
from loa_player.events import FileArrived, WantedTold
from loa_player.items import Wanted
from loa_player.testing import authority
from loa_player.testing.driver import HOUR, NOON, READY, Driver, file_of, manifest, order, plays
from loa_protocol.messages import Role
from msgspec.structs import replace as changed

NEWS = manifest("news", roles=(Role.HORN, Role.LISTEN, Role.LOW))
HORN, LOW = file_of(NEWS, 0), file_of(NEWS, 2)
METERED = Wanted(is_metered=True)


@pytest.fixture
def box() -> Driver:
    return Driver(state=replace(READY, wanted=METERED))


def test_what_is_wanted_is_what_the_settings_say() -> None:
    said: dict[str, Any] = {"languages": ("hmn",), "is_metered": True, "is_noisy": True}

    assert Wanted.from_settings(changed(authority.settings(), **said)) == Wanted(**said)
    assert Wanted.from_settings(authority.settings()) == Wanted.from_settings(None) == Wanted()


@pytest.mark.parametrize("ahead", [HOUR // 2, 0], ids=["in time", "late"])
def test_the_small_file_is_fetched_and_no_other(box: Driver, ahead: int) -> None:
    box.order(order("news", NEWS, start_at=NOON + ahead))

    assert [one.file for one in box.fetched()] == [LOW]


def test_a_line_that_costs_nothing_carries_the_best_and_when_late_all(box: Driver) -> None:
    box.tell(WantedTold(wanted=Wanted()))
    box.order(order("news", NEWS, start_at=NOON + HOUR // 2))
    assert [one.file for one in box.fetched()] == [HORN]

    box.order(order("late", NEWS))
    assert {one.file for one in box.fetched()} > {HORN, LOW}


def test_a_box_that_holds_the_best_file_already_fetches_nothing(box: Driver) -> None:
    box.tell(FileArrived(file=HORN))

    assert plays(box.order(order("news", NEWS))) == ["news"]
    assert box.fetched() == []


@pytest.mark.parametrize(("is_noisy", "lufs"), [(False, -1400), (True, -1200)])
def test_where_it_is_noisy_the_louder_file_is_fetched(is_noisy: bool, lufs: int) -> None:
    box = Driver(state=replace(READY, wanted=Wanted(is_noisy=is_noisy)))
    (sound,) = NEWS.sounds
    files = tuple(
        changed(authority.rendition(str(loud).encode(), samples=48_000), lufs=loud)
        for loud in (-1200, -1400)
    )
    news = changed(NEWS, sounds=(changed(sound, renditions=files),))
    box.order(order("news", news, start_at=NOON + HOUR // 2))

    assert [one.file for one in box.fetched()] == [one.file for one in files if one.lufs == lufs]
