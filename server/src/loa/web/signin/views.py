"""The pages of the door: signing in, the second step, signing out."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any, ClassVar

from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from loa_protocol.errors import Refusal

from loa.orgs.models import Person
from loa.web import display, language, refusals
from loa.web.forms import show
from loa.web.posting import posted
from loa.web.signin import second_step, spare_codes
from loa.web.signin.forms import CodeForm, SignInForm, SpareCodeForm
from loa.web.throttle import TooOften, address_of, knock

BACKEND = "django.contrib.auth.backends.ModelBackend"
HALF_OPEN = timedelta(minutes=10)
"""How long somebody may look for their phone between the two steps."""


class NoMatch(Refusal):
    """Name and password do not belong together. Which of the two is wrong is not said."""

    code: ClassVar[str] = "signin.no_match"


@never_cache
@sensitive_post_parameters("password")
@login_not_required
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for name and password; let in, or on to the second step."""
    if request.user.is_authenticated:
        return HttpResponseRedirect("/")
    form = SignInForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _door(request, form, HTTPStatus.OK)
    try:
        person = _recognise(request, form.cleaned_data)
    except Refusal as refusal:
        return _door(request, form, show(refusal, form))
    if person.totp_secret is None:
        return _let_in(request, person)
    request.session.cycle_key()
    request.session["half"] = [person.pk, timezone.now().timestamp(), display.back_to(request)]
    return HttpResponseRedirect("/sign-in/code/", status=HTTPStatus.SEE_OTHER)


def _door(request: HttpRequest, form: Form, status: int) -> HttpResponse:
    """Show the first step."""
    context = {"form": form, "next": display.back_to(request)}
    return render(request, "web/signin/sign_in.html", context, status=status)


def _recognise(request: HttpRequest, given: dict[str, Any]) -> Person:
    """Return the person whose name and password these are.

    Raises:
        NoMatch: nobody's. Also when locked out: django-axes then answers instead.
        TooOften: too many tries from this address.
    """
    knock(f"sign-in:{address_of(request)}", most=30, per=timedelta(minutes=5))
    person = authenticate(request, username=given["username"], password=given["password"])
    if not isinstance(person, Person):
        raise NoMatch
    return person


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the phone, or a spare code."""
    person = _half_in(request)
    if person is None:
        return HttpResponseRedirect("/sign-in/")
    is_spare = "spare" in request.GET
    form_class = SpareCodeForm if is_spare else CodeForm
    form = form_class(request.POST if request.method == "POST" else None)
    status = int(HTTPStatus.OK)
    if form.is_valid():
        try:
            _check(person, form.cleaned_data["code"], is_spare=is_spare)
        except Refusal as refusal:
            status = show(refusal, form)
        else:
            return _let_in(request, person)
    context = {"form": form, "is_spare": is_spare}
    return render(request, "web/signin/code.html", context, status=status)


def _half_in(request: HttpRequest) -> Person | None:
    """Return who has given the password but no code yet."""
    pk, since, _next = request.session.get("half", (None, 0.0, "/"))
    if timezone.now().timestamp() - since > HALF_OPEN.total_seconds():
        return None
    return Person.objects.filter(pk=pk, is_active=True, totp_secret__isnull=False).first()


def _check(person: Person, given: str, *, is_spare: bool) -> None:
    """Let a code pass, a few tries at a time."""
    knock(f"code:{person.pk}", most=6, per=timedelta(minutes=15))
    if is_spare:
        spare_codes.use(person, given)
    else:
        second_step.check(person, given)


def _let_in(request: HttpRequest, person: Person) -> HttpResponse:
    """Open the door, in the person's language."""
    _pk, _since, target = request.session.pop("half", (None, 0.0, display.back_to(request)))
    login(request, person, backend=BACKEND)
    request.session["since"] = timezone.now().timestamp()
    answer = HttpResponseRedirect(target, status=HTTPStatus.SEE_OTHER)
    display.remember(answer, request, language.COOKIE, person.language)
    return answer


@posted("web:home")
@login_not_required
def sign_out(request: HttpRequest) -> HttpResponse:
    """Close the door behind the person."""
    logout(request)
    answer = HttpResponseRedirect("/sign-in/", status=HTTPStatus.SEE_OTHER)
    answer.headers["Clear-Site-Data"] = '"storage"'  # what they typed and never sent
    return answer


def locked_out(request: HttpRequest, *_args: object, **_kwargs: object) -> HttpResponse:
    """Answer for django-axes: too many wrong passwords for this name from this address."""
    return refusals.page(request, TooOften(minutes=15))
