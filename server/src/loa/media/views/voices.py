"""Let administrators look after the voices that read: bring one, accept its licence, remove it."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from loa_protocol.errors import NotFound, Refusal

from loa.domain.languages import name_of
from loa.media import queries
from loa.media import voices as actions
from loa.media.forms import VoiceForm
from loa.orgs import queries as orgs
from loa.web import actor
from loa.web.forms import show
from loa.web.posting import posted


@require_http_methods(["GET", "HEAD", "POST"])
def voices(request: HttpRequest) -> HttpResponse:
    """List the voices that are here, and take in another."""
    form = VoiceForm(request.POST or None, request.FILES or None)
    status = int(HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK)
    if form.is_valid():
        try:
            brought = actions.bring(actor(request), form.cleaned_data["pack"].file)
        except Refusal as refusal:
            status = show(refusal, form)
        else:
            return _back_to("media:voice", brought.pk)
    context = {
        "form": form,
        "looks_after": queries.looks_after_voices(actor(request)),
        "rows": [(each, name_of(each.language)) for each in queries.installed_voices()],
        "others": [
            (each, name_of(each.language))
            for each in queries.voices()
            if each.engine != queries.OF_PACKS
        ],
    }
    return render(request, "media/voices.html", context, status=status)


@require_safe
def voice(request: HttpRequest, voice_id: int) -> HttpResponse:
    """Show a voice, where it comes from, and its licence; to its keepers also who brought it."""
    shown = queries.installed_voice(voice_id)
    looks_after = queries.looks_after_voices(actor(request))
    asked = {str(shown.brought_by), str(shown.accepted_by)} if looks_after else set()
    names = orgs.names_of(asked)
    context = {
        "voice": shown,
        "looks_after": looks_after,
        "language": name_of(shown.language),
        "brought_by": names.get(str(shown.brought_by), ""),
        "accepted_by": names.get(str(shown.accepted_by), ""),
    }
    return render(request, "media/voice.html", context)


@posted("media:voice", "voice_id")
def accept(request: HttpRequest, voice_id: int) -> HttpResponse:
    """Accept the licence, so that the voice reads."""
    _only_for_keepers(request)
    accepted = actions.accept_licence(actor(request), voice_id)
    messages.success(request, _("Giọng “%(name)s” đã dùng được.") % {"name": accepted.name})
    return _back_to("media:voice", accepted.pk)


@posted("media:voice", "voice_id")
def remove(request: HttpRequest, voice_id: int) -> HttpResponse:
    """Remove a voice."""
    _only_for_keepers(request)
    removed = actions.remove(actor(request), voice_id)
    messages.success(request, _("Đã gỡ giọng “%(name)s”.") % {"name": removed.name})
    return _back_to("media:voices")


def _only_for_keepers(request: HttpRequest) -> None:
    """For all but the keepers of voices this address does not exist."""
    if not queries.looks_after_voices(actor(request)):
        raise NotFound(voice="any")


def _back_to(name: str, *arguments: int) -> HttpResponse:
    return HttpResponseRedirect(reverse(name, args=arguments), status=HTTPStatus.SEE_OTHER)
