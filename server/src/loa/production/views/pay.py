"""Pages about pay: the sheet of a month, the rates, who did what."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from loa.bulletins import queries as bulletins
from loa.domain.permissions import Actor, Duty
from loa.orgs import queries as orgs
from loa.production import actions, excel, queries
from loa.production.forms import CreditForm, SheetForm, TableForm, as_line, rate_line
from loa.production.views.answering import answered
from loa.web import actor

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """Show what is owed for a month, or hand it over for Excel."""
    person = actor(request)
    form = _which(request, person)
    year, month, unit = form.asked()
    made = queries.sheet(person, unit, year=year, month=month)
    named = orgs.names_of_units({unit}).get(unit, unit)
    if request.GET.get("as") == "xlsx":
        book = excel.workbook(made, unit=named, month=f"{month}/{year}")
        return _attached(book, f"nhuan-but-{year}-{month:02}.xlsx")
    context = {"form": form, "sheet": made, "unit": named, "month": f"{month}/{year}"}
    return render(request, "production/sheet.html", context)


@require_http_methods(["GET", "POST"])
def rates(request: HttpRequest) -> HttpResponse:
    """Show the rate tables of a province; put another in force."""
    person = actor(request)
    province = orgs.province_of(person)
    if province is None:
        raise PermissionDenied
    found = list(queries.tables_for(province.path))
    newest = "\n".join(rate_line(rate) for rate in found[0].rates()) if found else ""
    may_change = person.as_officer().may(Duty.APPROVE, province.as_path(), timezone.localdate())
    form = TableForm(request.POST or None, initial={"rates": newest})
    context = {"form": form, "tables": found, "unit": province, "may_change": may_change}
    return answered(
        request,
        form,
        "production/rates.html",
        context,
        do=lambda: actions.put_in_force(person, province, form.table()),
        then=reverse("production:rates"),
    )


@require_http_methods(["GET", "POST"])
def credits_of(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    """Say who did what for a bulletin."""
    person = actor(request)
    of = bulletins.bulletin(person, bulletin_id)
    lines = [as_line(credit) for credit in queries.credits_of(person, bulletin_id)]
    form = CreditForm(request.POST or None, initial={"people": "\n".join(lines)})
    return answered(
        request,
        form,
        "production/credits.html",
        {"form": form, "bulletin": of},
        do=lambda: actions.credit(person, bulletin_id, form.credits()),
        then=reverse("desk:bulletin", args=[bulletin_id]),
    )


def _which(request: HttpRequest, person: Actor) -> SheetForm:
    units = [(unit.path, unit.full_name) for unit in orgs.own_and_below(person)]
    if not units:
        raise PermissionDenied
    return SheetForm(request.GET, units=units, today=timezone.localdate())


def _attached(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=EXCEL)
    answer["Content-Disposition"] = content_disposition_header(True, name) or ""  # noqa: FBT003 - as an attachment
    return answer
