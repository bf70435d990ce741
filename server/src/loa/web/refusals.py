"""Turn a refusal into words and a status: the one table, kept complete by a test.

Every app keeps its own `words.py`, a table from code to sentence, and adds it from
`AppConfig.ready`. A sentence says what to do next; it may name facts of the
refusal as `%(name)s`.
"""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from loa_protocol.errors import NotAllowed, NotFound, Refusal, WrongState

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

logger = logging.getLogger(__name__)

STATUS: dict[type[Refusal], HTTPStatus] = {
    NotFound: HTTPStatus.NOT_FOUND,
    NotAllowed: HTTPStatus.FORBIDDEN,
    WrongState: HTTPStatus.CONFLICT,
}
"""By class, its subclasses included. Whatever is not named is a 422: understood, and refused."""

WORDS: "dict[str, _StrOrPromise]" = {}
"""By code. Filled by every app's `words.py`."""

_HEADINGS = {
    HTTPStatus.FORBIDDEN: _("Việc này không thuộc quyền của bạn"),
    HTTPStatus.NOT_FOUND: _("Không tìm thấy"),
    HTTPStatus.CONFLICT: _("Có người đã làm trước bạn"),
}


def add(
    words: "Mapping[str, _StrOrPromise]",
    status: Mapping[type[Refusal], HTTPStatus] | None = None,
) -> None:
    """Take in an app's words, and its statuses where 422 is not right."""
    WORDS.update(words)
    STATUS.update(status or {})


class _Facts(dict[str, object]):
    """The facts of a refusal; one that is absent is left open rather than a fault."""

    def __missing__(self, name: str) -> str:
        """Leave a gap."""
        return "…"


def words(refusal: Refusal) -> str:
    """Say a refusal in the reader's language."""
    return said(refusal.code, **refusal.facts)


def said(code: str, **facts: object) -> str:
    """Say a code that came back from a box or a job. One without words says itself.

    Whoever holds a box chooses what it says: only our own words are filled with facts.
    """
    known = WORDS.get(code)
    return code if known is None else str(known) % _Facts(facts)


def status(refusal: Refusal) -> int:
    """Return the HTTP status of a refusal, by the nearest class that has one."""
    for kind in type(refusal).__mro__:
        if kind in STATUS:
            return STATUS[kind]
    return HTTPStatus.UNPROCESSABLE_ENTITY


def page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer a refusal: a page for people, RFC 9457 for programs."""
    said, code = words(refusal), status(refusal)
    if wants_json(request):
        problem = {"type": f"urn:loa:{refusal.code}", "title": said, "status": code}
        return JsonResponse(problem, status=code, content_type="application/problem+json")
    heading = _HEADINGS.get(HTTPStatus(code), _("Chưa làm được"))
    context = {"heading": heading, "words": said, "back": came_from(request)}
    return render(request, "web/refused.html", context, status=code)


def wants_json(request: HttpRequest) -> bool:
    """Say whether a program asks rather than a person."""
    kind = request.get_preferred_type(["text/html", "application/json", "application/problem+json"])
    return kind is not None and kind != "text/html"


class RefusalMiddleware(MiddlewareMixin):
    """Answer every refusal that a view lets pass."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn a refusal into its page; leave everything else to Django."""
        if not isinstance(exception, Refusal):
            return None
        logger.info("Refused", extra={"action": "web.refused", "code": exception.code})
        return page(request, exception)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Give a person who asked in a way that an address does not answer a page, not a blank."""
        is_read_by_somebody = "text/html" in request.headers.get("accept", "")
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and is_read_by_somebody:
            response.content = render(request, "405.html").content
        return response


def came_from(request: HttpRequest) -> str:
    """Return the page of ours the person came from, or nothing."""
    before = request.headers.get("referer", "")
    is_ours = url_has_allowed_host_and_scheme(before, {request.get_host()})
    return before if is_ours else ""
