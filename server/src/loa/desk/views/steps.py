"""The buttons of a bulletin's page: each does one thing, or says why not on the same page."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from loa_protocol.errors import NotFound, Refusal

from loa.desk.forms import ReturnForm
from loa.desk.steps import OF_A_BULLETIN
from loa.desk.views.bulletins import bulletin_page
from loa.domain.bulletins import NeedsReason
from loa.web import actor, refusals
from loa.web.forms import show
from loa.web.posting import posted


@posted("desk:bulletin", "bulletin_id")
def step(request: HttpRequest, bulletin_id: int, step: str) -> HttpResponse:
    """Do what a button says, and come back to the bulletin."""
    if step not in OF_A_BULLETIN:
        raise NotFound(step=step)
    do, done = OF_A_BULLETIN[step]
    try:
        do(actor(request), bulletin_id, request.POST)
    except NotFound:
        raise
    except Refusal as refusal:
        return _refused(request, bulletin_id, refusal)
    if step == "approve" and request.POST.get("then") == "release":
        messages.success(request, _("Đã duyệt, loa chưa phát. Hãy chọn nơi phát."))
        return _to("desk:release", bulletin_id)
    messages.success(request, done)
    return _to("desk:bulletin", bulletin_id)


def _to(name: str, bulletin_id: int) -> HttpResponse:
    address = reverse(name, args=[bulletin_id])
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)


def _refused(request: HttpRequest, bulletin_id: int, refusal: Refusal) -> HttpResponse:
    """Show the same page again, with what was typed and why it was refused."""
    if isinstance(refusal, NeedsReason):
        form = ReturnForm(request.POST)
        form.is_valid()
        refusal.facts["field"] = "reason"
        status = show(refusal, form)
        return bulletin_page(request, bulletin_id, return_form=form, status=status)
    return bulletin_page(
        request,
        bulletin_id,
        problem=refusals.words(refusal),
        status=refusals.status(refusal),
    )
