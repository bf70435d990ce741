"""Behind a proxy, people are counted by their own address; nobody else may name another one."""

from typing import Any

import pytest
from django.test import AsyncRequestFactory
from loa.config.asgi import application

THE_PERSON = "203.0.113.9"


async def asked_from(peer: str) -> str:
    """Ask a page through the server's door, and return whose address was counted."""
    request = AsyncRequestFactory().post("/sign-in/", {"username": "nam", "password": "wrong"})
    scope = {**request.scope, "client": (peer, 1), "type": "http"}
    scope["headers"] = [*scope["headers"], (b"x-forwarded-for", f"1.2.3.4, {THE_PERSON}".encode())]

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(_event: object) -> None: ...

    await application(scope, receive, send)
    return str(scope["client"][0])


@pytest.mark.parametrize(
    ("peer", "counted"), [("127.0.0.1", THE_PERSON), ("198.51.100.7", "198.51.100.7")]
)
async def test_only_our_proxy_is_believed(peer: str, counted: str) -> None:
    assert await asked_from(peer) == counted
