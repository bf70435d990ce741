"""Give every template what the shell shows: who asks, their ways in, how they like to see it."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from loa.web import actor, display
from loa.web.ways import Way, ways_for


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownWay:
    """A way in as this request sees it."""

    label: str
    address: str
    icon: str
    is_here: bool
    waiting: int


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return what `base.html` needs."""
    shown: dict[str, Any] = {
        "theme": display.theme(request),
        "text_size": display.text_size(request),
    }
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return shown
    person = actor(request)
    ways = [_as_shown(way, request) for way in ways_for(person)]
    return {**shown, "person": person, "ways": ways}


def _as_shown(way: Way, request: HttpRequest) -> ShownWay:
    """See a way in from where the person stands."""
    address = way.address
    return ShownWay(
        label=str(way.label),
        address=address,
        icon=way.icon,
        is_here=request.path.startswith(address),
        waiting=way.count(actor(request)) if way.count else 0,
    )
