"""Write down what is heard in a recording, and confirm it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from loa.bulletins import queries, transcripts
from loa.desk.forms import TranscriptForm
from loa.desk.steps import number_in
from loa.desk.transcript_shown import page_of
from loa.desk.views.bulletins import asked
from loa.web import actor


@require_http_methods(["GET", "POST"])
def transcript(request: HttpRequest, bulletin_id: int, language: str) -> HttpResponse:
    """Put a draft right, or write by hand, beside the sound; confirm the words."""
    person = actor(request)
    text = queries.text_in(person, bulletin_id, language)
    page = page_of(person, text)
    form = TranscriptForm(request.POST or None, initial={"words": page.written.to_begin_with})

    def confirm() -> object:
        words, seen = form.cleaned_data["words"], number_in(request.POST, "seen")
        return transcripts.confirm(person, bulletin_id, language, words, seen=seen)

    context = {"form": form, "page": page, "bulletin": page.bulletin}
    return asked(request, form, "desk/transcript.html", context, do=confirm)
