"""Units: find one, walk the tree, look after the villages of a commune."""

from http import HTTPStatus

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from loa_protocol.errors import NotFound

from loa.domain.areas import Level
from loa.domain.languages import name_of
from loa.office.forms import LanguagesForm, SearchForm, VillageForm
from loa.orgs import actions, history, listening, queries
from loa.web import actor
from loa.web.forms import show
from loa.web.posting import posted

AT_A_TIME = 50


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """Search all units by name, or begin at the provinces. Units are public."""
    form = SearchForm(request.GET or None)
    typed = form.cleaned_data["q"] if form.is_valid() else ""
    found = queries.search(typed) if typed else queries.provinces()
    page = Paginator(found, AT_A_TIME).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "typed": typed,
        "page": page,
        "found": history.placed(page.object_list),
        "former": history.search_former(typed) if typed else [],
        "own": history.placed(queries.own_units(actor(request))),
    }
    return render(request, "office/units.html", context)


@require_safe
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """Show a unit: what it is, what it was, what lies inside it."""
    found = queries.unit(code)
    inside = queries.children_of(found.as_path())
    page = Paginator(inside, AT_A_TIME).get_page(request.GET.get("page"))
    context = {
        "unit": found,
        "above": queries.above(found.as_path()),
        "page": page,
        "inside": [history.Placed(unit=one, where="") for one in page.object_list],
        "records": queries.records_of(code),
        "made_of": history.made_of(found),
        "is_commune": found.level == Level.COMMUNE,
        "is_village": found.level == Level.VILLAGE,
        "languages": [name_of(one) for one in listening.languages_of(code)],
        "looks_after": queries.may_look_after(actor(request), found),
    }
    return render(request, "office/unit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_village(request: HttpRequest, code: str) -> HttpResponse:
    """Add a village below a commune that one looks after."""
    commune = queries.own_unit(actor(request), code)
    if commune.level != Level.COMMUNE:
        raise NotFound(unit=code)
    form = VillageForm(request.POST if request.method == "POST" else None)
    status = int(HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK)
    if form.is_valid():
        try:
            village = actions.add_village(actor(request), commune_code=code, **form.cleaned_data)
        except actions.VillageExists as refusal:
            status = show(refusal, form)
        else:
            messages.success(request, _("Đã thêm %(unit)s.") % {"unit": village})
            return redirect("office:unit", code)
    context = {"form": form, "unit": commune}
    return render(request, "office/add_village.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def languages(request: HttpRequest, code: str) -> HttpResponse:
    """Say in which languages the people of a commune or village listen."""
    person = actor(request)
    found = queries.own_unit(person, code)
    if found.level < Level.COMMUNE:
        raise NotFound(unit=code)
    form = LanguagesForm.showing(listening.languages_of(code))
    if request.method == "POST":
        form = LanguagesForm(request.POST)
        if form.is_valid():
            actions.set_languages(person, code, form.languages())
            messages.success(request, _("Đã ghi ngôn ngữ của %(unit)s.") % {"unit": found})
            return redirect("office:unit", code)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    context = {"form": form, "unit": found, "is_village": found.level == Level.VILLAGE}
    return render(request, "office/languages.html", context, status=status)


@posted("office:unit", "code")
def close_village(request: HttpRequest, code: str) -> HttpResponse:
    """Close a village from today."""
    village = actions.close_village(actor(request), code)
    messages.success(request, _("Đã đóng %(unit)s từ hôm nay.") % {"unit": village})
    return redirect("office:unit", village.as_path()[-2])
