"""Lists of bulletins: all of mine, and what waits for me."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from loa.bulletins import queries
from loa.desk.shown import rows
from loa.domain.bulletins import CLEARED, EDITABLE, State
from loa.web import actor

ON_A_PAGE = 20
TABS = {
    "all": frozenset(State),
    "desk": EDITABLE,
    "waiting": frozenset({State.SUBMITTED}),
    "cleared": CLEARED,
}


@require_safe
def bulletins(request: HttpRequest) -> HttpResponse:
    """List the bulletins of the person's units, the newest first."""
    tab = request.GET.get("tab", "all")
    states = TABS.get(tab, TABS["all"])
    versions = queries.latest_versions(actor(request))
    found = versions.filter(state__in=[state.value for state in states])
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "desk/bulletins.html",
        {"page": page, "rows": rows(page.object_list), "tab": tab if tab in TABS else "all"},
    )


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """List what the person may approve, the one that waits longest first."""
    return render(request, "desk/waiting.html", {"rows": rows(queries.waiting(actor(request)))})
