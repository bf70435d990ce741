"""Let administrators say how long sounds are kept, and see what goes before it is gone."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from loa_protocol.errors import Refusal

from loa.bulletins import retained, retention
from loa.desk.forms import choices_of
from loa.desk.kept import stated
from loa.desk.retention_forms import RuleForm
from loa.domain.permissions import Duty
from loa.orgs import queries as orgs
from loa.web import actor
from loa.web.forms import show
from loa.web.posting import posted


@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """List the rules and what goes next; show what a new one would remove, then keep it."""
    person = actor(request)
    units = orgs.units_for(person, Duty.ADMINISTRATOR)
    if not units:
        raise PermissionDenied
    form = RuleForm(
        request.POST or None, units=choices_of((unit.path, unit.full_name) for unit in units)
    )
    if not form.is_bound:
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if not form.cleaned_data["confirmed"]:
        return _page(request, form, preview=retained.preview(form.rule(), on=timezone.localdate()))
    try:
        retention.set_rule(person, form.rule())
    except Refusal as refusal:
        return _page(request, form, status=show(refusal, form))
    messages.success(request, _("Đã ghi thời hạn lưu."))
    return _back()


def _page(
    request: HttpRequest,
    form: RuleForm,
    *,
    preview: retained.Preview | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """Show the rules, what goes next, and what a rule would remove."""
    person, today = actor(request), timezone.localdate()
    own = person.as_officer()
    listed = [(kept.pk, stated(kept.as_rule())) for kept in retained.rules_of(person)]
    context = {
        "form": form,
        "rules": [
            (pk, said, own.may(Duty.ADMINISTRATOR, said.rule.unit, today)) for pk, said in listed
        ],
        "coming": retained.coming(person, on=today),
        "preview": preview,
        "wanted": stated(form.rule()) if preview else None,
    }
    return render(request, "desk/retention.html", context, status=status)


@posted("desk:retention")
def end(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Take a rule back."""
    retention.end_rule(actor(request), rule_id)
    messages.success(request, _("Đã bỏ quy định này."))
    return _back()


def _back() -> HttpResponse:
    return HttpResponseRedirect(reverse("desk:retention"), status=HTTPStatus.SEE_OTHER)
