"""How much a child may use. It binds itself before it opens anything."""

import ctypes
import os
import resource
import signal
from dataclasses import dataclass
from typing import Final

MIB: Final = 1024 * 1024
_PR_SET_PDEATHSIG: Final = 1
_PR_SET_NO_NEW_PRIVS: Final = 38


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds on one child. `address_mib` counts mapped memory, libraries included."""

    wall_s: float = 1800
    cpu_s: int = 1800
    address_mib: int = 1024
    written_mib: int = 2048
    open_files: int = 64


def bind(limits: Limits) -> None:
    """Put this process under its limits, and tie its life to its parent's."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    os.umask(0o077)
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, limits.cpu_s),
        (resource.RLIMIT_AS, limits.address_mib * MIB),
        (resource.RLIMIT_FSIZE, limits.written_mib * MIB),
        (resource.RLIMIT_NOFILE, limits.open_files),
    ):
        _lower(what, most)


def _lower(what: int, most: int) -> None:
    """Lower a limit for good; one that is already lower stays."""
    _, hard = resource.getrlimit(what)
    allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (allowed, allowed))
