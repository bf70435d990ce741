"""Serve the pages that belong to nobody else: home, menu, account, the style guide."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from loa.domain.permissions import Duty
from loa.web import actor, showroom
from loa.web.ways import duties_today, ways_for


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead to where the person's work is, or say that nothing is entrusted to them yet."""
    ways = ways_for(actor(request))
    if ways:
        return HttpResponseRedirect(ways[0].address)
    return render(request, "web/no_duty.html")


@require_safe
def menu(request: HttpRequest) -> HttpResponse:
    """List every way in, for phones whose bar holds only four."""
    return render(request, "web/menu.html", {"at_menu": True})


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Show every part of the design system, to those who work on it."""
    if not (settings.DEBUG or Duty.ADMINISTRATOR in duties_today(actor(request))):
        raise PermissionDenied
    return render(request, "web/style.html", showroom.everything())
