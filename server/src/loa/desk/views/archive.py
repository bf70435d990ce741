"""Find what was made: the archive, and the figures of a year with what they were counted from."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from loa.bulletins import actions, archive, figures, queries
from loa.desk.forms import choices_of
from loa.desk.product_forms import KINDS, ArchiveForm, FiguresForm, ProductForm, topics_for
from loa.desk.shown import rows
from loa.desk.views.bulletins import asked
from loa.domain.permissions import Actor
from loa.orgs import queries as orgs
from loa.web import actor
from loa.web.paging import Stretch


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find approved bulletins by words, kind, topic, day, unit, language, speaker."""
    person = actor(request)
    form = ArchiveForm(request.GET, units=_units(person))
    stretch = Stretch.of(archive.find(person, form.wanted()), request.GET.get("page"))
    narrowed = {name for name, value in form.cleaned_data.items() if value} - {"words"}
    context = {
        "form": form,
        "stretch": stretch,
        "rows": rows(archive.newest_of(stretch.rows)),
        "is_narrowed": bool(narrowed or form.errors),
    }
    return render(request, "desk/archive.html", context)


@require_safe
def year(request: HttpRequest) -> HttpResponse:
    """Show how many products of each kind and each unit were made or heard, month by month."""
    person = actor(request)
    form = _figures_form(request, person)
    of_year, counted, unit = form.asked()
    lines = figures.by_kind(person, of_year, counted, unit=unit)
    context = {
        "form": form,
        "lines": lines,
        "units": figures.by_unit(person, of_year, counted, unit=unit),
        "months": figures.MONTHS,
        "totals": [sum(line.months[month - 1] for line in lines) for month in figures.MONTHS],
        "total": sum(line.total for line in lines),
        "year": of_year,
        "counted": counted.value,
        "unit": unit,
    }
    return render(request, "desk/figures.html", context)


@require_safe
def figure(request: HttpRequest) -> HttpResponse:
    """Show the items that one figure was counted from."""
    person = actor(request)
    form = _figures_form(request, person)
    of_year, counted, unit = form.asked()
    kind, month = request.GET.get("kind", ""), request.GET.get("month", "")
    is_its_own = bool(unit) and "own" in request.GET
    found = figures.items(
        person,
        counted,
        year=of_year,
        month=int(month) if month in map(str, figures.MONTHS) else None,
        kind=kind if kind in KINDS else "",
        unit=unit,
        is_its_own=is_its_own,
    )
    stretch = Stretch.of(found, request.GET.get("page"))
    context: dict[str, Any] = {
        "stretch": stretch,
        "rows": rows(archive.newest_of(stretch.rows)),
        "name": KINDS.get(kind, ""),
        "of_unit": orgs.names_of_units({unit}).get(unit, ""),
        "month": month if month in map(str, figures.MONTHS) else "",
        "year": of_year,
        "counted": counted.value,
        "unit": unit,
        "count": found.count(),
    }
    return render(request, "desk/figure.html", context)


@require_http_methods(["GET", "POST"])
def product(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    """Say what a bulletin is, also after its approval."""
    person = actor(request)
    of = queries.bulletin(person, bulletin_id)
    kept = of.as_product()
    initial = {
        "kind": kept.kind.value,
        "topic": kept.topic,
        "audiences": of.audiences,
        "origin": kept.origin.value,
    }
    form = ProductForm(request.POST or None, initial=initial, topics=topics_for(of))
    return asked(
        request,
        form,
        "desk/product.html",
        {"form": form, "bulletin": of},
        do=lambda: actions.classify(person, bulletin_id, form.product()),
    )


def _figures_form(request: HttpRequest, person: Actor) -> FiguresForm:
    today = timezone.localdate()
    given = {"year": today.year, "counted": figures.Counted.MADE.value, **request.GET.dict()}
    return FiguresForm(given, units=_units(person), today=today)


def _units(person: Actor) -> list[tuple[str, str]]:
    """Return the units in which a person handles words, as a form wants them."""
    return choices_of((unit.path, unit.full_name) for unit in orgs.own_and_below(person))
