"""What is said over the signer's socket: four bytes of length, then JSON.

{"do": "sign", "kid": …, "bodies": […]}          {"envelopes": […]}
{"do": "generate", "role": …, "area": …}         {"key": …}
{"do": "revoked", "kid": …}                      {"revoked": […]}
any                                              {"refused": code, "facts": {…}}
"""

import os
import struct
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

HEADER: Final = struct.Struct(">I")
MOST_BYTES: Final = 16 * 1024 * 1024
"""More than any batch of messages, each of which is at most 1 MiB."""


@contextmanager
def address_of(path: Path) -> Generator[str]:
    """Give a socket's address, however long its path is (the kernel takes 108 bytes)."""
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
