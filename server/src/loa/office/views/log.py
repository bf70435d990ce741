"""The audit log as people read it."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from loa.audit import queries as log_queries
from loa.office.forms import LogForm
from loa.office.log_lines import in_words
from loa.orgs import queries
from loa.web import actor

AT_A_TIME = 50


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Show who did what in the units that one administers or inspects, the newest first."""
    reach = queries.house_of(actor(request))
    form = LogForm(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    if chosen.get("unit"):
        chosen["unit"] = queries.path_behind(chosen["unit"])
    found = log_queries.entries(reach, **chosen)
    page = Paginator(found, AT_A_TIME).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "lines": in_words(page.object_list),
        "check": log_queries.last_check(),
    }
    return render(request, "office/log.html", context)
