"""Pages of the production plan: what is to be made, week by week, and who makes it."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from loa.domain.plan import PlanState
from loa.production import planned, planning
from loa.production.plan_forms import ReasonForm, blank_form, filled_form, units_of
from loa.production.views.answering import answered
from loa.web import actor
from loa.web.posting import posted

TABS = [
    ("", gettext_lazy("Chưa xong")),
    (PlanState.DONE.value, gettext_lazy("Xong")),
    (PlanState.DROPPED.value, gettext_lazy("Đã bỏ")),
    (PlanState.PLANNED.value, gettext_lazy("Chưa giao")),
    (PlanState.ASSIGNED.value, gettext_lazy("Đã giao")),
    (PlanState.IN_WORK.value, gettext_lazy("Đang làm")),
]


@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    """Show what is to be made, week by week; one's own first."""
    person = actor(request)
    asked = request.GET.get("state", "")
    state = PlanState(asked) if asked in set(PlanState) else None
    context = {
        "tabs": TABS,
        "tab": state.value if state else "",
        "mine": planned.shown(planned.mine(person)),
        "weeks": planned.by_week(person, state),
        "may_plan": bool(units_of(person)),
    }
    return render(request, "production/plan.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Put something into the plan."""
    person = actor(request)
    units = units_of(person)
    if not units:
        raise PermissionDenied
    form = blank_form(request.POST or None, units)
    return answered(
        request,
        form,
        "production/planned_new.html",
        {},
        do=lambda: planning.plan(person, form.item()),
        then=reverse("production:plan"),
    )


@require_http_methods(["GET", "POST"])
def item(request: HttpRequest, item_id: int) -> HttpResponse:
    """Show one item; change it while it is open."""
    person = actor(request)
    of = planned.item(person, item_id)
    (row,) = planned.shown(planned.items(person).filter(pk=of.pk))
    form = filled_form(request.POST or None, row)
    return answered(
        request,
        form,
        "production/planned.html",
        {"row": row, "reason": ReasonForm(), **planned.steps(person, row)},
        do=lambda: planning.change(person, item_id, form.item()),
        then=reverse("production:planned", args=[item_id]),
    )


@posted("production:planned", "item_id")
def drop(request: HttpRequest, item_id: int) -> HttpResponse:
    """Drop an item, saying why."""
    person = actor(request)
    planning.drop(person, item_id, request.POST.get("reason", ""))
    messages.success(request, _("Đã bỏ khỏi kế hoạch."))
    address = reverse("production:planned", args=[item_id])
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)
