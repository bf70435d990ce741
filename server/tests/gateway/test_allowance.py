"""A box that floods is held back alone; an honest one never is."""

import pytest
from loa.gateway import allowance
from loa.gateway.allowance import A_SECOND, AT_ONCE, Allowance
from loa.gateway.counts import Counts
from loa.gateway.inbound import Inbound
from loa.gateway.port import Incoming
from loa_protocol.topics import Up


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_what_waited_for_weeks_goes_up_in_one_go() -> None:
    box = Allowance(Clock())

    assert all(box.take("box-1", Up.RECEIPT, 30_000) for _ in range(60))


def test_a_flood_is_held_back_and_earned_back_slowly() -> None:
    clock = Clock()
    box = Allowance(clock)
    while box.take("box-1", Up.RECEIPT, 100_000):
        pass

    clock.now = 10
    again = [box.take("box-1", Up.RECEIPT, A_SECOND) for _ in range(20)]

    assert 10 <= sum(again) <= 17


def test_many_small_messages_are_a_flood_too() -> None:
    box = Allowance(Clock())

    heard = sum(box.take("box-1", Up.HELLO, 1) for _ in range(1000))

    assert heard == AT_ONCE // (16 * 1024)


def test_others_are_heard_while_one_floods() -> None:
    counts = Counts()
    inbound = Inbound(counts)
    loud, other = (
        Incoming(home="h", device=device, what=Up.RECEIPT, payload=b"x" * 200_000)
        for device in ("box-1", "box-2")
    )

    for _ in range(50):
        inbound.take(loud)
    inbound.take(other)

    waiting = [inbound.lines[Up.RECEIPT].queue.get_nowait().device for _ in range(11)]
    assert waiting == ["box-1"] * 10 + ["box-2"]
    assert counts["too_much"] >= 39


def test_names_that_fell_silent_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowance, "MOST_BOXES", 2)
    clock = Clock()
    boxes = Allowance(clock)
    boxes.take("box-1", Up.RECEIPT, AT_ONCE)
    boxes.take("box-2", Up.RECEIPT, 1)

    clock.now = 1
    boxes.take("box-3", Up.RECEIPT, 1)

    assert not boxes.take("box-1", Up.RECEIPT, AT_ONCE)
    assert set(boxes._left) == {"box-1", "box-3"}
