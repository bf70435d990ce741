"""Owns the shared shell of every page: design, sign-in, actor, refusals, map, live updates."""

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from django.http import HttpRequest

    from loa.orgs.models import Person


def actor(request: "HttpRequest") -> "Person":
    """Return the person who asks: everybody who gets past the door has signed in.

    A page that only shows reads their duties once; whatever changes something reads them afresh.
    """
    person = cast("Person", request.user)
    if request.method in {"GET", "HEAD"}:
        person.read_duties_once()
    return person
