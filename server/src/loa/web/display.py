"""Let people choose light or dark and larger letters; kept in their browser, without JavaScript."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

THEMES = ("light", "dark")
SIZES = ("large", "huge")
YEAR_S = 365 * 24 * 60 * 60


def theme(request: HttpRequest) -> str:
    """Return the theme that was chosen; nothing means the device decides."""
    chosen = request.COOKIES.get("theme", "")
    return chosen if chosen in THEMES else ""


def text_size(request: HttpRequest) -> str:
    """Return the letter size that was chosen."""
    chosen = request.COOKIES.get("size", "")
    return chosen if chosen in SIZES else ""


@login_not_required
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Show the choice, or keep it."""
    if request.method == "GET":
        return render(request, "web/display.html", {"next": back_to(request)})
    answer = HttpResponseRedirect(back_to(request), status=HTTPStatus.SEE_OTHER)
    for name in ("theme", "size"):
        remember(answer, request, name, request.POST.get(name, ""))
    return answer


def remember(answer: HttpResponse, request: HttpRequest, name: str, value: str) -> None:
    """Keep a choice in the browser for a year."""
    answer.set_cookie(
        name, value[:16], max_age=YEAR_S, httponly=True, samesite="Lax", secure=request.is_secure()
    )


def back_to(request: HttpRequest) -> str:
    """Return the page of ours to go back to, named in the form or the address."""
    wanted = request.POST.get("next", "") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()})
    return wanted if is_ours else "/"
