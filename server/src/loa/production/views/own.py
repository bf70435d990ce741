"""The page of a contributor with an account: give something, learn what became of the rest."""

from datetime import timedelta
from typing import Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from loa.domain.permissions import Duty
from loa.media.refusals import SoundRefused
from loa.orgs import queries as orgs
from loa.production import given, giving
from loa.production.giving_forms import CONSENT, OwnGiftForm
from loa.production.views.answering import answered
from loa.web import actor
from loa.web.throttle import knock

GIFTS_A_DAY: Final = 50
"""How much one contributor may send in a day: what fills a disk comes slowly."""
A_PAGE: Final = 50


@require_http_methods(["GET", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """Take words or sound with the consent; list what was given before."""
    person = actor(request)
    units = orgs.units_for(person, Duty.CONTRIBUTE)
    if not units:
        raise PermissionDenied
    form = OwnGiftForm(units, request.POST or None, request.FILES or None)
    return answered(
        request,
        form,
        "production/own.html",
        {"form": form, "found": given.own(person)[:A_PAGE], "now": timezone.now()},
        do=lambda: _give(request, form),
        then=reverse("production:own"),
    )


def _give(request: HttpRequest, form: OwnGiftForm) -> None:
    person = actor(request)
    knock(f"give-person:{person.pk}", most=GIFTS_A_DAY, per=timedelta(days=1))
    asked = form.cleaned_data
    try:
        giving.give_as(
            person,
            asked["unit"],
            form.gift(),
            upload=asked["upload"],
            consent_words=str(CONSENT),
        )
    except SoundRefused as refusal:
        refusal.facts.setdefault("field", "upload")
        raise
    messages.success(
        request, _("Cảm ơn bạn. Cán bộ truyền thanh sẽ xem và quyết định có dùng hay không.")
    )
