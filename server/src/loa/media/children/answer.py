"""The child's side: read one request, do it under the limits, answer with one line.

if __name__ == "__main__":
    answer(Request, work)
"""

import errno
import json
import os
import sys
from collections.abc import Callable
from typing import Any, TypeVar

from loa_protocol.errors import Refusal

from loa.media.children.limits import Limits, bind
from loa.media.children.wire import from_json, to_json

Request = TypeVar("Request")


def answer(kind: type[Request], work: Callable[[Request], Any]) -> None:
    """Serve the one request that waits on standard input, then end."""
    # Libraries print what they like; only our line may reach the pipe.
    pipe = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    told = json.loads(sys.stdin.buffer.read())
    bind(from_json(Limits, told["limits"]))
    json.dump(reply(lambda: work(from_json(kind, told["request"]))), pipe)
    pipe.close()


def reply(work: Callable[[], Any]) -> dict[str, Any]:
    """Do the work. Return its value, or the refusal's code and facts.

    A full disk is nobody's fault and says nothing about the file, so it is told apart.
    """
    try:
        return {"done": to_json(work())}
    except Refusal as refusal:
        return {"refused": refusal.code, "facts": refusal.facts}
    except MemoryError:
        return {"refused": "media.too_hard", "facts": {"why": "memory"}}
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        return {"disk_full": True}
