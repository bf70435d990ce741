"""How long a visit lasts: a while without doing anything, a working day at most."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _

from loa.orgs.models import Person
from loa.web import actor
from loa.web.signin import second_step

IDLE = timedelta(hours=2)
LONGEST = timedelta(hours=12)
NOTED_EVERY = timedelta(minutes=5)
"""A visit is noted as alive this often, not at every click: each note is a write."""

OPEN_ON_THE_WAY = frozenset({"web:sign-out", "web:language", "web:display"})
OPEN_WITH_FIRST_PASSWORD = OPEN_ON_THE_WAY | {"web:password"}
OPEN_WITHOUT_SECOND_STEP = OPEN_ON_THE_WAY | {"web:set-up", "web:set-up-qr"}


class DoorMiddleware(LoginRequiredMiddleware):
    """Lead whoever has not signed in to the door, and tell them what did not get through it."""

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        """Send to the sign-in, with the way back."""
        _tell_what_was_lost(request)
        return super().handle_no_permission(request, view_func)


class VisitMiddleware(MiddlewareMixin):
    """End visits that are over, and lead people to what they must do before anything else."""

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Look at the visit before any page does."""
        if not request.user.is_authenticated:
            return None
        if _is_over(request):
            return _ended(request)
        match = request.resolver_match
        return _led_first(actor(request), match.view_name if match else "")


def _led_first(person: Person, view: str) -> HttpResponse | None:
    """Lead to a password of one's own, then to the second step; or let the page be shown.

    The password comes first: whoever made it could tie a phone of theirs to the account.
    """
    if person.has_first_password:
        is_open = view in OPEN_WITH_FIRST_PASSWORD
        return None if is_open else HttpResponseRedirect(reverse("web:password"))
    if view not in OPEN_WITHOUT_SECOND_STEP and second_step.is_missing(person):
        return HttpResponseRedirect(reverse("web:set-up"))
    return None


def _is_over(request: HttpRequest) -> bool:
    """Say whether the visit has lasted too long, and note that it lives."""
    now = timezone.now().timestamp()
    since = request.session.setdefault("since", now)
    seen = request.session.get("seen", 0.0) or since
    if now - since > LONGEST.total_seconds() or now - seen > IDLE.total_seconds():
        return True
    if now - request.session.get("seen", 0.0) > NOTED_EVERY.total_seconds():
        request.session["seen"] = now
    return False


def _ended(request: HttpRequest) -> HttpResponse:
    """Sign the person out and say why, with the way back to where they were."""
    logout(request)
    messages.info(
        request, _("Bạn đã rời máy khá lâu nên hệ thống đã đóng phiên. Mời đăng nhập lại.")
    )
    _tell_what_was_lost(request)
    query = urlencode({"next": request.get_full_path()})
    return HttpResponseRedirect(f"{reverse('web:sign-in')}?{query}")


def _tell_what_was_lost(request: HttpRequest) -> None:
    """Say plainly that what came with an ended visit was not kept."""
    if request.method == "POST":
        messages.warning(
            request, _("Điều bạn vừa gửi chưa được lưu. Đăng nhập lại, rồi gửi lần nữa.")
        )
