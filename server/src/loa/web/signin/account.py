"""A person's own account: password, second step, spare codes."""

from http import HTTPStatus
from io import BytesIO

import segno
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe
from loa_protocol.errors import Refusal

from loa.orgs.models import Person
from loa.web import actor
from loa.web.forms import show
from loa.web.signin import actions, second_step, spare_codes
from loa.web.signin.forms import FirstCodeForm, NewPasswordForm, ProofForm, ReplacePhoneForm
from loa.web.signin.sealing import seal, unseal

PENDING = "pending second step"


@never_cache
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show what belongs to the person."""
    person = actor(request)
    context = {
        "has_second_step": person.totp_secret is not None,
        "spare_left": spare_codes.left(person),
    }
    return render(request, "web/signin/account.html", context)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Tie a phone to the account: show the secret, ask for the first code."""
    person = actor(request)
    form_class = FirstCodeForm if person.totp_secret is None else ReplacePhoneForm
    form = form_class(request.POST if request.method == "POST" else None)
    status = int(HTTPStatus.OK)
    if form.is_valid():
        try:
            return _show_codes(request, _tie(request, person, form))
        except Refusal as refusal:
            status = show(refusal, form)
    secret = _pending(request)
    grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    context = {"form": form, "secret": grouped, "is_required": second_step.is_missing(person)}
    return render(request, "web/signin/set_up.html", context, status=status)


def _tie(request: HttpRequest, person: Person, form: FirstCodeForm) -> list[str]:
    """Tie the phone, after the password where another phone was tied before."""
    if isinstance(form, ReplacePhoneForm):
        actions.prove(person, form.cleaned_data["password"])
    codes = actions.tie_phone(person, _pending(request), form.cleaned_data["code"])
    del request.session[PENDING]
    return codes


@never_cache
@require_safe
def set_up_qr(request: HttpRequest) -> HttpResponse:
    """Draw the secret for the phone's camera, at an address of its own: no data in pages."""
    drawn = BytesIO()
    said = second_step.address_for(actor(request), _pending(request))
    segno.make(said, error="m").save(drawn, kind="svg", scale=4, border=3, light="white")
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")


def _pending(request: HttpRequest) -> str:
    """Return the secret that waits for its first code, sealed in the visit."""
    if PENDING not in request.session:
        request.session[PENDING] = seal(second_step.new_secret())
    return unseal(request.session[PENDING])


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def renew_spare_codes(request: HttpRequest) -> HttpResponse:
    """Ask for the password, then show new spare codes, this once."""
    person = actor(request)
    form = ProofForm(request.POST if request.method == "POST" else None)
    status = int(HTTPStatus.OK)
    if form.is_valid():
        try:
            actions.prove(person, form.cleaned_data["password"])
        except Refusal as refusal:
            status = show(refusal, form)
        else:
            return _show_codes(request, actions.renew_spare_codes(person))
    return render(request, "web/signin/renew.html", {"form": form}, status=status)


def _show_codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """Show new codes: nobody can show them again."""
    return render(request, "web/signin/spare_codes.html", {"codes": codes})


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change the password; other visits of the same person end."""
    person = actor(request)
    is_first = person.has_first_password
    form = NewPasswordForm(person, request.POST if request.method == "POST" else None)
    status = int(HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK)
    if form.is_valid():
        try:
            actions.change_password(person, form.cleaned_data["new_password1"])
        except Refusal as refusal:
            status = show(refusal, form)
        else:
            update_session_auth_hash(request, person)
            messages.success(request, _("Đã đổi mật khẩu. Các máy khác đã bị đăng xuất."))
            where = "/" if is_first else "/account/"
            return HttpResponseRedirect(where, status=HTTPStatus.SEE_OTHER)
    context = {"form": form, "is_first": is_first}
    return render(request, "web/signin/password.html", context, status=status)
