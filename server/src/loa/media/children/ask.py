"""The parent's side: start a child for one request, wait, and trust nothing it says."""

import errno
import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TypeVar

from loa.media.children.limits import Limits
from loa.media.children.wire import Malformed, from_json, to_json
from loa.media.refusals import SoundRefused, TooHard

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")

_FIRST: Final = "loa.media.children.begin"
_LONGEST_ANSWER: Final = 1 << 20
_LAST_WORDS: Final = 400
_GLANCE_S: Final = 1.0


Watch = Callable[[], None]
"""Called every now and then while a child works."""


def ask(
    module: str,
    request: Any,
    kind: type[Answer],
    *,
    folder: Path,
    limits: Limits | None = None,
    watch: Watch = lambda: None,
) -> Answer:
    """Have a child of its own do one request inside a folder, and return its typed answer.

    Raises:
        SoundRefused: the child refused; the same class with the same facts.
        TooHard: it ran out of time or memory, died, or answered nonsense.
        OSError: the disk is full.
    """
    limits = limits or Limits()
    told = json.dumps({"limits": to_json(limits), "request": to_json(request)})
    child = subprocess.Popen(  # noqa: S603 - no shell: the module is ours, the request goes by pipe
        [sys.executable, "-I", "-B", "-m", _FIRST, module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=_bare_environment(folder),
        start_new_session=True,
    )
    try:
        said, complained = _talk(child, told.encode(), limits.wall_s, watch)
    finally:
        _end(child)
    if child.returncode != 0:
        _log_death(module, child.returncode, complained)
        raise TooHard(why=_cause(child.returncode))
    return _read(said, kind)


def _talk(
    child: subprocess.Popen[bytes], told: bytes, wall_s: float, watch: Watch
) -> tuple[bytes, bytes]:
    """Send the request, and wait for the answer and the child's end.

    Raises:
        TooHard: its time is up.
    """
    ends = time.monotonic() + wall_s
    sending: bytes | None = told
    while (left := ends - time.monotonic()) > 0:
        try:
            return child.communicate(sending, timeout=min(left, _GLANCE_S))
        except subprocess.TimeoutExpired:
            sending = None  # the rest of it is still being sent
            watch()
    raise TooHard(why="time")


def _bare_environment(folder: Path) -> dict[str, str]:
    """Return an environment without secrets, whose home is the working folder."""
    home = str(folder)
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": home,
        "TMPDIR": home,
        "XDG_CACHE_HOME": home,
        "ORT_DISABLE_TELEMETRY": "1",
        "OMP_NUM_THREADS": "1",
    }


def _end(child: subprocess.Popen[bytes]) -> None:
    """Leave nothing of it behind, whatever happened."""
    if child.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.communicate()


def _cause(code: int) -> str:
    """Name how it died: its time was up, it asked for the network, or it fell over the file."""
    if -code == signal.SIGSYS:
        return "network"
    return "time" if -code in {signal.SIGXCPU, signal.SIGKILL} else "died"


def _log_death(module: str, code: int, complained: bytes) -> None:
    """Tell the operator; the person who uploaded gets words of their own."""
    logger.warning(
        "A sound worker died",
        extra={
            "action": "media.worker_died",
            "child": module,
            "code": code,
            "said": complained.decode(errors="replace")[-_LAST_WORDS:],
        },
    )


def _read(said: bytes, kind: type[Answer]) -> Answer:
    """Return the typed answer, or raise the refusal it carries."""
    try:
        if len(said) > _LONGEST_ANSWER:
            raise Malformed("too long")
        told = json.loads(said)
        if "disk_full" in told:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if "refused" not in told:
            return from_json(kind, told["done"])
        refusal = _refusal(told["refused"], told["facts"])
    except (ValueError, TypeError, KeyError) as error:
        raise TooHard(why="nonsense") from error
    raise refusal


def _refusal(code: object, facts: object) -> SoundRefused:
    """Return the refusal of that code. A child cannot invent one."""
    if not isinstance(facts, dict):
        raise Malformed("facts")
    plain = {str(name): told for name, told in facts.items() if isinstance(told, str | int | float)}
    for known in _kinds(SoundRefused):
        if known.code == code:
            return known(**plain)
    raise Malformed("code")


def _kinds(root: type[SoundRefused]) -> Iterator[type[SoundRefused]]:
    """Yield every refusal that is about sound."""
    for kind in root.__subclasses__():
        yield kind
        yield from _kinds(kind)
