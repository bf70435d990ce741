"""Let people hear a sound, and see how far its making came."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from loa.media import exports, hearings, queries
from loa.media.serving import file_response
from loa.web import actor
from loa.web.posting import posted


@require_safe
def listen(request: HttpRequest, sound_id: int, codec: str) -> HttpResponseBase:
    """Play a sound to somebody whose duties reach its unit."""
    sound = queries.sound(actor(request), sound_id)
    rendition = queries.rendition(sound, "listen", codec)
    return file_response(request, rendition.file_id, rendition.file.media_type)


@posted("media:player", "sound_id")
def heard(request: HttpRequest, sound_id: int) -> HttpResponse:
    """Take the player's word that somebody heard a sound to its end."""
    hearings.note_heard(actor(request), sound_id)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@never_cache
@require_safe
def player(request: HttpRequest, sound_id: int) -> HttpResponse:
    """Give the player alone, for a page that waits for a sound to be made."""
    sound = queries.sound(actor(request), sound_id)
    return render(request, "media/player.html", {"sound": sound})


@require_safe
def export(request: HttpRequest, export_id: int) -> HttpResponseBase:
    """Hand over a file that was written for another house."""
    found = exports.export(actor(request), export_id)
    assert found.file is not None
    answer = file_response(request, found.file.digest, found.file.media_type)
    answer["Content-Disposition"] = content_disposition_header(True, found.name) or ""  # noqa: FBT003 - as an attachment
    return answer
