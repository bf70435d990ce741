"""Stop a request body that is larger than anything we take, before it fills the disk.

Django keeps a body in a file before any of its own checks can run, so this
stands in front of it.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from loa.media.audio.values import Bounds

Scope = dict[str, Any]
Event = Mapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

MOST_IN_A_FORM_WITH_FILES: Final = Bounds().bytes + 2 * 1024 * 1024
MOST_OTHERWISE: Final = 4 * 1024 * 1024
MOST_OF_A_BOX: Final = 64 * 1024
"""Boxes send little over HTTP, and whoever sends there has not signed in."""
_WORDS: Final = (
    "Tệp quá lớn nên hệ thống không nhận. Hãy quay lại và gửi tệp nhỏ hơn.\n\n"
    "The file is too large, so it was not taken. Go back and send a smaller one.\n"
).encode()


def limited(application: Application) -> Application:
    """Wrap an ASGI application so that it never sees too large a body."""

    async def door(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        body = _Body(scope, receive)
        if not body.is_too_large:
            await application(scope, body.receive, body.watch(send))
        if body.is_too_large and not body.is_answered:
            await _refuse(send)

    return door


class _Body:
    """One request's body, counted while it comes in."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        headers = dict(scope["headers"])
        self._most = _most(scope.get("path", ""), headers)
        self._receive = receive
        self._seen = 0
        self.is_too_large = _declared(headers) > self._most
        self.is_answered = False

    async def receive(self) -> Event:
        """Pass an event on; hang up when it becomes too much."""
        if self.is_too_large:
            return {"type": "http.disconnect"}
        event = await self._receive()
        self._seen += len(event.get("body", b""))
        if self._seen > self._most:
            self.is_too_large = True
            return {"type": "http.disconnect"}
        return event

    def watch(self, send: Send) -> Send:
        """Note that the application has answered by itself."""

        async def watched(event: Event) -> None:
            self.is_answered = True
            await send(event)

        return watched


def _most(path: str, headers: dict[bytes, bytes]) -> int:
    """Return how many bytes are taken at an address."""
    if path.startswith("/device/"):
        return MOST_OF_A_BOX
    has_files = headers.get(b"content-type", b"").startswith(b"multipart/form-data")
    return MOST_IN_A_FORM_WITH_FILES if has_files else MOST_OTHERWISE


def _declared(headers: dict[bytes, bytes]) -> int:
    """Return the length that the sender declares; 0 if it declares none."""
    told = headers.get(b"content-length", b"")
    return int(told) if told.isdigit() else 0


async def _refuse(send: Send) -> None:
    """Say so in both languages: nobody is signed in yet as far as we know here."""
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(_WORDS)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": _WORDS})
