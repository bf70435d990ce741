"""The reading dictionary of a unit: what is in it, try it, add, change, remove."""

from http import HTTPStatus
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from loa_protocol.errors import NotFound, Refusal

from loa.desk.dictionary_forms import EntryForm, SpokenForm, TryForm
from loa.desk.dictionary_page import page_of
from loa.media import dictionary as media
from loa.web import actor
from loa.web.forms import show
from loa.web.posting import posted


@require_http_methods(["GET", "POST"])
def dictionary(request: HttpRequest) -> HttpResponse:
    """Show a unit's words with those it inherits; try them on a text; add one."""
    person = actor(request)
    trying = TryForm(request.GET)
    text = trying.cleaned_data["text"] if trying.is_valid() else ""
    shown = page_of(person, request.GET.get("unit", ""), text=text)
    form, status = EntryForm(request.POST or None), int(HTTPStatus.OK)
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                media.add_entry(person, shown.unit.path, **form.cleaned_data)
            except Refusal as refusal:
                status = show(refusal, form)
            else:
                return _back(request, _("Đã thêm vào từ điển."), shown.unit.path)
    context = {"shown": shown, "form": form, "trying": trying}
    return render(request, "desk/dictionary.html", context, status=status)


@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Change how a word is read."""
    person = actor(request)
    kept = media.entry(person, entry_id)
    form = SpokenForm(request.POST or None, initial={"spoken": kept.spoken})
    status = int(HTTPStatus.OK)
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                media.change_entry(person, entry_id, **form.cleaned_data)
            except NotFound:
                raise
            except Refusal as refusal:
                status = show(refusal, form)
            else:
                return _back(request, _("Đã sửa cách đọc."), kept.unit_path)
    return render(
        request, "desk/dictionary_entry.html", {"form": form, "entry": kept}, status=status
    )


@posted("desk:dictionary")
def remove(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Take a word out."""
    person = actor(request)
    unit = media.entry(person, entry_id).unit_path
    media.remove_entry(person, entry_id)
    return _back(request, _("Đã bỏ khỏi từ điển."), unit)


def _back(request: HttpRequest, done: str, unit: str) -> HttpResponse:
    """Return to the unit's dictionary, saying what was done."""
    messages.success(request, done)
    address = f"{reverse('desk:dictionary')}?{urlencode({'unit': unit})}"
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)
