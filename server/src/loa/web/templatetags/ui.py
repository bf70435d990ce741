"""Give templates the design system: `{% load ui %}`.

`{% icon "clock" %}` · `{% chip "ok" _("Trực tuyến") %}` · `{% notice "bad" words %}` ·
`{% meter 40 "ok" %}` · `{{ ms|lasting }}` · `{{ moment|moment }}` ·
`{{ code|said }}`
"""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loa.web import refusals
from loa.web.map import MARKS, State

register = template.Library()

SIGNS = {
    "ok": "circle-check",
    "wait": "hourglass",
    "bad": "octagon-alert",
    "info": "info",
    "idle": "circle-dashed",
}
"""Which picture stands for which state; the colour never speaks alone."""

KINDS = {"success": "ok", "error": "bad", "warning": "wait", "debug": "info"}
"""Django's names for the levels of a message, in ours."""


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon of the sprite. It is decoration; the word beside it speaks."""
    return _drawn(name, static("web/icons.svg"))


@cache
def _drawn(name: str, address: str) -> SafeString:
    """Draw it once: a page shows dozens, of a few kinds."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        address,
        name,
    )


@register.simple_tag
def chip(state: str, words: str, sign: str = "") -> SafeString:
    """Show a state as colour, picture and word."""
    picture = icon(sign or SIGNS[state])
    return format_html('<span class="chip chip-{}">{}{}</span>', state, picture, words)


@register.inclusion_tag("web/_notice.html")
def notice(kind: str, words: str) -> dict[str, Any]:
    """Show a sentence that must be read: `ok`, `wait`, `bad` or `info`."""
    kind = KINDS.get(kind, kind)
    return {"kind": kind, "sign": SIGNS[kind], "words": words}


@register.simple_tag
def meter(percent: float, state: str = "") -> SafeString:
    """Draw how full something is. Say the figure beside it: the bar is decoration."""
    shown = max(0, min(100, round(percent)))
    return format_html(
        '<svg class="meter meter-{}" viewBox="0 0 100 10" preserveAspectRatio="none"'
        ' aria-hidden="true"><rect width="{}" height="10" fill="currentColor"/></svg>',
        state,
        shown,
    )


@register.simple_tag
def map_mark(state: State) -> SafeString:
    """Draw the shape that stands for a state on a map, for its legend."""
    return format_html(
        '<svg viewBox="-10 -10 20 20" aria-hidden="true"><path class="mark mark-{}" d="{}"/></svg>',
        state,
        MARKS[state],
    )


@register.filter
def lasting(milliseconds: int) -> str:
    """Say how long something takes, to the second: "1 phút 20 giây"."""
    minutes, seconds = divmod(round(milliseconds / 1000), 60)
    said = []
    if minutes:
        said.append(ngettext("%(n)d phút", "%(n)d phút", minutes) % {"n": minutes})
    if seconds or not minutes:
        said.append(ngettext("%(n)d giây", "%(n)d giây", seconds) % {"n": seconds})
    return " ".join(said)


@register.filter
def moment(value: datetime) -> SafeString:
    """Say when: the hour, and the day unless it is today."""
    local = timezone.localtime(value)
    words = date_format(local, "H:i")
    day = local.date() - timezone.localdate()
    if day == timedelta(days=1):
        words = _("%(hour)s ngày mai") % {"hour": words}
    elif day == timedelta(days=-1):
        words = _("%(hour)s hôm qua") % {"hour": words}
    elif day:
        words = f"{words}, {date_format(local, 'd/m/Y')}"
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), words)


@register.filter
def said(code: str) -> str:
    """Say the code of a refusal, as it came back in a receipt or from a job."""
    return refusals.said(code)


@register.filter
def is_tick(field: BoundField) -> bool:
    """Say whether a field is one box to tick, whose label stands after it."""
    return isinstance(field.field.widget, CheckboxInput)
