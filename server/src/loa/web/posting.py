"""Let the address of a button lead back to its page.

A refused step is answered at the button's own address. Whoever then reloads, switches the
language or signs in again asks that address with GET, and must not find a dead end.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
ONLY_READS = ("GET", "HEAD")


def posted(page: str, *parts: str) -> Callable[[View[P]], View[P]]:
    """Do something on POST; lead whoever comes by GET to a page, named with its parts.

    It leads there whether or not the thing exists for them: that page says so.
    """

    def decorate(view: View[P]) -> View[P]:
        @require_http_methods([*ONLY_READS, "POST"])
        @wraps(view)
        def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method not in ONLY_READS:
                return view(request, *args, **kwargs)
            address = reverse(page, kwargs={part: kwargs[part] for part in parts})
            return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)

        return answer

    return decorate
