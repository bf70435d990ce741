"""Refuse a place that cannot hold an installation, in one sentence, before anything starts."""

import errno
import os
import shutil
from urllib.parse import urlsplit

from loa.config.embedded.child import ChildFailed
from loa.config.embedded.ports import why_not
from loa.config.env import Env
from loa.config.home import Home
from loa.gateway.needs import missing

NEEDED_MB = 500


def check_home(home: Home) -> None:
    """See that the folder can be written and has room.

    Raises:
        ChildFailed: says what to do.
    """
    try:
        home.folder("run")
    except OSError as fault:
        raise ChildFailed(
            f"{home.root} cannot be used ({fault.strerror}). Name a folder of yours: LOA_HOME=…"
        ) from None
    if not os.access(home.root, os.W_OK):
        raise ChildFailed(f"{home.root} cannot be written to. Name a folder of yours: LOA_HOME=…")
    left = shutil.disk_usage(home.root).free // 1024**2
    if left < NEEDED_MB:
        raise ChildFailed(
            f"The disk that holds {home.root} has {left} MB left; Loa needs {NEEDED_MB}."
            " Make room, or name a folder on another disk: LOA_HOME=…"
        )


def check_port(listen: str) -> tuple[str, int]:
    """Return the host and port to listen at, if nobody else does.

    Raises:
        ChildFailed: the port is taken, is not ours to take, or is not a port.
    """
    parts = urlsplit(f"//{listen}")
    try:
        host, port = parts.hostname or "127.0.0.1", parts.port or 8000
    except ValueError:
        raise ChildFailed(f"LOA_LISTEN={listen} is not host:port.") from None
    match why_not(port, host):
        case 0:
            return host, port
        case errno.EADDRINUSE:
            raise ChildFailed(
                f"Port {port} of {host} is taken by another program. End that one, or choose"
                f" another port: LOA_LISTEN={host}:{port + 1}"
            )
        case number:
            raise ChildFailed(
                f"Nobody can listen at {listen} here ({os.strerror(number)}). Choose another"
                " address: LOA_LISTEN=127.0.0.1:8000"
            )


def check_broker(env: Env) -> None:
    """See that a broker which somebody named can be used by us and by the boxes.

    Raises:
        ChildFailed: names everything that is missing.
    """
    if not (env.MQTT_URL or env.NATS_URL):
        return
    addresses = () if env.BOX_BROKER_URL else ("BOX_BROKER_URL",)
    if lacking := (*addresses, *missing(env)):
        raise ChildFailed(
            f"A broker of your own needs {', '.join(lacking)} as well;"
            " docs/guides/running-a-site.md says what they are."
        )
