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
MEND = "mend"
"""The tab of what came back, or whose sound could not be made: no state alone says so."""
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
    if tab == MEND:
        found = queries.to_mend(actor(request))
    else:
        states = [state.value for state in TABS.get(tab, TABS["all"])]
        found = queries.latest_versions(actor(request)).filter(state__in=states)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "desk/bulletins.html",
        {
            "page": page,
            "rows": rows(page.object_list),
            "tab": tab if tab in {*TABS, MEND} else "all",
        },
    )


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """List what the person may approve, the one that waits longest first."""
    return render(request, "desk/waiting.html", {"rows": rows(queries.waiting(actor(request)))})
