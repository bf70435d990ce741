"""Take the network, and every folder but one, away from this process for good.

The kernel keeps the seal, not the libraries' good manners: a process that asks
for a socket is ended on the spot (seccomp), so a child that answers has asked
for none. Writing outside its folder is denied (Landlock, Linux 5.13 or newer;
older kernels leave that part out). Reading stays: models and sounds lie elsewhere.
"""

import ctypes
import os
import platform
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_PR_SET_NO_NEW_PRIVS: Final = 38
_PR_SET_SECCOMP: Final = 22
_FILTER: Final = 2
_LANDLOCK_CREATE: Final = 444
_LANDLOCK_ADD: Final = 445
_LANDLOCK_RESTRICT: Final = 446
_TELL_VERSION: Final = 1
_BELOW_A_PATH: Final = 1


class CannotSeal(RuntimeError):  # noqa: N818 - read as a sentence
    """The kernel would not do it. Better no sound than an open door."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """How a kind of processor numbers what we forbid."""

    arch: int
    socket: int
    most: int = 0xFFFFFFFF
    """Numbers above are another set of calls for the same processor, all forbidden."""


_MACHINES: Final[Mapping[str, Machine]] = {
    "x86_64": Machine(arch=0xC000003E, socket=41, most=0x3FFFFFFF),
    "aarch64": Machine(arch=0xC00000B7, socket=198),
}
_IO_URING_SETUP: Final = 425
"""Opens sockets past the filter; nothing here needs it."""


def seal(*, writing_in: str) -> None:
    """Seal this process and whatever it starts.

    Raises:
        CannotSeal: the kernel refuses, or we do not know this processor.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    _insist(libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    if kernel_guards_folders():
        _write_only_in(libc, writing_in)
    _without_network(libc)


def kernel_guards_folders() -> bool:
    """Tell whether this kernel has Landlock."""
    return _landlock_version(ctypes.CDLL(None, use_errno=True)) > 0


# The network: a small program that the kernel runs for every call ------------------------------

_LOAD, _EQUAL, _ABOVE, _RETURN = 0x20, 0x15, 0x25, 0x06
_KILL, _ALLOW = 0x80000000, 0x7FFF0000
_NUMBER_AT, _ARCH_AT = 0, 4


def _without_network(libc: ctypes.CDLL) -> None:
    """End the process at its first socket, of whatever kind."""
    program = b"".join(_steps())
    kept = ctypes.create_string_buffer(program, len(program))
    filter_ = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(kept))
    _insist(libc.prctl(_PR_SET_SECCOMP, _FILTER, ctypes.c_char_p(filter_), 0, 0))


def _steps() -> list[bytes]:
    """Write the program: two ways out at its end, kill and allow, everything else leads there."""
    machine = _MACHINES.get(platform.machine())
    if machine is None:
        raise CannotSeal(platform.machine())
    return [
        _step(_LOAD, _ARCH_AT),
        _step(_EQUAL, machine.arch, no=4),
        _step(_LOAD, _NUMBER_AT),
        _step(_ABOVE, machine.most, yes=2),
        _step(_EQUAL, machine.socket, yes=1),
        _step(_EQUAL, _IO_URING_SETUP, yes=0, no=1),
        _step(_RETURN, _KILL),
        _step(_RETURN, _ALLOW),
    ]


def _step(code: int, value: int, *, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("HBBI", code, yes, no, value)


# Folders ---------------------------------------------------------------------------------------

_WRITE: Final = 1 << 1
_CHANGING: Final = _WRITE | sum(1 << bit for bit in range(4, 13))  # remove and make, of every kind
_SINCE: Final = ((2, 1 << 13), (3, 1 << 14))
"""Moving between folders and cutting off came with later versions of Landlock."""


def _landlock_version(libc: ctypes.CDLL) -> int:
    return int(libc.syscall(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), _TELL_VERSION))


def _write_only_in(libc: ctypes.CDLL, folder: str) -> None:
    """Deny every change of a file, but below one folder and to the bin."""
    version = _landlock_version(libc)
    rights = _CHANGING | sum(right for since, right in _SINCE if version >= since)
    rules = struct.pack("Q", rights)
    ruleset = _insist(
        libc.syscall(_LANDLOCK_CREATE, ctypes.c_char_p(rules), ctypes.c_size_t(len(rules)), 0)
    )
    _allow(libc, ruleset, folder, rights)
    _allow(libc, ruleset, os.devnull, _WRITE)
    _insist(libc.syscall(_LANDLOCK_RESTRICT, ruleset, 0))
    os.close(ruleset)


def _allow(libc: ctypes.CDLL, ruleset: int, path: str, rights: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    below = struct.pack("=Qi", rights, place)
    _insist(libc.syscall(_LANDLOCK_ADD, ruleset, _BELOW_A_PATH, ctypes.c_char_p(below), 0))
    os.close(place)


def _insist(answer: int) -> int:
    if answer < 0:
        raise CannotSeal(os.strerror(ctypes.get_errno()))
    return answer
