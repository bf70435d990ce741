"""Serve styles, scripts and letters: named by their content, compressed once, kept for good.

`loa up` gathers them under names that carry a digest, so a browser asks for each one once and never
again, and after an update for the new names at once. They are a few hundred kilobytes: the web
server reads them when it starts and answers from memory.
"""

import gzip
import json
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

from loa.media.intake import Application, Receive, Scope, Send

FOR_GOOD: Final = (
    (b"cache-control", b"public, max-age=31536000, immutable"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


class HashedNames(ManifestStaticFilesStorage):
    """Name a file by its content, once `loa up` has gathered it; by its own name until then."""

    def __init__(self, *told: Any, **more: Any) -> None:
        """Remember no address yet."""
        super().__init__(*told, **more)
        self._addresses: dict[str, str] = {}

    def url(self, name: str | None, force: bool = False) -> str:  # noqa: FBT001, FBT002 - Django's
        """Return the address of a file; a page asks for dozens, and they stay what they are."""
        asked = name or ""
        if asked not in self._addresses:
            self._addresses[asked] = super().url(asked, force)
        return self._addresses[asked]

    def stored_name(self, name: str) -> str:
        """Return the name under which browsers fetch it.

        Raises:
            ValueError: others were gathered, but there is no such file.
        """
        return super().stored_name(name) if self.hashed_files else name


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """One file as it is sent."""

    kind: str
    plain: bytes
    packed: bytes
    """Compressed; empty where that saves nothing, as for letters and photographs."""

    @classmethod
    def read(cls, path: Path) -> "Gathered":
        """Read a file, and see whether compressing it is worth it."""
        plain = path.read_bytes()
        packed = gzip.compress(plain, mtime=0)
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return cls(kind=kind, plain=plain, packed=packed if len(packed) < len(plain) else b"")

    async def send(self, scope: Scope, send: Send) -> None:
        """Answer with it, in the form that the browser takes."""
        headers = [*FOR_GOOD, (b"content-type", self.kind.encode())]
        body = self.plain
        if self.packed:
            headers.append((b"vary", b"accept-encoding"))
            if b"gzip" in dict(scope["headers"]).get(b"accept-encoding", b""):
                headers.append((b"content-encoding", b"gzip"))
                body = self.packed
        headers.append((b"content-length", str(len(body)).encode()))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        body = body if scope["method"] == "GET" else b""
        await send({"type": "http.response.body", "body": body})


def read(root: Path) -> Mapping[str, Gathered]:
    """Read what was gathered in a folder, each under its name that carries a digest."""
    manifest = root / ManifestStaticFilesStorage.manifest_name
    if not manifest.exists():
        return {}
    names = json.loads(manifest.read_bytes())["paths"].values()
    return {name: Gathered.read(root / name) for name in names}


def serving(application: Application, *, root: Path, under: str) -> Application:
    """Wrap an ASGI application so that it is not asked for what was gathered."""
    files = {under + name: file for name, file in read(root).items()}

    async def door(scope: Scope, receive: Receive, send: Send) -> None:
        found = files.get(scope.get("path", "")) if scope["type"] == "http" else None
        if found is None or scope["method"] not in {"GET", "HEAD"}:
            await application(scope, receive, send)
        else:
            await found.send(scope, send)

    return door
