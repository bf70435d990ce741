"""People: open accounts, help those who cannot get in, shut out, erase."""

from http import HTTPStatus

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from loa_protocol.errors import NotFound, Refusal

from loa.office.forms import PersonForm
from loa.orgs import actions, history, queries
from loa.web import actor
from loa.web.forms import show
from loa.web.posting import posted

AT_A_TIME = 50


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """List the accounts that one looks after or inspects."""
    queries.house_of(actor(request))
    page = Paginator(queries.people(actor(request)), AT_A_TIME).get_page(request.GET.get("page"))
    held = history.duties_on(page.object_list, timezone.localdate())
    context = {
        "page": page,
        "rows": [(one, held[one.pk]) for one in page.object_list],
        "may_add": queries.looks_after_any(actor(request)),
        "left": queries.duties_left_behind(actor(request)).count(),
    }
    return render(request, "office/people.html", context)


@require_safe
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show an account and every duty it has had."""
    shown = queries.person(actor(request), person_id)
    context = {
        "shown": shown,
        "duties": history.duties_of(shown, timezone.localdate()),
        "looks_after": queries.may_look_after(actor(request), shown.unit),
        "is_own": shown.actor_id == actor(request).actor_id,
    }
    return render(request, "office/person.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Open an account."""
    own = queries.looks_after_any(actor(request))
    if own is None:
        raise NotFound(person="new")
    form = PersonForm(
        request.POST if request.method == "POST" else None, initial={"unit": own.code}
    )
    status = int(HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK)
    if form.is_valid():
        filled = form.cleaned_data
        try:
            made = actions.add_person(
                actor(request),
                username=filled["username"],
                display_name=filled["display_name"],
                unit_code=filled["unit"],
                language=filled["language"],
            )
        except Refusal as refusal:
            status = show(refusal, form)
        else:
            messages.success(request, _("Đã mở tài khoản. Giao nhiệm vụ và cấp mật khẩu ở đây."))
            return redirect("office:person", made.pk)
    return render(request, "office/add_person.html", {"form": form}, status=status)


@never_cache
@posted("office:person", "person_id")
def give_password(request: HttpRequest, person_id: int) -> HttpResponse:
    """Make a new password and show it, this once."""
    password = actions.give_password(actor(request), person_id)
    shown = queries.person(actor(request), person_id)
    return render(request, "office/password.html", {"shown": shown, "password": password})


@posted("office:person", "person_id")
def forget_second_step(request: HttpRequest, person_id: int) -> HttpResponse:
    """Let somebody set up the second step anew."""
    shown = actions.forget_second_step(actor(request), person_id)
    messages.success(request, _("%(name)s sẽ cài lại bước thứ hai.") % {"name": shown})
    return redirect("office:person", person_id)


@posted("office:person", "person_id")
def shut(request: HttpRequest, person_id: int) -> HttpResponse:
    """Shut somebody out at once."""
    shown = actions.deactivate(actor(request), person_id)
    messages.success(request, _("Đã khóa tài khoản của %(name)s.") % {"name": shown})
    return redirect("office:person", person_id)


@posted("office:person", "person_id")
def let_in(request: HttpRequest, person_id: int) -> HttpResponse:
    """Let somebody in again."""
    shown = actions.reactivate(actor(request), person_id)
    messages.success(request, _("Đã mở lại tài khoản của %(name)s.") % {"name": shown})
    return redirect("office:person", person_id)


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, person_id: int) -> HttpResponse:
    """Ask once more, then erase somebody's name for good."""
    if request.method == "POST":
        actions.erase_person(actor(request), person_id)
        messages.success(request, _("Đã xóa tên. Mã số trong nhật ký còn lại."))
        return redirect("office:person", person_id)
    shown = queries.person(actor(request), person_id)
    if not queries.may_look_after(actor(request), shown.unit) or shown.erased_at:
        raise NotFound(person=person_id)
    return render(request, "office/erase.html", {"shown": shown})
