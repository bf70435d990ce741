"""Put a programme together: its parts in order, cut by ear and eye, with music under them."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final

from csp.constants import NONCE
from csp.decorators import csp_update
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from loa_protocol.errors import NotFound, Refusal

from loa.bulletins import programmes
from loa.bulletins.programmes import Place
from loa.desk.programme_forms import FindForm, MusicForm, PartForm, SendForm, id_of
from loa.desk.programme_page import Bound, page_of
from loa.desk.programme_steps import BUTTONS
from loa.desk.steps import number_in
from loa.domain.arrangement import BadFade, BadGap, BadLevel, BadTrim
from loa.media.refusals import SoundRefused
from loa.web import actor, refusals
from loa.web.forms import show
from loa.web.posting import posted

FIELDS: Final[Mapping[type[Refusal], str]] = {
    BadTrim: "to_ms",
    BadFade: "fade_out_ms",
    BadGap: "gap_ms",
    BadLevel: "level_db",
}
"""At which field of a part a refusal stands."""


@require_safe
def programme(request: HttpRequest, bulletin_id: int, language: str) -> HttpResponse:
    """Show the parts of a programme, and where others are found."""
    return _page(request, Place(bulletin_id=bulletin_id, language=language))


@posted("desk:programme", "bulletin_id", "language")
def step(request: HttpRequest, bulletin_id: int, language: str, step: str) -> HttpResponse:
    """Do what a button or a form of the page says, and come back to it."""
    place = Place(bulletin_id=bulletin_id, language=language)
    if step in FORMS:
        return FORMS[step](request, place)
    if step not in BUTTONS:
        raise NotFound(step=step)
    try:
        BUTTONS[step](actor(request), place, request.POST)
    except NotFound:
        raise
    except Refusal as refusal:
        words, status = refusals.words(refusal), refusals.status(refusal)
        return _page(request, place, problem=words, status=status)
    return _back(place, request.POST.get("at", ""))


def _send(request: HttpRequest, place: Place) -> HttpResponse:
    """Add what was recorded or chosen here, as a part or as music."""
    form, person = SendForm(request.POST, request.FILES), actor(request)

    def do() -> object:
        given = form.cleaned_data
        if given["use"] == SendForm.MUSIC:
            return programmes.send_music(person, place, form.sent())
        return programmes.send(person, place, form.sent(), key=given["key"])

    return _asked(request, place, form, Bound(send=form), do=do, at="parts")


def _cut(request: HttpRequest, place: Place) -> HttpResponse:
    """Cut a part."""
    which = number_in(request.POST, "which")
    form = PartForm(request.POST, auto_id=id_of(which))
    bound = Bound(part=which, cut=form)
    return _asked(
        request,
        place,
        form,
        bound,
        do=lambda: programmes.cut(actor(request), place, which, form.cut()),
        at=f"part-{which}",
    )


def _level(request: HttpRequest, place: Place) -> HttpResponse:
    """Say how the music lies under the parts."""
    form = MusicForm(request.POST, auto_id="music_%s")
    return _asked(
        request,
        place,
        form,
        Bound(music=form),
        do=lambda: programmes.level_music(actor(request), place, **form.cleaned_data),
        at="music",
    )


def _asked(
    request: HttpRequest,
    place: Place,
    form: Form,
    bound: Bound,
    *,
    do: Callable[[], object],
    at: str,
) -> HttpResponse:
    """Do what a form asks; show a refusal at the form, with what was typed."""
    status = int(HTTPStatus.UNPROCESSABLE_ENTITY)
    if form.is_valid():
        try:
            do()
        except NotFound:
            raise
        except Refusal as refusal:
            field = "upload" if isinstance(refusal, SoundRefused) else FIELDS.get(type(refusal))
            refusal.facts.setdefault("field", field)
            status = show(refusal, form)
        else:
            return _back(place, at)
    return _page(request, place, bound=bound, status=status)


def _page(
    request: HttpRequest,
    place: Place,
    *,
    bound: Bound | None = None,
    problem: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    find = FindForm(request.GET)
    context = {"shown": page_of(actor(request), place, find=find, bound=bound), "problem": problem}

    # The waveform brings a style sheet into its shadow; this page alone lets that in.
    @csp_update({"style-src": [NONCE]})
    def answer(request: HttpRequest) -> HttpResponse:
        return render(request, "desk/programme.html", context, status=status)

    answered = answer(request)
    assert isinstance(answered, HttpResponse)
    return answered


def _back(place: Place, at: str) -> HttpResponse:
    """Return to the part of the page where the person was."""
    address = reverse("desk:programme", args=[place.bulletin_id, place.language])
    where = f"#{at}" if at.replace("-", "").isalnum() else ""
    return HttpResponseRedirect(address + where, status=HTTPStatus.SEE_OTHER)


FORMS: Final = {"send": _send, "cut": _cut, "level-music": _level}
