"""Answer those who watch over the site."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse


@login_not_required
def alive(_request: HttpRequest) -> HttpResponse:
    """Say that the web server answers. Asks nobody else, so it never blames the wrong one."""
    return HttpResponse("ok\n", content_type="text/plain")
