"""Loopback ports: find a free one, and keep it from one start to the next."""

import errno
import socket
from pathlib import Path

from loa.config.home import write_private


def free_port() -> int:
    """Ask the kernel for a loopback port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Say whether we could listen at this port now."""
    return why_not(port, host) == 0


def why_not(port: int, host: str) -> int:
    """Return the number of the fault that keeps us from listening there; 0: nothing does."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except socket.gaierror:
            return errno.EADDRNOTAVAIL
        except OSError as fault:
            return fault.errno or errno.EINVAL
        return 0


def kept_port(path: Path) -> int:
    """Return the port written in a file while it is free, otherwise another, written down.

    Boxes remember where their broker is, so it should come back where it was.
    """
    if path.exists():
        port = int(path.read_text(encoding="utf-8"))
        if is_free(port):
            return port
    port = free_port()
    write_private(path, str(port))
    return port
