"""Give templates the sound parts: `{% load sound %}`.

`{% player kept.sound %}` · `{% recorder form.upload %}` ·
`{% waveform kept.sound %}` with `{% waveform_scripts request %}` ·
`{% sound_scripts %}` in the block `scripts` · `{% sound_styles %}` in the block `head`
"""

from typing import Any

from django import template
from django.forms import BoundField
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import number_format

from loa.media import queries
from loa.media.audio.values import Bounds
from loa.media.models import Sound

register = template.Library()


@register.inclusion_tag("media/_player.html")
def player(sound: Sound) -> dict[str, Any]:
    """Show a sound: to hear, still being made, or why it cannot be used."""
    return {"sound": sound, "sources": _sources(sound), "loudness": _loudness(sound)}


@register.inclusion_tag("media/_recorder.html")
def recorder(field: BoundField) -> dict[str, Any]:
    """Show a file field that can also be filled by recording here."""
    return {"field": field, "most_seconds": Bounds().seconds}


@register.inclusion_tag("media/_waveform.html")
def waveform(sound: Sound) -> dict[str, Any]:
    """Offer to see a sound and cut it, above the fields `from_ms` and `to_ms` of the same form."""
    return {"sound": sound, "sources": _sources(sound)}


@register.inclusion_tag("media/_waveform_scripts.html")
def waveform_scripts(request: HttpRequest) -> dict[str, Any]:
    """Load what draws waveforms; its style sheet passes by the nonce of this answer."""
    return {"nonce": str(request.csp_nonce)}  # type: ignore[attr-defined]


@register.inclusion_tag("media/_scripts.html")
def sound_scripts() -> dict[str, Any]:
    """Load what recording and waiting need. Pages work without it."""
    return {}


@register.inclusion_tag("media/_styles.html")
def sound_styles() -> dict[str, Any]:
    """Load how the sound parts look."""
    return {}


def _sources(sound: Sound) -> list[tuple[str, str]]:
    """List the addresses a browser may choose from, with the kind of each."""
    if not sound.is_to_hear:
        return []
    return [
        (reverse("media:listen", args=[sound.pk, each.codec]), kind)
        for each, kind in queries.to_listen(sound)
    ]


def _loudness(sound: Sound) -> str:
    """Say how loud it is, "−16,0 LUFS"."""
    if sound.lufs is None:
        return ""
    return f"{number_format(sound.lufs, decimal_pos=1).replace('-', '−')} LUFS"
