"""The phrase bank: what the announcer recorded once, and what is still missing."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from loa_protocol.errors import Refusal

from loa.desk.phrase_forms import PhraseForm, WhichForm
from loa.domain.permissions import Duty
from loa.media import phrases
from loa.media.refusals import SoundRefused
from loa.orgs import queries as orgs
from loa.web import actor
from loa.web.forms import show
from loa.web.posting import posted


@require_http_methods(["GET", "POST"])
def bank(request: HttpRequest) -> HttpResponse:
    """List the phrases of a unit in one language; record another."""
    person = actor(request)
    units = list(orgs.units_for(person, Duty.WRITE))
    if not units:
        raise PermissionDenied
    which = WhichForm(request.GET, units=units)
    unit, language = which.asked()
    form = PhraseForm(request.POST or None, request.FILES or None, initial=_begun(request))
    status = int(HTTPStatus.OK)
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                phrases.record(person, unit, language, form.said())
            except Refusal as refusal:
                if isinstance(refusal, SoundRefused):
                    refusal.facts.setdefault("field", "upload")
                status = show(refusal, form)
            else:
                messages.success(request, _("Đã ghi vào kho câu."))
                return HttpResponseRedirect(request.get_full_path(), status=HTTPStatus.SEE_OTHER)
    context = {
        "which": which,
        "form": form,
        "unit": unit,
        "language": language,
        "phrases": phrases.phrases(person, unit, language),
        "missing": phrases.still_to_record(person, unit, language),
    }
    return render(request, "desk/phrases.html", context, status=status)


@posted("desk:phrases")
def take_out(request: HttpRequest, phrase_id: int) -> HttpResponse:
    """Use a phrase no more."""
    phrase = phrases.take_out(actor(request), phrase_id)
    messages.success(request, _("Đã bỏ khỏi kho câu."))
    address = f"{reverse('desk:phrases')}?language={phrase.language}"
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)


def _begun(request: HttpRequest) -> dict[str, str]:
    """Fill in the words that somebody tapped in the list of what is missing."""
    return {"text": request.GET.get("say", "")[:300]}
