"""The relay that switches an amplifier."""

import ctypes
import os
import pty
from pathlib import Path

import pytest
from loa_player import amplifier
from loa_player.amplifier import (
    RELAY_OFF,
    RELAY_ON,
    AlwaysOn,
    GPIOLine,
    LineRequest,
    LineValues,
    SerialRelay,
    UnknownAmplifier,
    named,
)


def test_a_usb_relay_is_switched_by_four_bytes() -> None:
    ours, theirs = pty.openpty()
    relay = named(f"serial:{os.ttyname(theirs)}")
    relay.switch(is_on=True)
    relay.switch(is_on=False)

    assert os.read(ours, 4) + os.read(ours, 4) == RELAY_ON + RELAY_OFF
    os.close(ours)
    os.close(theirs)


def test_the_structures_are_as_large_as_the_kernels() -> None:
    assert ctypes.sizeof(LineRequest) == 592
    assert ctypes.sizeof(LineValues) == 16
    assert amplifier.GET_LINE == 0xC250B407
    assert amplifier.SET_VALUES == 0xC010B40F


def test_a_pin_of_the_board_is_taken_once_and_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chip = tmp_path / "gpiochip0"
    chip.touch()
    asked: list[tuple[int, int]] = []

    def ioctl(handle: int, code: int, told: LineRequest | LineValues) -> int:
        if isinstance(told, LineRequest):
            asked.append((code, told.offsets[0]))
            told.fd = 99
        else:
            assert handle == 99
            asked.append((code, told.bits))
        return 0

    monkeypatch.setattr(amplifier.fcntl, "ioctl", ioctl)
    line = named(f"gpio:{chip}:17")
    line.switch(is_on=True)
    line.switch(is_on=False)

    get, put = amplifier.GET_LINE, amplifier.SET_VALUES
    assert asked == [(get, 17), (put, 1), (put, 0)]


def test_a_relay_that_is_not_there_says_so() -> None:
    with pytest.raises(OSError, match="No such file"):
        SerialRelay(Path("/nowhere/at/all")).switch(is_on=True)
    with pytest.raises(OSError, match="No such file"):
        GPIOLine(Path("/nowhere/at/all"), 1).switch(is_on=True)


def test_an_amplifier_is_named() -> None:
    always = named("none")
    always.switch(is_on=True)

    assert isinstance(always, AlwaysOn)
    for nonsense in ("", "gpio:/dev/gpiochip0", "gpio:/dev/gpiochip0:x", "steam"):
        with pytest.raises(UnknownAmplifier):
            named(nonsense)
