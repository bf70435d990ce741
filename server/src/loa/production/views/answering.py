"""Answer a form: show it, do what was asked, show a refusal at its field."""

from collections.abc import Callable
from http import HTTPStatus

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from loa_protocol.errors import NotFound, Refusal

from loa.web.forms import show


def answered(
    request: HttpRequest,
    form: Form,
    template: str,
    context: dict[str, object],
    *,
    do: Callable[[], object],
    then: str,
) -> HttpResponse:
    """Show a form; do what was asked; show a refusal at the form, with what was typed."""
    status = int(HTTPStatus.OK)
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                do()
            except NotFound:
                raise
            except Refusal as refusal:
                status = show(refusal, form)
            else:
                return HttpResponseRedirect(then, status=HTTPStatus.SEE_OTHER)
    return render(request, template, context, status=status)
