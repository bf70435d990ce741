"""How the box connects."""

import socket
from pathlib import Path

import pytest
from loa_player.box import Identity
from loa_player.fetch import NeedsTLS
from loa_player.link import Link, Pace
from loa_player.watchdog import Watchdog


class Nobody:
    def link_up(self) -> None: ...
    def link_down(self) -> None: ...
    def arrived(self, payload: bytes) -> None: ...


def identity(url: str) -> Identity:
    return Identity(
        device="d-1",
        home="h-1",
        root="",
        broker_url=url,
        broker_user="d-1",
        broker_password="secret",
        broker_qos=0,
        files_url="",
        heartbeat_s=60,
    )


def test_a_box_waits_longer_each_time_and_never_too_long() -> None:
    pace = Pace(first_s=1, most_s=60)

    assert all(1 <= pace.pause_s(0) <= 1 for _ in range(100))
    assert all(1 <= pace.pause_s(3) <= 8 for _ in range(100))
    assert all(1 <= pace.pause_s(99) <= 60 for _ in range(100))
    assert len({pace.pause_s(99) for _ in range(100)}) == 100


@pytest.mark.parametrize("url", ["mqtt://loa.example", "http://127.0.0.1"])
async def test_outside_this_machine_the_broker_is_reached_by_tls(url: str) -> None:
    with pytest.raises(NeedsTLS):
        Link(identity(url), listener=Nobody(), area=lambda: "vn", pace=Pace())


async def test_what_cannot_be_said_now_is_not_said() -> None:
    link = Link(identity("mqtts://loa.example"), listener=Nobody(), area=lambda: "vn", pace=Pace())

    assert not link.is_up
    assert not await link.say("hb", b"")


def test_the_supervisor_is_told_when_there_is_one(tmp_path: Path) -> None:
    Watchdog(address="").feed()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        watchdog = Watchdog(address=str(tmp_path / "notify"))
        watchdog.ready()
        watchdog.feed()

        assert (systemd.recv(100), systemd.recv(100)) == (b"READY=1", b"WATCHDOG=1")
