"""Let whoever approves for a unit switch the robot voice on or off for its sessions."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from loa.bulletins import robots
from loa.domain.permissions import Duty
from loa.orgs import queries as orgs
from loa.web import actor


@require_http_methods(["GET", "HEAD", "POST"])
def robot_voice(request: HttpRequest) -> HttpResponse:
    """Show and change it, unit by unit."""
    if request.method == "POST":
        return _switched(request)
    units = list(orgs.units_for(actor(request), Duty.APPROVE))
    if not units:
        raise PermissionDenied
    rows = [(unit, robots.is_on(unit.path)) for unit in units]
    return render(request, "desk/robot_voice.html", {"rows": rows})


def _switched(request: HttpRequest) -> HttpResponse:
    """Do what the button says."""
    unit = request.POST.get("unit", "")
    if request.POST.get("do") == "on":
        robots.switch_on(actor(request), unit)
        messages.success(request, _("Đã bật giọng máy cho buổi phát."))
    else:
        robots.switch_off(actor(request), unit)
        messages.success(request, _("Đã tắt giọng máy cho buổi phát."))
    return HttpResponseRedirect(reverse("desk:robot-voice"), status=HTTPStatus.SEE_OTHER)
