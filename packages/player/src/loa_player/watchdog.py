"""Tell systemd that we are ready, and that sound flows. Nothing else feeds it."""

import os
import socket
from dataclasses import dataclass, field


@dataclass(slots=True)
class Watchdog:
    """The supervisor, if there is one."""

    address: str = field(default_factory=lambda: os.environ.get("NOTIFY_SOCKET", ""))

    def ready(self) -> None:
        """Say that the box is up."""
        self._notify(b"READY=1")

    def feed(self) -> None:
        """Say that the audio process has just written blocks."""
        self._notify(b"WATCHDOG=1")

    def _notify(self, text: bytes) -> None:
        if not self.address:
            return
        name = "\0" + self.address[1:] if self.address.startswith("@") else self.address
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door:
            door.connect(name)
            door.send(text)
