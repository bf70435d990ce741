"""Speak the reader's language: what they chose, else Vietnamese.

The browser's own wish is not asked: a cheap phone often claims English while
its owner reads Vietnamese.
"""

from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.deprecation import MiddlewareMixin

from loa.web import actor, display
from loa.web.posting import posted

COOKIE = "language"


class LanguageMiddleware(MiddlewareMixin):
    """Switch the language on for one request."""

    def process_request(self, request: HttpRequest) -> None:
        """Take the language from the cookie."""
        translation.activate(chosen(request))

    def process_response(self, _request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Tell caches and readers which language this is."""
        response.headers.setdefault("Content-Language", translation.get_language())
        return response


def chosen(request: HttpRequest) -> str:
    """Return the language that was chosen in this browser."""
    wanted = request.COOKIES.get(COOKIE, "")
    return wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


@login_not_required
@posted("web:home")
def choose(request: HttpRequest) -> HttpResponse:
    """Keep another language, with the person when there is one, and go back."""
    answer = HttpResponseRedirect(display.back_to(request), status=HTTPStatus.SEE_OTHER)
    wanted = request.POST.get("language", "")
    if wanted in dict(settings.LANGUAGES):
        display.remember(answer, request, COOKIE, wanted)
        _keep(request, wanted)
    return answer


def _keep(request: HttpRequest, wanted: str) -> None:
    """Remember it with the person, so that their next browser speaks it too."""
    if request.user.is_authenticated:
        person = actor(request)
        person.language = wanted
        person.save(update_fields=["language"])
