"""Owns the shared shell of every page: design, sign-in, actor, refusals, map, live updates."""

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from django.http import HttpRequest

    from loa.orgs.models import Person


def actor(request: "HttpRequest") -> "Person":
    """Return the person who asks: everybody who gets past the door has signed in."""
    return cast("Person", request.user)
