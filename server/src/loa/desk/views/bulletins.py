"""One bulletin: read and hear it, change it while it is on the desk."""

from collections.abc import Callable
from http import HTTPStatus

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from loa_protocol.errors import NotFound, Refusal
from loa_protocol.priority import Klass

from loa.bulletins import actions, queries
from loa.desk.forms import DetailsForm, ReturnForm, WordingForm, choices_of
from loa.desk.kept import kept_of
from loa.desk.retention_forms import HoldForm
from loa.desk.shown import page_of
from loa.domain.languages import NAMES
from loa.media.refusals import SoundRefused
from loa.stations import queries as stations
from loa.web import actor
from loa.web.forms import show


@require_safe
def bulletin(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    """Show a bulletin: exact words, sound, length, history, next steps."""
    return bulletin_page(request, bulletin_id)


def bulletin_page(
    request: HttpRequest,
    bulletin_id: int,
    *,
    problem: str = "",
    return_form: ReturnForm | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """Show a bulletin, with a refusal on top where a step was refused."""
    context = {
        "shown": page_of(actor(request), bulletin_id),
        "problem": problem,
        "return_form": return_form or ReturnForm(),
        "kept": kept_of(actor(request), bulletin_id),
        "hold_form": HoldForm(),
    }
    return render(request, "desk/bulletin.html", context, status=status)


@require_http_methods(["GET", "POST"])
def wording(request: HttpRequest, bulletin_id: int, language: str = "") -> HttpResponse:
    """Write, record or upload one language of a draft."""
    person = actor(request)
    of = queries.bulletin(person, bulletin_id)
    form = _wording_form(request, bulletin_id, language)
    context = {"form": form, "bulletin": of, "language": NAMES.get(language, "")}
    return asked(
        request,
        form,
        "desk/wording.html",
        context,
        do=lambda: actions.put_wording(person, bulletin_id, form.wording()),
    )


@require_http_methods(["GET", "POST"])
def details(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    """Change what a draft is called, how urgent it is and where it is wanted."""
    person = actor(request)
    of = queries.bulletin(person, bulletin_id)
    clusters = stations.clusters_for(person).filter(station__unit__path=of.unit_path)
    form = DetailsForm(
        request.POST or None,
        initial={"title": of.title, "klass": of.klass, "clusters": of.clusters},
        clusters=choices_of(clusters.values_list("code", "name")),
    )

    def change() -> object:
        given = form.cleaned_data
        return actions.change(
            person,
            bulletin_id,
            title=given["title"],
            klass=Klass(given["klass"]),
            clusters=given["clusters"],
        )

    return asked(request, form, "desk/details.html", {"form": form, "bulletin": of}, do=change)


def _wording_form(request: HttpRequest, bulletin_id: int, language: str) -> WordingForm:
    """Fill in what the version holds for a language, or offer those it does not hold yet."""
    initial = {}
    if language:
        kept = queries.text_in(actor(request), bulletin_id, language)
        initial = {"language": language, "text": kept.text, "speaker": kept.speaker}
    form = WordingForm(request.POST or None, request.FILES or None, initial=initial)
    form.fields["language"].disabled = bool(language)
    return form


def asked(
    request: HttpRequest,
    form: Form,
    template: str,
    context: dict[str, object],
    *,
    do: Callable[[], object],
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
                if isinstance(refusal, SoundRefused):
                    refusal.facts.setdefault("field", "upload")
                status = show(refusal, form)
            else:
                of = context["bulletin"]
                address = reverse("desk:bulletin", args=[of.pk])  # type: ignore[attr-defined]
                return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)
    return render(request, template, context, status=status)
