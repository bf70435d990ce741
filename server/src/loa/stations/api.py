"""Answer boxes over HTTP: let a new one in, and give out the sounds that orders name."""

import re
from base64 import b64decode
from binascii import Error as BadBase64
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Concatenate, Final, ParamSpec, TypeAlias

import msgspec
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.http import StreamingHttpResponse as Streaming
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from loa_protocol.enrolment import Broker, EnrolReply, EnrolRequest
from loa_protocol.errors import Refusal

from loa.media.store import read_range, store
from loa.stations import actions, queries
from loa.stations.refusals import BadRequest
from loa.web import refusals, throttle

P = ParamSpec("P")
View: TypeAlias = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
MOST_ENROL_BYTES: Final = 4096
ENROLS_A_MINUTE: Final = 60
_RANGE: Final = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


def for_boxes(view: View[P]) -> View[P]:
    """Open an address to boxes: no session, and refusals as JSON with a code."""

    @wraps(view)
    def answered(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Refusal as refusal:
            said = {"code": refusal.code, "detail": refusals.words(refusal)}
            status = refusals.status(refusal)
            answer = JsonResponse(said, status=status)
            if status == 401:  # noqa: PLR2004 - the one status that must say how to log in
                answer["WWW-Authenticate"] = 'Basic realm="loa-box"'
            return answer

    opened: View[P] = csrf_exempt(login_not_required(never_cache(answered)))
    return opened


@for_boxes
@require_POST
def enrol(request: HttpRequest) -> HttpResponse:
    """Let a box in that brings a one-time code."""
    address = throttle.address_of(request)
    throttle.knock(f"enrol:{address}", most=ENROLS_A_MINUTE, per=timedelta(minutes=1))
    asked = _asked(request)
    told = actions.enrol(secret=asked.secret, key=asked.key, name=asked.name, address=address)
    reply = EnrolReply(
        device=told.device,
        home=told.home,
        root=told.root,
        envelopes=[envelope.as_json() for envelope in told.envelopes],
        broker=Broker(url=settings.BOX_BROKER_URL, user=told.device, password=told.password),
        files_url=settings.LOA_URL + reverse("device:file", args=["-"]).removesuffix("-"),
        heartbeat_s=queries.HEARTBEAT_S,
    )
    return JsonResponse(msgspec.to_builtins(reply), status=201)


@for_boxes
@require_GET
def file(request: HttpRequest, digest: str) -> HttpResponseBase:
    """Give a box a file by its digest, or the part of it that is still missing."""
    queries.check_login(*_basic(request))
    size = store().size(digest)
    start, end = _range(request.headers.get("Range", ""), size)
    if start is None:
        answer: HttpResponseBase = HttpResponse(
            status=416, headers={"Content-Range": f"bytes */{size}"}
        )
        return answer
    is_part = (start, end) != (0, size)
    answer = Streaming(read_range(digest, start, end - start), status=206 if is_part else 200)
    answer["Content-Type"] = "application/octet-stream"
    answer["Content-Length"] = str(end - start)
    answer["Accept-Ranges"] = "bytes"
    answer["ETag"] = f'"{digest}"'
    if is_part:
        answer["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return answer


def _asked(request: HttpRequest) -> EnrolRequest:
    said = request.read(MOST_ENROL_BYTES + 1)  # `body` would hold all that a stranger sends
    if len(said) > MOST_ENROL_BYTES:
        raise BadRequest(why="too large")
    try:
        return msgspec.json.decode(said, type=EnrolRequest)
    except (msgspec.DecodeError, RecursionError) as fault:
        raise BadRequest(why=str(fault)) from fault


def _basic(request: HttpRequest) -> tuple[str, str]:
    """Read the login. What cannot be read is nobody's."""
    kind, _, rest = request.headers.get("Authorization", "").partition(" ")
    try:
        user, _, password = b64decode(rest, validate=True).decode().partition(":")
    except (BadBase64, UnicodeDecodeError):
        return "", ""
    return (user, password) if kind.lower() == "basic" else ("", "")


def _range(asked: str, size: int) -> tuple[int | None, int]:
    """Return the first byte and the one after the last: all of it unless one range is asked for."""
    found = _RANGE.fullmatch(asked.strip())
    if found is None or found.groups() == ("", ""):
        return 0, size
    first, last = found.groups()
    if not first:
        return max(0, size - int(last)), size
    end = min(size, int(last) + 1) if last else size
    return (int(first), end) if int(first) < end else (None, 0)
