"""Switch an amplifier, or an FM transmitter, through a relay.

    none                        nothing to switch
    gpio:/dev/gpiochip0:17      a line of the kernel's GPIO character device
    serial:/dev/ttyUSB0         a USB relay board (LCUS-1: four bytes switch it)

When to switch is the conductor's to say; here it is only done.
"""

import ctypes
import fcntl
import logging
import os
import termios
import tty
from pathlib import Path
from typing import Final, Protocol

from loa_protocol.errors import Refusal

logger = logging.getLogger(__name__)

RELAY_ON: Final = bytes((0xA0, 0x01, 0x01, 0xA2))
RELAY_OFF: Final = bytes((0xA0, 0x01, 0x00, 0xA1))


class Amplifier(Protocol):
    """Something that has to be on for sound to be heard."""

    def switch(self, *, is_on: bool) -> None:
        """Switch it.

        Raises:
            OSError: the relay is not there.
        """


class UnknownAmplifier(Refusal):
    """Nobody knows a way to switch of that name."""

    code = "box.unknown_amplifier"


class AlwaysOn:
    """An amplifier that nobody switches."""

    def switch(self, *, is_on: bool) -> None:
        """Do nothing."""


class LineRequest(ctypes.Structure):
    """`struct gpio_v2_line_request` of <linux/gpio.h>, one line, no attributes."""

    _fields_ = (
        ("offsets", ctypes.c_uint32 * 64),
        ("consumer", ctypes.c_char * 32),
        ("flags", ctypes.c_uint64),
        ("num_attrs", ctypes.c_uint32),
        ("config_padding", ctypes.c_uint32 * 5),
        ("attrs", ctypes.c_uint8 * 240),
        ("num_lines", ctypes.c_uint32),
        ("event_buffer_size", ctypes.c_uint32),
        ("padding", ctypes.c_uint32 * 5),
        ("fd", ctypes.c_int32),
    )


class LineValues(ctypes.Structure):
    """`struct gpio_v2_line_values`."""

    _fields_ = (("bits", ctypes.c_uint64), ("mask", ctypes.c_uint64))


GPIO_V2_LINE_FLAG_OUTPUT: Final = 1 << 3


def _read_write(number: int, structure: type[ctypes.Structure]) -> int:
    """Return the code of an ioctl that reads and writes a structure (`_IOWR(0xB4, …)`)."""
    return (3 << 30) | (ctypes.sizeof(structure) << 16) | (0xB4 << 8) | number


GET_LINE: Final = _read_write(0x07, LineRequest)
SET_VALUES: Final = _read_write(0x0F, LineValues)


class GPIOLine:
    """A relay on a pin of the board. The line is held for as long as we live."""

    def __init__(self, chip: Path, line: int) -> None:
        self._chip = chip
        self._line = line
        self._held: int | None = None

    def switch(self, *, is_on: bool) -> None:
        """Set the line high or low."""
        if self._held is None:
            self._held = self._take()
        fcntl.ioctl(self._held, SET_VALUES, LineValues(bits=int(is_on), mask=1))

    def _take(self) -> int:
        request = LineRequest(consumer=b"loa-player", flags=GPIO_V2_LINE_FLAG_OUTPUT, num_lines=1)
        request.offsets[0] = self._line
        chip = os.open(self._chip, os.O_RDWR | os.O_CLOEXEC)
        try:
            fcntl.ioctl(chip, GET_LINE, request)
        finally:
            os.close(chip)
        return int(request.fd)


class SerialRelay:
    """A USB relay board on a serial line. Opened anew each time: it may be replugged."""

    def __init__(self, port: Path) -> None:
        self._port = port

    def switch(self, *, is_on: bool) -> None:
        """Send the four bytes."""
        line = os.open(self._port, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
        try:
            if os.isatty(line):
                tty.setraw(line)
                speed = termios.tcgetattr(line)
                speed[4] = speed[5] = termios.B9600
                termios.tcsetattr(line, termios.TCSANOW, speed)
            os.write(line, RELAY_ON if is_on else RELAY_OFF)
        finally:
            os.close(line)


def named(text: str) -> Amplifier:
    """Return the amplifier that a configuration names.

    Raises:
        UnknownAmplifier: it is none of those above.
    """
    match text.split(":"):
        case ["none"]:
            return AlwaysOn()
        case ["gpio", chip, line] if line.isdigit():
            return GPIOLine(Path(chip), int(line))
        case ["serial", port]:
            return SerialRelay(Path(port))
        case _:
            raise UnknownAmplifier(name=text)
