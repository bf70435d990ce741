"""The page for people outside: no account, a link, and a sentence in answer."""

from datetime import timedelta
from http import HTTPStatus
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from loa_protocol.errors import Refusal

from loa.domain.contributions import LinkClosed
from loa.media.refusals import SoundRefused
from loa.production import given, giving
from loa.production.giving_forms import CONSENT, GuestGiftForm
from loa.web.forms import show
from loa.web.throttle import address_of, knock

LOOKS: Final = 60
"""How often one address may try a link in ten minutes: plenty for people, little for guessing."""
GIFTS: Final = 5
"""How much one address may send in ten minutes."""
GIFTS_A_DAY: Final = 50
"""How much may be given by one link in a day: what fills a disk comes slowly."""
STRETCH: Final = timedelta(minutes=10)


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for words or sound, a name and the consent; thank for them."""
    knock(f"give-look:{address_of(request)}", most=LOOKS, per=STRETCH)
    link = given.open_link(token)
    is_sent = request.method == "POST"
    form = GuestGiftForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        initial={"organisation": link.organisation},
    )
    status = int(HTTPStatus.OK)
    if is_sent:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                return _taken(request, token, link.pk, form)
            except LinkClosed:
                raise
            except Refusal as refusal:
                if isinstance(refusal, SoundRefused):
                    refusal.facts.setdefault("field", "upload")
                status = show(refusal, form)
    context = {"form": form, "link": link, "is_given": "given" in request.GET}
    return render(request, "production/give.html", context, status=status)


def _taken(request: HttpRequest, token: str, link_id: int, form: GuestGiftForm) -> HttpResponse:
    knock(f"give:{address_of(request)}", most=GIFTS, per=STRETCH)
    knock(f"give-link:{link_id}", most=GIFTS_A_DAY, per=timedelta(days=1))
    upload = form.cleaned_data["upload"]
    giving.give(token, form.gift(), upload=upload, consent_words=str(CONSENT))
    address = reverse("production:give", args=[token])
    return HttpResponseRedirect(f"{address}?given", status=HTTPStatus.SEE_OTHER)
