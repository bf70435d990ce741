"""Send a file of the store, whole or in part, without holding it in memory.

Who may have it is the caller's to decide. A file never changes under its
digest, so the digest is its ETag.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from http import HTTPStatus

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from loa.media.ranges import OutOfRange, Part, asked
from loa.media.store import read_range, store

_KEPT_S = 24 * 3600


def file_response(request: HttpRequest, digest: str, media_type: str) -> HttpResponseBase:
    """Answer a GET or HEAD with a file, or with the part of it that was asked for.

    Raises:
        NotFound: the store has no such file.
    """
    size, etag = store().size(digest), f'"{digest}"'
    if etag in request.headers.get("if-none-match", ""):
        return _with_headers(HttpResponse(status=HTTPStatus.NOT_MODIFIED), etag)
    try:
        part = asked(_range_header(request, etag), size)
    except OutOfRange:
        refused = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        refused["Content-Range"] = f"bytes */{size}"
        return _with_headers(refused, etag)
    response = _body(request, digest, part)
    response["Content-Type"] = media_type
    response["Content-Length"] = str(part.length)
    if not part.is_whole:
        response.status_code = HTTPStatus.PARTIAL_CONTENT
        response["Content-Range"] = f"bytes {part.start}-{part.start + part.length - 1}/{size}"
    return _with_headers(response, etag)


def _range_header(request: HttpRequest, etag: str) -> str | None:
    """Return the Range header, unless it was meant for another version of the file."""
    if request.method != "GET" or request.headers.get("if-range", etag) != etag:
        return None
    return request.headers.get("range")


def _with_headers(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    """Say what holds for every answer about the file."""
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = f"private, max-age={_KEPT_S}"
    return response


def _body(request: HttpRequest, digest: str, part: Part) -> HttpResponseBase:
    """Stream the part in the way that the server underneath reads it."""
    if request.method == "HEAD":
        return HttpResponse()
    pieces = read_range(digest, part.start, part.length)
    if isinstance(request, ASGIRequest):
        return StreamingHttpResponse(_in_threads(pieces))
    return StreamingHttpResponse(pieces)


async def _in_threads(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Read each piece in a thread, so that no slow disk holds up the others' pages."""
    while (piece := await asyncio.to_thread(next, pieces, b"")) != b"":
        yield piece
