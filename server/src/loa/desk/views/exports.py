"""Take a bulletin elsewhere: on paper, to a broadcaster, as a podcast."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from loa_protocol.errors import NotFound

from loa.bulletins import exports, queries, scripts, transcripts
from loa.desk.taken import KINDS, taken_of
from loa.domain.bulletins import CLEARED, State
from loa.domain.languages import name_of
from loa.web import actor


@require_http_methods(["GET", "POST"])
def export(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    """Show what can be taken elsewhere; have one file made."""
    person = actor(request)
    of = queries.bulletin(person, bulletin_id)
    if request.method == "POST":
        kind = KINDS.get(request.POST.get("kind", ""))
        language = request.POST.get("language", "")
        if kind is None or exports.ask(person, bulletin_id, language, kind) is None:
            raise NotFound(bulletin=bulletin_id)
        messages.success(request, _("Đang tạo tệp. Tải lại trang sau ít giây."))
        address = reverse("desk:export", args=[bulletin_id])
        return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)
    context = {"bulletin": of, "taken": taken_of(person, bulletin_id)}
    return render(request, "desk/export.html", context)


@require_safe
def script(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    """Hand over script and cue sheet as a PDF."""
    person = actor(request)
    of = queries.bulletin(person, bulletin_id)
    name = f"{of.year}-{of.number}.pdf"
    answer = HttpResponse(scripts.pdf(person, bulletin_id), content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(False, name) or ""  # noqa: FBT003 - shown, not saved
    return answer


@require_safe
def readout(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    """Show the words large, to be printed and read through a megaphone."""
    version = queries.to_be_read_out(actor(request), bulletin_id)
    heard = transcripts.confirmed(version)
    context = {
        "bulletin": version.bulletin,
        "texts": [
            (text, name_of(text.language), heard.get(text.language)) for text in version.texts()
        ],
        "label": transcripts.label(),
        "is_cleared": version.state in CLEARED,
        "is_withdrawn": version.state == State.WITHDRAWN,
    }
    return render(request, "desk/readout.html", context)
